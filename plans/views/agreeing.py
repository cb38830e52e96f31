"""A conflict proposed for a meeting, and the choices of the network's working group."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.permissions import is_planner
from plans.actions.network import note_choice, propose_conflict
from plans.forms.network import NetworkChoiceForm, ProposalForm, coming_meetings
from plans.models import NetworkChoice, VillageGroup
from plans.queries.conflicts import conflict_of
from plans.views.writing import PAGE, save


@never_cache
@PAGE
def propose(request: HttpRequest, link: int) -> HttpResponse:
    """Propose a conflict as a point of a coming meeting's agenda."""
    conflict = conflict_of(link)
    if conflict is None:
        raise Http404
    form = ProposalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        point = propose_conflict(conflict=conflict, proposed_by=_who(request), **form.cleaned_data)
        messages.success(request, _("Proposed. The meeting's host has been told."))
        return redirect(point.meeting)
    page = {"conflict": conflict, "form": form, "has_meeting": coming_meetings().exists()}
    return render(request, "plans/propose.html", page)


def _who(request: HttpRequest) -> str:
    """Name the group or office that proposes, never a person."""
    group = VillageGroup.objects.filter(members=request.user).order_by("name").first()
    if group is not None:
        return group.name
    return _("the municipality") if is_planner.test(request.user) else ""


@never_cache
@PAGE
def choice(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write down what the working group has chosen, or what came of it."""
    found: Any = get_object_or_404(NetworkChoice, pk=pk) if pk else None
    form = NetworkChoiceForm(request.POST or None, instance=found)
    if request.method == "POST" and save(
        form, lambda: note_choice(choice=found, **_values(form, is_new=found is None))
    ):
        messages.success(request, _("Noted."))
        return redirect("network")
    title = _("A choice of the working group")
    return render(request, "plans/network_form.html", {"form": form, "title": title})


def _values(form: NetworkChoiceForm, is_new: bool) -> dict[str, Any]:
    values = form.values()
    return values if is_new else values | {"edition": form.cleaned_data["edition"]}
