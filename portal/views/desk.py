"""The planner's desk: who lacks what, and one cell of it opened."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import is_planner
from portal.desk_forms import DeskAsked, chosen_run, read_desk
from portal.drawing.area_map import Mark, draw_squares
from portal.drawing.matrix import (
    area_name,
    cell_text,
    class_words,
    matrix_rows,
    shown_cost,
    shown_count,
)
from portal.drawing.plots import distribution, ranking
from portal.exports.tables import Table, Value, answer
from portal.queries.desk import CellPage, cell_page
from portal.queries.desk_notes import asked_notes
from portal.queries.measured import Measured
from portal.templatetags.figures import people
from services.models import ServicePoint, Standard
from services.queries.asked import Asked
from services.queries.matrix import Column, Matrix, matrix
from services.queries.runs import staleness
from services.tasks import measure_coverage

PLOTTED = 40
FAR = 1e9  # stands for out of reach in a plot


def desk_tabs(current: str) -> list[tuple[str, str, bool]]:
    """Return the desk's pages as tabs."""
    pages = (
        ("desk", _("Who lacks what")),
        ("desk-opportunities", _("Opportunities")),
        ("desk-scenarios", _("Scenarios")),
        ("desk-siting", _("Where best?")),
        ("desk-service-plans", _("Service plan")),
        ("desk-importance", _("More")),
    )
    return [(label, reverse(name), name == current) for name, label in pages]


def measure_names() -> dict[str, str]:
    """Name the measures of the matrix."""
    return {
        "lacking": _("residents beyond"),
        "share": _("share within"),
        "median": _("median"),
        "p90": _("nine of ten have at most"),
        "mean": _("mean"),
        "closure": _("residents with only one place within"),
    }


def frame(request: HttpRequest, asked: DeskAsked, current: str, **more: Any) -> dict[str, Any]:
    """Gather what every page of the desk shows: its run, whether that still holds, its tabs."""
    run, is_gone = chosen_run(asked)
    return {
        "desk": asked,
        "run": run,
        "run_is_gone": is_gone,
        "stale": staleness(run) if run else None,
        "tabs": desk_tabs(current),
        "may_measure": is_planner.test(request.user),
        **more,
    }


def file_links(request: HttpRequest, kinds: Sequence[str]) -> list[tuple[str, str]]:
    """Return the addresses of this page as files."""
    links = []
    for kind in kinds:
        query = request.GET.copy()
        query["fil"] = kind
        links.append((kind.upper(), f"?{query.urlencode()}"))
    return links


def file_answer(request: HttpRequest, table: Table) -> HttpResponse | None:
    """Answer with the file that is asked for, if one is."""
    kind = request.GET.get("fil", "")
    if not kind:
        return None
    response = answer(table, kind)
    if response is None:
        raise Http404
    return response


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show every locality by every category's standard."""
    asked = read_desk(request.GET)
    context = frame(request, asked, "desk")
    if context["run"] is None:
        return render(request, "desk/no_run.html", context)
    found = filtered(matrix(context["run"], asked.asked), asked)
    order = found.order(asked.sort, "severity" if asked.measure == "lacking" else asked.measure)
    order = _rows_of(found, order, asked.cost)
    if request.GET.get("fil"):
        table = matrix_table(found, order, asked.measure)
        return file_answer(request, table) or redirect("desk")
    names = measure_names()
    sorted_by = found.column(asked.sort)
    return render(
        request,
        "desk/matrix.html",
        context
        | {
            "matrix": found,
            "rows": matrix_rows(found, order, asked.measure, asked.query()),
            "columns": [
                (one, asked.query(sort=one.standard.category.slug)) for one in found.columns
            ],
            "measure": names[asked.measure],
            "measures": names.items(),
            "groups": Standard.Group.choices,
            "plot": _plot(found, sorted_by, order, asked.measure) if sorted_by else None,
            "sorted_by": sorted_by,
            "notes": asked_notes(found),
            "files": file_links(request, ("xlsx", "csv", "gpkg", "png", "pdf")),
            "hours": range(24),
            "weekdays": [(number, WEEKDAYS[number]) for number in range(7)],
            "unsorted": asked.query(sort=""),
        },
    )


def filtered(found: Matrix, asked: DeskAsked) -> Matrix:
    """Keep the columns whose register is as complete as asked."""
    if not asked.register:
        return found
    kept = tuple(one for one in found.columns if one.completeness_level == asked.register)
    return replace(found, columns=kept)


def _rows_of(found: Matrix, order: list[int], cost: str) -> list[int]:
    """Keep the areas whose figures are estimated, or measured on roads; the total stays."""
    if not cost or not found.columns:
        return order
    wanted = cost == "estimated"
    last = len(found.areas) - 1
    estimated = [bool(any(one.estimated[n] for one in found.columns)) for n in range(last + 1)]
    return [n for n in order if n == last or estimated[n] == wanted]


