"""What can go wrong when a business is registered or reviewed."""

from django.utils.translation import gettext_lazy as _


class RegistrationError(Exception):
    """The step cannot be taken; the message says so to the person who tried."""

    words = _("That cannot be done.")


class NoSuchStep(RegistrationError):
    words = _("Somebody has already decided, or the state has changed. Here is how it stands now.")

    def __init__(self, verb: str, state: str) -> None:
        super().__init__(f"{verb} from {state}")


class EditedMeanwhile(RegistrationError):
    words = _("It was changed while you read it. Look at the new version and decide again.")


class NotComplete(RegistrationError):
    words = _("Something is still missing before it can be sent.")


class QueueFull(RegistrationError):
    words = _("So many wait for review that new ones must wait. What you wrote is saved.")


class TooOften(RegistrationError):
    words = _("That was many in a short time. What you wrote is saved; try again in an hour.")


class RoadError(Exception):
    """A change of the road cannot be made; the message says so to the coordinator."""

    words = _("That cannot be done.")


class NoLine(RoadError):
    words = _("No line from one end of the road to the other could be made of this.")


class RealignedMeanwhile(RoadError):
    words = _("The road has changed since this was proposed. Propose the line again.")


class PhotoUnusable(RegistrationError):
    words = _(
        "That is no picture we can use. Choose a JPEG, PNG or WebP of at least 200 × 200 and at"
        " most 60 million pixels."
    )


class PhotoNotKept(RegistrationError):
    words = _("The picture could not be stored just now. Everything else is saved; try later.")


class TooManyPhotos(RegistrationError):
    words = _("There are eight pictures already. Take one away first.")


class LastPerson(RegistrationError):
    words = _("Somebody must remain. Invite another first, or close the business.")


class NotYourInvitation(RegistrationError):
    words = _("The invitation was sent to another address, or is too old. Ask for a new one.")
