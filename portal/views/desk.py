"""The planner's desk: who lacks what, as a matrix, a plot and files."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.desk_forms import DeskAsked, read_desk
from portal.drawing.matrix import (
    area_name,
    cell_text,
    class_words,
    matrix_rows,
    measure_names,
    shown_count,
    shown_measures,
)
from portal.drawing.plots import ranking
from portal.exports.tables import Table, Value
from portal.queries.desk_notes import asked_notes
from portal.templatetags.figures import people
from portal.views.desk_bands import bands
from portal.views.desk_frame import file_answer, file_links, frame
from services.models import Standard
from services.queries.matrix import Column, Matrix, matrix

PLOTTED = 40
FAR = 1e9  # stands for out of reach in a plot


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Show every locality by every category's standard."""
    asked = read_desk(request.GET)
    context = frame(request, asked, "desk")
    if context["run"] is None:
        return render(request, "desk/no_run.html", context)
    found = filtered(matrix(context["run"], asked.asked), asked)
    by = "severity" if asked.measure in {"lacking", "bands"} else asked.measure
    order = _rows_of(found, found.order(asked.sort, by), asked.cost)
    context["notes"] = asked_notes(found)
    context |= choices(shown_measures())
    if asked.measure == "bands" and found.columns:
        return bands(request, context, found, order)
    sorted_by = found.column(asked.sort)
    plot = _plot(found, sorted_by, order, asked.measure) if sorted_by else ""
    if request.GET.get("fil"):
        table = matrix_table(found, order, asked.measure)
        if plot and request.GET.get("del") == "plott":
            table = replace(table, drawing=plot)
        return file_answer(request, table) or redirect("desk")
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
            "measure": shown_measures()[asked.measure],
            "plot": plot,
            "plot_files": file_links(request, ("png",), "plott"),
            "sorted_by": sorted_by,
            "files": file_links(request, ("xlsx", "csv", "gpkg", "png", "pdf")),
            "unsorted": asked.query(sort=""),
        },
    )


def choices(measures: dict[str, str]) -> dict[str, Any]:
    """Return what the filters can choose among."""
    return {
        "measures": measures.items(),
        "groups": Standard.Group.choices,
        "hours": range(24),
        "weekdays": [(number, WEEKDAYS[number]) for number in range(7)],
    }


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
        first = found.columns[0] if found.columns else None
        reached, _known, of = basic[n]
        row: list[Value] = [
            area_name(found.areas[n]),
            shown_count(float(first.residents[n]), bool(first.hidden_residents[n]))
            if first
            else "",
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
