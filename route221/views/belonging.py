"""The people of a business: invite, join by a mail's link, take out, leave."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from route221.actions.people import invitation_of_key, invite, join, take_out
from route221.errors import RegistrationError
from route221.queries.registration import businesses_of


class _Address(forms.Form):
    email = forms.EmailField(max_length=254)


@require_POST
def invite_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation; what is shown does not depend on whether the address is known."""
    business = get_object_or_404(businesses_of(request.user), pk=pk)
    form = _Address(request.POST)
    if not form.is_valid():
        messages.error(request, _("That is no e-mail address."))
        return redirect("business", pk)
    try:
        invite(business=business, email=form.cleaned_data["email"], by=request.user)
    except RegistrationError as error:
        messages.warning(request, str(error.words))
    else:
        messages.success(request, _("An invitation is on its way; it is good for 14 days."))
    return redirect("business", pk)


@require_POST
def take_out_person(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Take somebody out, or leave oneself."""
    business = get_object_or_404(businesses_of(request.user), pk=pk)
    try:
        take_out(business=business, user_pk=person, by=request.user)
    except RegistrationError as error:
        messages.warning(request, str(error.words))
        return redirect("business", pk)
    return redirect("businesses") if person == request.user.pk else redirect("business", pk)


@never_cache
def join_business(request: HttpRequest) -> HttpResponse:
    """Show what one is invited to; only the button joins."""
    invitation = invitation_of_key(request.GET.get("key", ""))
    if invitation is None:
        return render(request, "route221/link_too_old.html", status=410)
    if request.method == "POST":
        try:
            return redirect("business", join(invitation=invitation, user=request.user).pk)
        except RegistrationError as error:
            messages.warning(request, str(error.words))
    return render(request, "route221/join.html", {"business": invitation.business})
