"""Opening a consultation: written as a draft, looked at, changed until it opens, published."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from plans.actions.consultations import draft, publish, tell_of_change, throw_away
from plans.errors import PlanError
from plans.forms.consultations import ConsultationForm
from plans.models import Consultation
from plans.permissions import may_handle_area
from plans.queries.consulting import outline
from plans.views.consultations import WHOLE
from plans.views.writing import PAGE, save


@never_cache
@PAGE
def new_consultation(request: HttpRequest) -> HttpResponse:
    """Begin a consultation; it is a draft until it is published from its preview."""
    form = ConsultationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and (made := save(form, lambda: _keep(form))):
        return redirect("consultation-preview", made.pk)
    drafts = [one for one in WHOLE.filter(is_draft=True) if may_handle_area(request.user, one)]
    page = {"form": form, "drafts": drafts}
    return render(request, "plans/new_consultation.html", page)


@never_cache
@PAGE
def change_consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what has not opened yet; whoever was told of it is told of the change."""
    found = _own(request, pk)
    was_told = not found.is_draft
    form = ConsultationForm(request.POST or None, request.FILES or None, instance=found)
    if request.method == "POST" and (made := save(form, lambda: _keep(form))):
        if was_told:
            tell_of_change(consultation=made)
            messages.success(request, _("Changed. Those who were told before are told again."))
            return redirect(made)
        return redirect("consultation-preview", made.pk)
    page = {"form": form, "consultation": found}
    return render(request, "plans/new_consultation.html", page)


@never_cache
@PAGE
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a draft as everyone will see it; publish it from here, or throw it away."""
    found = _own(request, pk)
    if not found.is_draft:
        return redirect(found)
    if request.method == "POST":
        if request.POST.get("verb") == "throw":
            throw_away(consultation=found)
            messages.success(request, _("The draft is thrown away."))
            return redirect("consultations")
        try:
            publish(consultation=found)
        except PlanError as error:
            messages.error(request, str(error.words))
            return redirect("consultation-change", pk)
        messages.success(request, _("Published. The groups of the area have been told."))
        return redirect(found)
    page = {"consultation": found, "answers": [], "outline": outline(found), "is_preview": True}
    return render(request, "plans/consultation.html", page)


def _own(request: HttpRequest, pk: int) -> Consultation:
    found = get_object_or_404(WHOLE, pk=pk)
    if not may_handle_area(request.user, found):
        raise PermissionDenied
    return found


def _keep(form: Any) -> Consultation:
    return draft(
        consultation=form.save(commit=False),
        localities=form.cleaned_data["localities"],
        documents=form.documents(),
        removed=form.cleaned_data.get("removed", ()),
        edition=form.cleaned_data["edition"],
    )
