"""What is said after something was done: in one voice, and with the way back where there is one."""

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

# A message whose tags begin so is shown with a button that sends the address after it.
UNDO = "undo:"


def say_done(request: HttpRequest, words: str, undo: str = "") -> None:
    """Say what was done; ``undo`` is the address that takes it back when posted to."""
    messages.success(request, words, extra_tags=f"{UNDO}{undo}" if undo else "")


def say_saved(request: HttpRequest, what: object = "") -> None:
    """Say that what was written is kept, by its name where it has one."""
    say_done(request, _("Saved: %(what)s") % {"what": what} if what else _("Saved."))
