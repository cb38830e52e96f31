"""The municipality's pages on a village's plan: its handling, and where goals were used."""

from typing import Any

from django.contrib import messages
from django.forms import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from plans.actions.handling import handle, use_goal
from plans.forms.walk import HandlingForm, SteeringForm
from plans.models import Handling, PlanVersion
from plans.views.own import handled_group
from plans.views.writing import PAGE, save


def _adopted(group: object) -> PlanVersion | None:
    return (
        PlanVersion.objects.filter(plan__group=group, adopted_on__isnull=False)
        .select_related("plan__group")
        .order_by("-year")
        .first()
    )


@never_cache
@PAGE
def handling(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Note what the municipality says of the newest adopted plan, or correct an entry."""
    group = handled_group(request, slug)
    version = _adopted(group)
    wrong: Any = get_object_or_404(Handling, pk=pk, version=version) if pk else None
    form = None
    if version:
        blank = Handling(version=version, handled_on=timezone.localdate())
        first = model_to_dict(wrong, HandlingForm.Meta.fields) if wrong else None
        form = HandlingForm(request.POST or None, instance=blank, initial=first)
        if request.method == "POST" and save(
            form,
            lambda: handle(version=version, user=request.user, corrects=wrong, **form.cleaned_data),
        ):
            messages.success(request, _("Noted. The village's page shows it now."))
            return redirect(group)
    page = {"group": group, "version": version, "form": form, "wrong": wrong, "corrects": True}
    return render(request, "plans/handling.html", page)


@never_cache
@PAGE
def steering(request: HttpRequest, slug: str) -> HttpResponse:
    """Say in which steering document goals were used."""
    group = handled_group(request, slug)
    version = _adopted(group)
    if version is None:
        return redirect("plan-handling", slug)
    form = SteeringForm(request.POST or None, version=version)
    if request.method == "POST" and form.is_valid():
        document = form.save(commit=False)
        document.save()
        for goal in form.cleaned_data["goals"]:
            use_goal(goal=goal, document=document)
        messages.success(request, _("Noted. The village's page shows it now."))
        return redirect(group)
    return render(request, "plans/steering.html", {"group": group, "form": form})
