"""Passkeys: sign in by fingerprint, face or PIN instead of a code; never needed."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import flows
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST


class AddPasskey(AddWebAuthnView):
    template_name = "accounts/passkey.html"

    def get_success_url(self) -> str:
        messages.success(self.request, _("The passkey is saved. Next time you need no code."))
        return reverse("account")


@require_POST
@reauthentication_required(app="allauth.mfa")
def remove_passkey(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one of one's own passkeys."""
    keys = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.WEBAUTHN)
    flows.remove_authenticator(request, get_object_or_404(keys, pk=pk))
    messages.success(request, _("The passkey is forgotten."))
    return redirect("account")


class SignInByPasskey(LoginWebAuthnView):
    """Ask the browser for a passkey, and let its holder in."""
