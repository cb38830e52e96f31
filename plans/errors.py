"""What can go wrong when plans are written, each with words for whoever wrote."""

from typing import Any

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class PlanError(Exception):
    """A plan cannot be changed that way; ``words`` say why and what to do."""

    words: str | Promise = _("That cannot be done with this plan.")

    def __init__(self) -> None:
        super().__init__(str(self.words))


class PlanIsAdopted(PlanError):
    words = _("This plan is adopted and stands as it is. Begin this year's revision to change it.")


class NothingAdopted(PlanError):
    words = _("The group has not adopted this plan yet.")


class AlreadyRevising(PlanError):
    words = _("A revision of this plan has already begun.")


class NotThisPlan(PlanError):
    words = _("That belongs to another plan.")


class TooManyPriorities(PlanError):
    words = _("A year has at most five priorities.")


class ReasonMissing(PlanError):
    words = _("Say why, in a few words.")


class TargetMissing(PlanError):
    words = _("Choose one thing on the map, or a named point.")


class GoalToServeMissing(PlanError):
    words = _("Choose which goal the strategy serves.")


class PointsTooLong(PlanError):
    """Lines of a pasted plan hold more than a point does; ``lines`` are their numbers and words."""

    def __init__(self, lines: list[tuple[int, str]], longest: int) -> None:
        named = "; ".join(
            gettext("line %(line)s, %(length)s characters: %(start)s")
            % {"line": number, "length": len(line), "start": Truncator(line).chars(60)}
            for number, line in lines[:5]
        )
        self.words = gettext(
            "Nothing is taken yet: a point holds at most %(longest)s characters. Divide what is"
            " longer into several lines and press again (%(lines)s)."
        ) % {"longest": longest, "lines": named}
        super().__init__()


class TooManyPoints(PlanError):
    """More points than a plan holds at a time; none of them is taken."""

    def __init__(self, given: int, room: int) -> None:
        self.words = gettext(
            "Nothing is taken yet: there is room for %(room)s more points, and these are %(given)s."
            " Take fewer at a time, and sort those that are here."
        ) % {"room": room, "given": given}
        super().__init__()


class SortedIsChanged(PlanError):
    words = _(
        "It has been worked on since it was sorted, so it stays. Take it away on the plan's own"
        " page if it is not wanted."
    )


class HandledTooEarly(PlanError):
    words = _("The municipality cannot have handled the plan before the group adopted it.")


class AlreadyCorrected(PlanError):
    words = _("This entry is corrected already: correct the newer one.")


class LinkToItself(PlanError):
    words = _("A goal cannot be tied to itself.")


class NothingToAdopt(PlanError):
    words = _("An empty plan cannot be adopted: write at least one goal or activity.")


class StillChoosing(PlanError):
    words = _("Some of last year's goals or activities have no choice yet.")


class SupersessionCycle(PlanError):
    words = _("A plan cannot supersede a plan of the same year or later.")


class NoPlace(PlanError):
    words = _("A goal measured from the map needs a village: the group covers none.")


class StatementIsAnswered(PlanError):
    words = _("This statement is answered already.")


class ConsultationClosed(PlanError):
    words = _("This consultation is not open for answers.")


class ConsultationHasOpened(PlanError):
    words = _(
        "This consultation has opened, or opens today: what is asked can no longer change."
        " Groups are told before it opens."
    )


class ChangedMeanwhile(PlanError):
    """Someone else saved first; ``current`` is what stands there now."""

    words = _("Somebody else changed this while you were writing. Both versions are shown below.")

    def __init__(self, current: Any) -> None:
        super().__init__()
        self.current = current
