"""Opportunities: one ranked list of where road and residents lack the same, and taking one over."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.gis.geos import Point
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from geo.analysis.opportunities import PARTS
from plans.actions.take_over import take_over_as_activity, take_over_as_goal
from plans.errors import PlanError
from plans.models import Activity, VillageGroup
from plans.permissions import may_write
from portal.desk_forms import DeskAsked, chosen_run, read_desk
from portal.drawing.area_map import Mark, draw_marks
from portal.drawing.matrix import shown_count
from portal.exports.tables import Table
from portal.opportunity_forms import (
    TakeOverForm,
    groups_first,
    groups_for,
    read_longest_m,
    read_weights,
)
from portal.queries.desk_notes import run_notes
from portal.queries.opportunities import Opportunities, Opportunity, opportunities, stretch_line
from portal.templatetags.figures import km, threshold
from portal.views.desk_frame import file_answer, file_links, frame
from services.models import CoverageRun
from services.queries.matrix import Matrix, matrix

PART_NAMES = {
    "stretch": gettext_lazy("how long the road is without"),
    "residents": gettext_lazy("how many residents lack it"),
    "nearness": gettext_lazy("how near they live to the stretch"),
    "sameness": gettext_lazy("the same service, or a kindred one"),
}


def explained(one: Opportunity) -> str:
    """Say in a sentence why it is one."""
    place = one.meeting.locality.name if one.meeting.locality else km(one.meeting.chainage_m)
    return _(
        "%(amenity)s is missing for %(stretch)s along %(road)s; %(residents)s residents near it are"
        " beyond %(limit)s of %(service)s (%(standard)s); both meet at %(place)s."
    ) % {
        "standard": one.standard.name,
        "amenity": str(one.stretch.limit.get_amenity_display()).capitalize(),
        "stretch": km(one.stretch.longest_m),
        "road": one.route.name,
        "residents": shown_count(one.residents, False),
        "limit": threshold(one.standard),
        "service": one.standard.category.name,
        "place": place,
    }


@require_safe
def desk_opportunities(request: HttpRequest) -> HttpResponse:
    """Show the ranked list with the score's parts, whose weights can be changed."""
    asked = read_desk(request.GET)
    context = frame(request, asked, "desk-opportunities")
    run = context["run"]
    if run is None:
        return render(request, "desk/no_run.html", context)
    weights, longest_m = read_weights(request.GET), read_longest_m(request.GET)
    measured = matrix(run, asked.asked)
    found = as_sure(opportunities(measured, weights, longest_m), measured, asked)
    response = file_answer(request, _table(run, found, weights))
    if response:
        return response
    groups = groups_for(request.user)
    return render(
        request,
        "desk/opportunities.html",
        context
        | {
            "found": found,
            "certain": [_row(one, groups) for one in found.certain],
            "possible": [_row(one, groups) for one in found.possible],
            "weights": [
                (name, PART_NAMES[name], f"{weight:g}")
                for name, weight in zip(PARTS, weights, strict=True)
            ],
            "longest_km": longest_m // 1000,
            "groups": groups,
            "writes_goals": any(may_write(request.user, one) for one in groups),
            "map": _map(found),
            "routes": list({one.route.pk: one.route for one in _every(found)}.values()),
            "notes": run_notes(run),
            "files": file_links(request, ("xlsx", "csv", "gpkg", "png", "pdf")),
        },
    )


def as_sure(found: Opportunities, measured: Matrix, asked: DeskAsked) -> Opportunities:
    """Keep the opportunities whose figures are as sure as asked."""

    def keeps(one: Opportunity) -> bool:
        column = measured.column(one.standard.category.slug)
        level = column.completeness_level if column else "none"
        return asked.keeps(level, bool(column and column.estimated[-1]))

    return replace(
        found,
        certain=tuple(one for one in found.certain if keeps(one)),
        possible=tuple(one for one in found.possible if keeps(one)),
    )


Row = tuple[Opportunity, str, list[tuple[str, str, int]], str, tuple[bool, list[VillageGroup]]]


def _row(one: Opportunity, groups: Sequence[VillageGroup]) -> Row:
    parts = [
        (str(PART_NAMES[name]), f"{part:.2f}", round(part * 100)) for name, part in one.named_parts
    ]
    return one, explained(one), parts, judged_by(one), groups_first(groups, one.meeting.locality)


