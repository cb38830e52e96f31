"""The question before something is taken away: what goes with it, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.views.done import say_done


@dataclass(frozen=True)
class Removal:
    """What is to go, what goes with it in words, and where one was."""

    what: str
    back: str
    question: str = ""
    loses: tuple[str, ...] = ()
    keeps: str = ""


def ask_and_remove(
    request: HttpRequest, removal: Removal, remove: Callable[[], None]
) -> HttpResponse:
    """Show the question; when it is answered with yes, remove and say so where one was."""
    if request.method != "POST":
        return render(request, "remove.html", {"removal": removal})
    remove()
    say_done(request, _("Taken away: %(what)s") % {"what": removal.what})
    return redirect(removal.back)