def matrix_table(found: Matrix, order: list[int], measure: str) -> Table:
    """Make the matrix a table: residents, then figure and class of each column."""
    words = class_words()
    headings = [_("Locality"), _("Residents"), _("Basic services within reach")]
    for column in found.columns:
        headings += [str(column.standard.name), _("Class")]
    rows, basic = [], found.basic
    for n in order:
        residents = float(found.columns[0].residents[n]) if found.columns else 0.0
        reached, _known, of = basic[n]
        row: list[Value] = [
            area_name(found.areas[n]),
            shown_count(residents, False),
            f"{reached}/{of}",
        ]
        for column in found.columns:
            verdict = column.verdicts[n]
            said = words[verdict] if verdict else ""
            if column.estimated[n] and column.completeness_level != "none":
                said = f"{said} ({_('estimated')})".strip()
            row += [plain_value(column, n, measure), said]
        rows.append(row)
    sorted_by = found.columns[0] if found.columns else None
    return Table(
        name="analys",
        title=_("Who lacks what: %(measure)s") % {"measure": measure_names()[measure]},
        columns=headings,
        rows=rows,
        notes=asked_notes(found),
        points=[_point(found, n) for n in order],
        classes=[str(sorted_by.verdicts[n] or "") if sorted_by else "" for n in order],
    )


def plain_value(column: Column, number: int, measure: str) -> str | int:
    """Return a count as a number a spreadsheet can add up, or what may be said of it."""
    text = cell_text(column, number, measure)
    if measure == "lacking" and text == people(float(column.lacking[number])):
        return text if text.startswith("<") else round(float(column.lacking[number]))
    return text


def _point(found: Matrix, number: int) -> tuple[float, float] | None:
    locality = found.areas[number].locality
    return (locality.point.x, locality.point.y) if locality and locality.point else None


def _plot(found: Matrix, column: Column, order: list[int], measure: str) -> str:
    """Draw the column that the table is sorted by as a ranking, without what is hidden."""
    values = column.values(measure)
    rows = [
        (
            area_name(found.areas[n]),
            0.0 if column.hidden[n] or values[n] != values[n] else float(min(values[n], FAR)),
            cell_text(column, n, measure),
            str(column.verdicts[n] or ""),
        )
        for n in order[:-1][:PLOTTED]
        if column.completeness_level != "none"
    ]
    finite = [row[1] for row in rows if row[1] < 1e9]
    rows = [
        (name, min(size, max(finite, default=0)), text, kind) for name, size, text, kind in rows
    ]
    return ranking(rows, f"{column.standard.name}: {measure_names()[measure]}") if rows else ""


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
    table = _cell_table(page, title, context["run"], asked.asked)
    response = file_answer(request, table)
    if response:
        return response
    place = page.area.locality
    marks = [
        Mark(
            (one.place.point.x, one.place.point.y), one.place.name, "", one.place.get_absolute_url()
        )
        for one in page.affected.alternatives
        if one.place.point
    ]
    if place and place.point:
        marks.append(Mark((place.point.x, place.point.y), place.name))
    verdict = column.verdicts[page.number]
    is_known = column.completeness_level != "none"
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
            "plot": _distribution(page, title) if is_known else "",
            "map": draw_squares(page.affected.squares, marks, title) if is_known else "",
            "alternatives": [
                (
                    one.place,
                    shown_count(one.residents, False),
                    shown_cost(one.mean_cost, column.standard.metric),
                )
                for one in page.affected.alternatives
            ],
            "groups": [
                (
                    Standard.Group(key).label,
                    shown_count(residents, False),
                    shown_count(lacking, is_hidden),
                )
                for key, residents, lacking, is_hidden in page.affected.groups
            ],
            "back": reverse("desk") + asked.query(),
            "map_url": f"{reverse('home')}?layer=gaps&layer=services&category={category}"
            f"&standard={column.standard.slug}" + (f"#pick=localities.{place.pk}" if place else ""),
            "files": file_links(request, ("xlsx", "csv", "pdf")),
        },
    )


def _mark_of(place: ServicePoint) -> Mark:
    return Mark((place.point.x, place.point.y), place.name, "", place.get_absolute_url())


@require_POST
def measure(request: HttpRequest) -> HttpResponse:
    """Measure again in the background."""
    measure_coverage.enqueue(["distance", "time"])
    words = _("Measuring again in the background. The new figures come when it is done.")
    messages.success(request, words)
    return redirect("desk")


def _cell_table(page: CellPage, title: str, run: Any, asked: Asked) -> Table:
    metric = page.column.standard.metric
    rows = []
    for band in page.affected.bands:
        if band.from_cost is None:
            label = _("out of reach")
        elif band.to_cost is None:
            label = _("more than %(from)s") % {"from": shown_cost(band.from_cost, metric)}
        else:
            label = f"{shown_cost(band.from_cost, metric)} – {shown_cost(band.to_cost, metric)}"
        rows.append([label, shown_count(band.residents, band.is_hidden)])
    return Table(
        name="analys-ruta",
        title=title,
        columns=[_("Distance") if metric == "distance" else _("Time"), _("Residents")],
        rows=rows,
        notes=asked_notes(Matrix(run, asked, (), (), (), False, None)),
    )


def _distribution(page: CellPage, title: str) -> str:
    metric, bands = page.column.standard.metric, page.affected.bands
    counts = [0.0 if one.is_hidden else one.residents for one in bands]
    edges = ["∞" if one.from_cost is None else shown_cost(one.from_cost, metric) for one in bands]
    within = sum(1 for one in bands if one.to_cost is not None and one.from_cost is not None) / 2
    return distribution(counts, edges, title, within / len(bands))