def judged_by(one: Opportunity) -> str:
    """Say from which length on the stretch counts here, and what the road itself asks for."""
    own = one.stretch.limit.threshold_m
    said = {"limit": km(one.limit_m), "own": km(own), "road": one.route.name}
    if one.limit_m < own:
        return (
            _("A stretch counts from %(limit)s here; %(road)s itself asks for one every %(own)s.")
            % said
        )
    return _("A stretch counts from %(limit)s, as %(road)s itself asks for.") % said


def _every(found: Opportunities) -> Sequence[Opportunity]:
    return (*found.certain, *found.possible)


def _map(found: Opportunities) -> str:
    every = _every(found)
    marks = [
        Mark(
            one.meeting.point,
            str(one.standard.category.name),
            "gap" if one.is_certain else "possible_gap",
            f"#{one.key}",
        )
        for one in every
    ]
    lines = [
        list(
            stretch_line(
                one.route.alignment, one.stretch.from_chainage_m, one.stretch.to_chainage_m
            ).coords
        )
        for one in every
    ]
    return draw_marks(marks, _("Opportunities on the map"), lines)


def _table(run: CoverageRun, found: Opportunities, weights: Sequence[float]) -> Table:
    every = _every(found)
    said = ", ".join(
        f"{PART_NAMES[name]} × {weight:g}" for name, weight in zip(PARTS, weights, strict=True)
    )
    return Table(
        name="mojligheter",
        title=_("Opportunities"),
        columns=[
            _("Why"),
            _("Score"),
            _("Class"),
            _("Residents"),
            *(str(PART_NAMES[one]).capitalize() for one in PARTS),
        ],
        rows=[
            [
                explained(one),
                round(one.score, 3),
                _("certain") if one.is_certain else _("possible"),
                shown_count(one.residents, False),
                *(round(part, 3) for part in one.parts),
            ]
            for one in every
        ],
        notes=[_("Weights: %(weights)s.") % {"weights": said}, *run_notes(run)],
        points=[one.meeting.point for one in every],
        classes=["gap" if one.is_certain else "possible_gap" for one in every],
    )


@require_POST
def take_over(request: HttpRequest, key: str) -> HttpResponse:
    """Turn one opportunity into an activity or a goal of a village's draft, tied to the map."""
    asked = read_desk(request.GET)
    run, _gone = chosen_run(asked)
    found = opportunities(matrix(run), longest_m=read_longest_m(request.GET)) if run else None
    one = found.find(key) if found else None
    if one is None:
        raise Http404
    title = _title(one)
    form = TakeOverForm({"title": title, **request.POST.dict()}, user=request.user)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect("desk-opportunities")
    group, kind = form.cleaned_data["group"], form.cleaned_data["kind"]
    try:
        if kind == "goal":
            take_over_as_goal(
                group=group,
                title=form.cleaned_data["title"],
                text=explained(one),
                locality=one.meeting.locality,
                target_standard=one.standard,
                links=_links(one),
            )
        else:
            take_over_as_activity(
                group=group,
                title=form.cleaned_data["title"],
                text=explained(one),
                doer="" if may_write(request.user, group) else Activity.Doer.MUNICIPALITY,
                links=_links(one),
            )
    except PlanError as error:
        messages.error(request, str(error))
        return redirect("desk-opportunities")
    said = {"title": form.cleaned_data["title"], "group": group}
    messages.success(request, _("“%(title)s” now stands in the draft of %(group)s.") % said)
    return redirect(group)


def _title(one: Opportunity) -> str:
    place = one.meeting.locality.name if one.meeting.locality else km(one.meeting.chainage_m)
    return _("%(service)s at %(place)s, for residents and travellers") % {
        "service": str(one.standard.category.name).capitalize(),
        "place": place,
    }


def _links(one: Opportunity) -> list[dict[str, Any]]:
    """Tie it to the stretch and to the meeting place."""
    name = one.meeting.locality.name if one.meeting.locality else one.route.name
    return [
        {
            "relation": "opportunity_for",
            "route": one.route,
            "from_chainage_m": one.stretch.from_chainage_m,
            "to_chainage_m": one.stretch.to_chainage_m,
        },
        {
            "relation": "opportunity_for",
            "point": Point(*one.meeting.point, srid=3006),
            "point_name": name,
        },
    ]
