"""Where best: places for new offers, exact or with a bound, and the capacity in reach."""

from django.contrib.gis.geos import Point
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.desk_forms import one_of, read_desk, whole
from portal.drawing.area_map import Mark, draw_marks
from portal.drawing.matrix import area_name, shown_count
from portal.exports.tables import Table
from portal.queries.desk_notes import run_notes
from portal.scenario_forms import changes_query
from portal.views.desk_frame import file_answer, file_links, frame
from services.models import CoverageRun
from services.queries.capacity import capacity_rows, categories_with_capacity
from services.queries.matrix import completeness_at_home, primary_standards
from services.queries.siting import MOST_NEW, Candidate, Sites, best_sites
from services.queries.whatif import present

SOURCES = ("localities", "places", "roads")
AIMS = ("cover", "median")


@require_safe
def siting(request: HttpRequest) -> HttpResponse:
    """Choose the category, how many and from where; show the best places and what they close."""
    context = frame(request, read_desk(request.GET), "desk-siting")
    run = context["run"]
    if run is None:
        return render(request, "desk/no_run.html", context)
    standards = primary_standards()
    slug = request.GET.get("tjanst", "") or next((one.slug for one in standards), "")
    standard = next((one for one in standards if one.slug == slug), None)
    p = whole(request.GET, "antal", 1, MOST_NEW) or 1
    source = one_of(request.GET, "fran", SOURCES) or SOURCES[0]
    aim = one_of(request.GET, "mal", AIMS) or AIMS[0]
    level = completeness_at_home().get(standard.category_id) if standard else None
    is_known = bool(level and level.level != "none")
    found = best_sites(run, standard, p, source, aim) if standard and is_known else None
    if found:
        response = file_answer(request, _table(run, found, aim))
        if response:
            return response
    with_capacity = {one.pk for one in categories_with_capacity()}
    rows = (
        capacity_rows(run, standard) if standard and standard.category_id in with_capacity else []
    )
    return render(
        request,
        "desk/siting.html",
        context
        | {
            "standards": standards,
            "standard": standard,
            "p": p,
            "numbers": range(1, MOST_NEW + 1),
            "source": source,
            "aim": aim,
            "is_known": is_known,
            "found": found,
            "figures": _figures(found) if found else None,
            "chosen": _chosen(found) if found else [],
            "try_all": _try(found, [one for one, _gain in found.chosen]) if found else "",
            "map": _map(run, found) if found else "",
            "capacity": [
                (area_name(row.area), shown_count(row.residents, False), row.per_thousand)
                for row in rows
            ],
            "notes": run_notes(run),
            "files": file_links(request, ("xlsx", "csv", "gpkg", "png", "pdf")),
        },
    )


def _figures(found: Sites) -> dict[str, str]:
    return {
        "before": shown_count(found.lacking_before, False),
        "after": shown_count(found.lacking_after, False),
        "bound": shown_count(max(found.lacking_bound, 0.0), False),
    }


def _chosen(found: Sites) -> list[tuple[Candidate, str, str]]:
    return [(one, shown_count(gain, False), _try(found, [one])) for one, gain in found.chosen]


def _try(found: Sites, places: list[Candidate]) -> str:
    """Return the scenario in which these places open."""
    texts = []
    for one in places:
        there = Point(*one.point, srid=3006).transform(4326, clone=True)
        texts.append(f"oppna,{found.standard.category.slug},{there.x:.5f},{there.y:.5f}")
    return reverse("desk-scenarios") + changes_query(texts)


def _map(run: CoverageRun, found: Sites) -> str:
    _ids, today = present(run.pk, found.standard.category_id, found.standard.metric)
    marks = [Mark((x, y), "") for x, y in today.supply_xy.tolist()]
    marks += [
        Mark(one.point, f"{number}. {one.name}", "met", _try(found, [one]))
        for number, (one, _gain) in enumerate(found.chosen, start=1)
    ]
    return draw_marks(marks, _("The best places on the map"))


def _table(run: CoverageRun, found: Sites, aim: str) -> Table:
    proof = (
        _("Exact: no other choice is better (HiGHS).")
        if found.siting.is_exact
        else _("The best found in the time given; no choice reaches more than the bound %(bound)s.")
        % {"bound": round(found.siting.bound)}
    )
    return Table(
        name="basta-plats",
        title=_("Where best: %(standard)s") % {"standard": found.standard.name},
        columns=[_("Place"), _("Gain the service"), _("Order")],
        rows=[
            [one.name, shown_count(gain, False), number]
            for number, (one, gain) in enumerate(found.chosen, start=1)
        ],
        notes=[proof, *run_notes(run)],
        points=[one.point for one, _gain in found.chosen],
        classes=["met" for _one in found.chosen],
    )
