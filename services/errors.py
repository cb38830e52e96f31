"""What can go wrong when services are measured."""

from django.utils.translation import gettext_lazy as _


class CoverageError(Exception):
    """A coverage run cannot be made; the message says what to do."""


class NoPopulation(CoverageError):
    def __init__(self) -> None:
        super().__init__(
            "No population cells are loaded. Import them first: manage import_population FILE"
        )


class NoCategories(CoverageError):
    def __init__(self) -> None:
        super().__init__("No categories of service exist. Add them in the admin, or load the demo.")


class RunCancelled(Exception):
    """A coverage run was cancelled while it went on."""


class RegisterError(Exception):
    """A change of the register cannot be made; the message says so to its staff."""

    words = _("That cannot be done.")


class AlreadyMerged(RegisterError):
    words = _("One of the two has been merged already. Here is how it stands now.")


class ChangedMeanwhile(RegisterError):
    words = _(
        "Somebody changed it while you wrote. Below is what you wrote; see what stands now, and"
        " save again if yours is right."
    )


class NothingToUndo(RegisterError):
    words = _("It has been undone already, or cannot be undone.")


class ActedOnSince(RegisterError):
    words = _("It has changed since, so that it cannot be undone as it was. Correct it by hand.")


class AnsweredMeanwhile(RegisterError):
    words = _("Somebody has answered it while you wrote. Here is what was answered.")


class StandardChangedMeanwhile(Exception):
    def __init__(self) -> None:
        super().__init__("Somebody else changed this standard meanwhile.")


class BaseNotMeasured(Exception):
    """A run cannot be the base of a standard."""

    words = _(
        "That run did not measure it, or people have been counted anew since. Choose a newer run."
    )


class SearchNoLongerWanted(Exception):
    """A search for the best places was cancelled while it went on."""


class TooManySearches(Exception):
    words = _("Three of your searches are under way already. Wait for one, or cancel it.")
