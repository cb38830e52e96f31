"""The scenario workbench: changes in the address, figures and goals that follow, saved by name."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geo.ogcapi.errors import BadParameter
from geo.ogcapi.question import Given
from plans.errors import PlanError
from plans.models import Scenario
from plans.permissions import keeps_scenarios, may_see_scenario, owns_scenario
from plans.queries.changes import Change, Changes, read_changes
from plans.queries.scenarios import Outcome, outcome
from portal.api import SCENARIO
from portal.desk_forms import chosen_run, read_desk
from portal.drawing.area_map import Mark, draw_marks
from portal.drawing.matrix import class_words
from portal.exports.tables import Table, Value
from portal.opportunity_forms import groups_for
from portal.queries.desk_notes import run_notes
from portal.queries.outcomes import effect_rows, places_on_map
from portal.scenario_forms import FORMS, ScenarioForm, changes_query, in_words
from portal.views.desk_frame import file_answer, file_links, frame
from services.models import Category


def _place_of(change: Change) -> tuple[float, float] | None:
    point = change.point or (change.place.point if change.place else None)
    return (point.x, point.y) if point else None


@require_safe
def workbench(request: HttpRequest) -> HttpResponse:
    """Show what the changes in the address would do; without any, how to begin."""
    return _workbench(request, request.GET.getlist("c"), None)


@require_safe
def scenario(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show a saved scenario to its maker, or to anyone once it is shared."""
    saved = get_object_or_404(Scenario.objects.select_related("owner"), key=key)
    if not may_see_scenario(request.user, saved):
        raise Http404
    return _workbench(request, request.GET.getlist("c") or list(saved.changes), saved)


def _workbench(request: HttpRequest, texts: list[str], saved: Scenario | None) -> HttpResponse:
    asked = read_desk(request.GET)
    context = frame(request, asked, "desk-scenarios")
    if context["run"] is None:
        return render(request, "desk/no_run.html", context)
    forms = {kind: form() for kind, form in FORMS.items()}
    kind = request.GET.get("lagg", "")
    if kind in FORMS:
        added = FORMS[kind](request.GET)
        if added.is_valid():
            home = saved.get_absolute_url() if saved else reverse("desk-scenarios")
            return redirect(home + changes_query([*texts, added.text()]))
        forms[kind] = added
    error = ""
    try:
        changes = read_changes(texts)
    except PlanError as problem_:
        error, changes = str(problem_), Changes(())
    found = outcome(context["run"], changes) if changes.every else None
    if found:
        response = file_answer(request, scenario_table(found, asked.keeps))
        if response:
            return response
    is_mine = bool(saved and owns_scenario(request.user, saved))
    return render(
        request,
        "desk/scenario.html",
        context
        | {
            "saved": saved,
            "is_mine": is_mine,
            "is_changed": bool(saved and changes.texts != list(saved.changes)),
            "error": error,
            "texts": changes.texts,
            "query": changes_query(changes.texts),
            "changes": _listed(changes),
            "found": found,
            "rows": effect_rows(found, asked.keeps) if found else [],
            "forms": forms,
            "open_form": kind,
            "may_keep": keeps_scenarios.test(request.user),
            "save_form": ScenarioForm(instance=saved) if is_mine else ScenarioForm(),
            "groups": groups_for(request.user),
            "map_data": {
                "places": places_on_map(),
                "categories": [
                    {"slug": one.slug, "name": str(one.name)}
                    for one in Category.objects.filter(children__isnull=True)
                ],
                "changes": [_json_change(one) for one in changes.every],
            },
            "notes": run_notes(context["run"]),
            "files": file_links(request, ("xlsx", "csv", "gpkg", "png", "pdf")),
        },
    )


def _listed(changes: Changes) -> list[tuple[Change, str, str]]:
    """Pair each change with its words, and the address without it."""
    return [
        (one, in_words(one), changes_query([text for text in changes.texts if text != one.text]))
        for one in changes.every
    ]


def _json_change(one: Change) -> dict[str, Any]:
    lonlat = one.lonlat
    return {
        "text": one.text,
        "kind": one.kind,
        "words": in_words(one),
        "lon": lonlat[0] if lonlat else None,
        "lat": lonlat[1] if lonlat else None,
        "place": one.place.pk if one.place else None,
        "category": one.category.slug if one.category else None,
    }


@SCENARIO.answered_by
def scenario_question(request: HttpRequest, given: Given) -> Given:
    """Answer changes (``c``, repeated) with what they do: figures, classes and goals."""
    run, _gone = chosen_run(read_desk(request.GET))
    if run is None:
        raise BadParameter("korning", "nothing has been measured yet")
    try:
        found = outcome(run, read_changes(given.get("c", [])))
    except PlanError as error:
        raise BadParameter("c", str(error)) from None
    rows = effect_rows(found)
    html = render_to_string("desk/_outcome.html", {"found": found, "rows": rows, "run": run})
    return {
        "run": run.pk,
        "is_estimate": run.is_estimate,
        "changes": [_json_change(one) for one in found.changes.every],
        "effects": [vars(row) for row in rows],
        "goals": [
            {
                "goal": one.goal.title,
                "before": one.before.value,
                "after": one.after.value,
                "is_changed": one.is_changed,
            }
            for one in found.goals
        ],
        "html": html,
    }


def scenario_table(
    found: Outcome, keeps: Callable[[str, bool], bool] = lambda level, is_estimate: True
) -> Table:
    """Make what a scenario does a table: areas at their places, then goals, then the changes."""
    words, effects = class_words(), effect_rows(found, keeps)
    points = {
        area.key: (area.locality.point.x, area.locality.point.y)
        for area in found.areas
        if area.locality and area.locality.point
    }
    rows: list[list[Value]] = [
        [
            row.standard,
            row.area,
            row.before,
            row.after,
            words.get(row.verdict_before, ""),
            words.get(row.verdict_after, ""),
        ]
        for row in effects
    ]
    at = [points.get(row.key) for row in effects]
    classes = [row.verdict_after for row in effects]
    goals = [one for one in found.goals if one.is_changed]
    rows += [
        [_("Goal"), one.goal.title, one.before.label, one.after.label, "", ""] for one in goals
    ]
    changes = found.changes.every
    rows += [[_("Change made"), in_words(one), "", "", "", ""] for one in changes]
    at += [None] * len(goals) + [_place_of(one) for one in changes]
    classes += [""] * (len(rows) - len(classes))
    marks: dict[tuple[float, float], Mark] = {}
    for point, row, kind in zip(at, rows, classes, strict=True):
        # Of a locality with several standards the first stands for all; every change is drawn.
        if point and point not in marks:
            marks[point] = Mark(point, str(row[1]), kind)
    return Table(
        name="scenario",
        title=_("Scenario: %(changes)s")
        % {"changes": "; ".join(in_words(one) for one in found.changes.every)},
        columns=[
            _("Standard"),
            _("Locality"),
            _("Before"),
            _("After"),
            _("Class before"),
            _("Class after"),
        ],
        rows=rows,
        notes=run_notes(found.run),
        points=at,
        classes=classes,
        drawing=draw_marks(list(marks.values()), _("The scenario on the map")),
    )
