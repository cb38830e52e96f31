"""Scenarios kept by name: listed, compared, saved, changed, and taken over into a plan."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.gis.geos import Point
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from plans.actions.scenarios import change_scenario, remove_scenario, save_scenario
from plans.actions.take_over import take_over_as_activity
from plans.errors import ChangedMeanwhile, PlanError
from plans.models import Activity, Scenario, VillageGroup
from plans.permissions import may_see_scenario, may_write, owns_scenario
from plans.queries.changes import Change, read_changes
from plans.queries.scenarios import Outcome, outcome
from portal.desk_forms import read_desk
from portal.exports.tables import Table
from portal.opportunity_forms import groups_for
from portal.queries.desk_notes import run_notes
from portal.queries.outcomes import effect_rows
from portal.scenario_forms import ScenarioForm, changes_query, in_words, place_name
from portal.views.desk_frame import file_answer, file_links, frame

MOST_COMPARED = 4


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """List one's own scenarios, to open or to lay side by side."""
    context = frame(request, read_desk(request.GET), "desk-scenarios")
    scenarios = Scenario.objects.filter(owner=request.user)
    return render(request, "desk/scenarios.html", context | {"scenarios": scenarios})


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Lay up to four scenarios side by side."""
    context = frame(request, read_desk(request.GET), "desk-scenarios")
    keys = []
    for text in request.GET.getlist("s")[:MOST_COMPARED]:
        try:
            keys.append(UUID(text))
        except ValueError as error:
            raise Http404 from error
    by_key = {one.key: one for one in Scenario.objects.filter(key__in=keys)}
    chosen = [by_key[key] for key in keys if key in by_key]
    if len(chosen) < len(keys) or not all(may_see_scenario(request.user, one) for one in chosen):
        raise Http404
    if context["run"] is None or not chosen:
        return render(request, "desk/no_run.html" if chosen else "desk/scenarios.html", context)
    outcomes: list[tuple[Scenario, Outcome | None, str]] = []
    for one in chosen:
        try:
            outcomes.append((one, outcome(context["run"], read_changes(one.changes)), ""))
        except PlanError as error:
            outcomes.append((one, None, str(error)))
    compared, notes = _side_by_side(outcomes), run_notes(context["run"])
    table = _compared_table(compared, notes)
    response = file_answer(request, table)
    if response:
        return response
    return render(
        request,
        "desk/scenario_compare.html",
        context | {"compared": compared, "notes": notes, "files": file_links(request, table.kinds)},
    )


def _compared_table(compared: dict[str, Any], notes: list[str]) -> Table:
    """Make the scenarios side by side a table; where one changes nothing it is as today."""
    names = [saved.name for saved, _found, _error in compared["heads"]]
    return Table(
        name="scenarier",
        title=_("Scenarios side by side"),
        columns=[_("Locality"), _("Standard"), _("Today"), *names],
        rows=[
            [area, standard, before, *(one.after if one else _("as today") for one in cells)]
            for standard, area, before, cells in compared["rows"]
        ],
        notes=[_("Residents beyond the standard"), *notes],
    )


def _side_by_side(outcomes: list[tuple[Scenario, Outcome | None, str]]) -> dict[str, Any]:
    """Return a row for each standard and area that any of them changes, a cell for each."""
    lines: dict[tuple[str, str], dict[int, Any]] = {}
    for number, (_saved, found, _error) in enumerate(outcomes):
        for row in effect_rows(found) if found else []:
            lines.setdefault((row.standard, row.area), {})[number] = row
    rows = []
    for (standard, area), cells in lines.items():
        before = next(iter(cells.values())).before
        rows.append((standard, area, before, [cells.get(n) for n in range(len(outcomes))]))
    return {"heads": outcomes, "rows": rows}


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Save the changes under a name."""
    form, texts = ScenarioForm(request.POST), request.POST.getlist("c")
    back = reverse("desk-scenarios") + changes_query(texts)
    if not form.is_valid():
        messages.error(request, _("Give the scenario a name of at most 120 characters."))
        return redirect(back)
    try:
        saved = save_scenario(
            owner=request.user,
            name=form.cleaned_data["name"],
            note=form.cleaned_data["note"],
            changes=texts,
        )
        if form.cleaned_data["is_shared"]:
            change_scenario(scenario=saved, is_shared=True)
    except PlanError as error:
        messages.error(request, str(error))
        return redirect(back)
    messages.success(request, _("Saved."))
    return redirect(saved)


@require_POST
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    """Rename, share, change or take away one's own scenario."""
    saved = get_object_or_404(Scenario, key=key)
    if not owns_scenario(request.user, saved):
        raise Http404
    if request.POST.get("verb") == "remove":
        remove_scenario(scenario=saved)
        messages.success(request, _("The scenario is gone."))
        return redirect("desk-my-scenarios")
    form = ScenarioForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the scenario a name of at most 120 characters."))
        return redirect(saved)
    edition = request.POST.get("edition", "")
    try:
        change_scenario(
            scenario=saved,
            edition=int(edition) if edition.isdigit() else None,
            changes=request.POST.getlist("c"),
            **form.cleaned_data,
        )
    except ChangedMeanwhile:
        words = _("It was changed in another window meanwhile. This is how it is now.")
        messages.error(request, words)
        return redirect(saved)
    except PlanError as error:
        messages.error(request, str(error))
        return redirect(saved)
    messages.success(request, _("Saved."))
    return redirect(saved)


@require_POST
def take_over(request: HttpRequest) -> HttpResponse:
    """Take one change over as an activity of a village's draft, tied to its place."""
    texts = request.POST.getlist("c")
    back = request.POST.get("back", "")
    back = back if back.startswith(reverse("desk-scenarios")) else reverse("desk-scenarios")
    try:
        (one,) = read_changes(request.POST.getlist("change")).every
    except (PlanError, ValueError):
        messages.error(request, _("Choose one change that still exists."))
        return redirect(back + changes_query(texts))
    groups = groups_for(request.user)
    group = next((g for g in groups if str(g.pk) == request.POST.get("group")), None)
    if group is None:
        messages.error(request, _("Choose a village group whose draft you may add to."))
        return redirect(back + changes_query(texts))
    try:
        _take_over(request, group, one, texts)
    except PlanError as error:
        messages.error(request, str(error))
        return redirect(back + changes_query(texts))
    said = {"title": in_words(one), "group": group}
    messages.success(request, _("“%(title)s” now stands in the draft of %(group)s.") % said)
    return redirect(group)


def _take_over(request: HttpRequest, group: VillageGroup, one: Change, texts: list[str]) -> None:
    link: dict[str, Any] = {"relation": "serves"}
    if one.place:
        link |= {"service_point": one.place, "relation": "depends_on"}
    elif one.project:
        link["housing_project"] = one.project
    elif one.point:
        link |= {"point": Point(one.point.x, one.point.y, srid=3006), "point_name": place_name(one)}
    address = request.build_absolute_uri(reverse("desk-scenarios") + changes_query(texts))
    take_over_as_activity(
        group=group,
        title=in_words(one)[:200],
        text=_("From a scenario: %(address)s") % {"address": address},
        doer="" if may_write(request.user, group) else Activity.Doer.MUNICIPALITY,
        links=[link] if len(link) > 1 else [],
    )
