"""Who sits in the working group, by function, and what programmes designate: one form each."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from plans.actions.network import keep_seat
from plans.actions.programmes import designate, withdraw
from plans.forms.network import SeatForm
from plans.forms.programmes import DesignationForm
from plans.models import DesignatedPlace, WorkingGroupSeat
from plans.views.own import number_in
from plans.views.writing import PAGE, save


@never_cache
@PAGE
def seat(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Say from where a seat of the working group is filled."""
    found: Any = get_object_or_404(WorkingGroupSeat, pk=pk) if pk else None
    form = SeatForm(request.POST or None, instance=found)
    if request.method == "POST" and save(
        form,
        lambda: keep_seat(seat=found, edition=form.cleaned_data["edition"], **form.values()),
    ):
        messages.success(request, _("Noted."))
        return redirect("network")
    title = _("A seat in the working group")
    return render(request, "plans/network_form.html", {"form": form, "title": title})


@never_cache
@PAGE
def designation(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Enter what a programme designates a village or a service place as, or take it back."""
    found: Any = get_object_or_404(DesignatedPlace, pk=pk) if pk else None
    if found and request.method == "POST" and request.POST.get("verb") == "withdraw":
        programme = found.programme
        withdraw(place=found)
        messages.success(request, _("Taken away."))
        return redirect(programme)
    first = {"programme": number_in(request.GET, "program")}
    form = DesignationForm(request.POST or None, instance=found, initial=None if found else first)
    if request.method == "POST" and save(form, lambda: designate(place=found, **form.cleaned_data)):
        messages.success(request, _("Noted. It stands on the programme's page and on the place's."))
        return redirect(form.cleaned_data["programme"])
    title = _("A place designated by a programme")
    page = {
        "form": form,
        "title": title,
        "back": (reverse("programmes"), _("Programmes")),
        "can_be_withdrawn": found is not None,
    }
    return render(request, "plans/network_form.html", page)
