"""One cell of the desk's matrix opened: who is affected, what is nearest, which goals answer."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from geo.analysis.disclosure import hidden, is_small
from portal.desk_forms import read_desk
from portal.drawing.area_map import Mark, draw_squares
from portal.drawing.bands import band_plot
from portal.drawing.matrix import (
    area_name,
    band_name,
    cell_text,
    measure_names,
    shown_cost,
    shown_count,
)
from portal.drawing.plots import ranking
from portal.exports.tables import Table
from portal.queries.desk import CellPage, cell_page
from portal.queries.desk_notes import asked_notes
from portal.queries.measured import Measured
from portal.views.desk_frame import file_answer, file_links, frame
from services.models import CoverageRun, Standard
from services.queries.asked import Asked
from services.queries.matrix import Matrix, matrix
from services.queries.years import Years, by_year


@require_safe
def cell(request: HttpRequest, area: str, category: str) -> HttpResponse:
    """Open one cell: the people affected, where, what is nearest, and which goals answer."""
    asked = read_desk(request.GET)
    context = frame(request, asked, "desk")
    if context["run"] is None:
        return render(request, "desk/no_run.html", context)
    measured = Measured(context["run"])
    page = cell_page(matrix(context["run"], asked.asked), area, category, measured)
    if page is None:
        raise Http404
    column, name = page.column, area_name(page.area)
    title = f"{name}: {column.standard.name}"
    is_known = column.completeness_level != "none"
    table = _cell_table(page, title, context["run"], asked.asked)
    nearest = _nearest_table(page, title, table.notes)
    years = _years_table(page, title, context["run"], table.notes) if is_known else None
    if is_known:
        parts = {"karta": nearest, "ar": years or table}
        response = file_answer(request, parts.get(request.GET.get("del", ""), table))
        if response:
            return response
    place = page.area.locality
    verdict = column.verdicts[page.number]
    return render(
        request,
        "desk/cell.html",
        context
        | {
            "page": page,
            "title": title,
            "name": name,
            "verdict": str(verdict) if verdict else "",
            "figures": [
                (label, cell_text(column, page.number, one))
                for one, label in measure_names().items()
            ],
            "is_known": is_known,
            "is_estimate": bool(column.estimated[page.number]),
            "bands": table.rows,
            "plot": table.drawing if is_known else "",
            "map": nearest.drawing if is_known else "",
            "alternatives": [
                (
                    one.place,
                    shown_count(one.residents, one.is_hidden),
                    shown_cost(one.mean_cost, column.standard.metric),
                )
                for one in page.affected.alternatives
            ],
            "groups": [
                (
                    Standard.Group(one.name).label,
                    shown_count(one.residents, one.hides_residents),
                    shown_count(one.lacking, one.hides_lacking),
                )
                for one in page.affected.groups
            ],
            "back": reverse("desk") + asked.query(),
            "map_url": f"{reverse('home')}?layer=gaps&layer=services&category={category}"
            f"&standard={column.standard.slug}" + (f"#pick=localities.{place.pk}" if place else ""),
            "files": file_links(request, table.kinds),
            "years": years,
            "years_files": file_links(request, years.kinds, "ar") if years else [],
            "map_files": file_links(request, nearest.kinds, "karta"),
        },
    )


def _cell_table(page: CellPage, title: str, run: Any, asked: Asked) -> Table:
    metric = page.column.standard.metric
    rows = [
        [band_name(band, metric), shown_count(band.residents, band.is_hidden)]
        for band in page.affected.bands
    ]
    return Table(
        name="analys-ruta",
        title=title,
        columns=[_("Distance") if metric == "distance" else _("Time"), _("Residents")],
        rows=rows,
        notes=asked_notes(Matrix(run, asked, (), (), (), False, None)),
        drawing=band_plot(page.affected.bands, metric, title),
    )


def _nearest_table(page: CellPage, title: str, notes: Sequence[str]) -> Table:
    """Make the nearest alternatives a table, drawn with the squares of those who lack it."""
    places = [one for one in page.affected.alternatives if one.place.point]
    points = [(one.place.point.x, one.place.point.y) for one in places]
    marks = [
        Mark(point, one.place.name, "", one.place.get_absolute_url())
        for point, one in zip(points, places, strict=True)
    ]
    here = page.area.locality
    if here and here.point:
        marks.append(Mark((here.point.x, here.point.y), here.name))
    metric = page.column.standard.metric
    return Table(
        name="analys-narmast",
        title=f"{title}: {_('The nearest alternatives')}",
        columns=[
            _("Service place"),
            _("Nearest for so many of those who lack it"),
            _("Mean distance") if metric == "distance" else _("Mean time"),
        ],
        rows=[
            [
                one.place.name,
                shown_count(one.residents, one.is_hidden),
                shown_cost(one.mean_cost, metric),
            ]
            for one in places
        ],
        notes=notes,
        points=points,
        drawing=draw_squares(page.affected.squares, marks, title),
    )


def _years_table(
    page: CellPage, title: str, run: CoverageRun, notes: Sequence[str]
) -> Table | None:
    """Make the years a table with its plot; None where no change is known."""
    found = by_year(run, page.column.standard)
    if found is None:
        return None
    rows = [
        # Between two years few may have got or lost it; and other areas add up with this one.
        (str(one.year), one.places, float(one.lacking[page.number]), is_away)
        for one, is_away in zip(found.years, _hidden_years(found, page.number), strict=True)
    ]
    drawing = ranking(
        [(year, 0.0 if away else few, shown_count(few, away), "") for year, _n, few, away in rows],
        title,
    )
    said = _(
        "Today's residents, at the end of each year. %(count)s places have no known beginning and"
        " count as having been there."
    ) % {"count": found.undated}
    return Table(
        name="analys-ar",
        title=f"{title}: {_('year by year')}",
        columns=[_("Year"), _("Known places"), _("Residents beyond")],
        rows=[[year, places, shown_count(few, away)] for year, places, few, away in rows],
        notes=[said, *notes],
        drawing=drawing,
    )


def _hidden_years(found: Years, number: int) -> list[bool]:
    """Hide a year's count as the matrix does, and where it differs by a few from one shown."""
    last: float | None = None
    flags = []
    for one in found.years:
        areas = hidden(one.lacking[:-1])
        away = bool(is_small(one.lacking[-1]) if number == len(areas) else areas[number])
        few = float(one.lacking[number])
        away = away or (last is not None and bool(is_small(abs(few - last))))
        last = last if away else few
        flags.append(away)
    return flags
