"""One's own account."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.forms import AccountForm
from accounts.permissions import is_coordinator, is_reviewer, keeps_register, reads_analysis


def account(request: HttpRequest) -> HttpResponse:
    """Show and change one's name and language."""
    form = AccountForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account")
    return render(
        request,
        "accounts/account.html",
        {
            "form": form,
            "is_reviewer": is_reviewer.test(request.user),
            "is_coordinator": is_coordinator.test(request.user),
            "keeps_register": keeps_register.test(request.user),
            "reads_analysis": reads_analysis.test(request.user),
            "road": settings.HOME_ROUTE,
            "passkeys": Authenticator.objects.filter(user=request.user).order_by("pk"),
        },
    )
