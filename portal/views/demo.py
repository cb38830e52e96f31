"""The demonstration's own doors: entering in a role, and reading the mail it would have sent."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from accounts.clients import is_this_machine
from accounts.models import OutgoingMail
from portal.demo.people import DemoToken

SHOWN = 50
BACKEND = "django.contrib.auth.backends.ModelBackend"


def demo_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer on this machine, in a demonstration; anywhere else there is no such page."""

    @never_cache
    def guarded(request: HttpRequest, **kwargs: str) -> HttpResponse:
        if not (settings.DEMO and is_this_machine(request)):
            raise Http404
        return view(request, **kwargs)

    return guarded


@demo_only
def enter(request: HttpRequest, pk: str, token: str) -> HttpResponse:
    """Sign in by a one-time link."""
    user = get_object_or_404(get_user_model(), pk=pk, email__endswith=settings.DEMO_MAIL_DOMAIN)
    if not DemoToken().check_token(user, token):
        return render(request, "portal/demo_link_used.html", status=410)
    login(request, user, backend=BACKEND)
    return redirect("account")


@demo_only
def mail(request: HttpRequest) -> HttpResponse:
    """Show the latest mail of the demonstration, which goes nowhere else."""
    mails = OutgoingMail.objects.order_by("-pk")[:SHOWN]
    return render(request, "portal/demo_mail.html", {"mails": mails})
