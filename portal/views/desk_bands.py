"""One service in every locality: residents by how far they have, band by band."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.drawing.bands import band_plot, bare_cost
from portal.drawing.matrix import area_name, band_name, shown_count
from portal.exports.tables import Table, Value
from portal.templatetags.figures import people
from portal.views.desk_frame import file_answer, file_links
from services.queries.bands import Band, Bands, area_bands
from services.queries.matrix import Area, Column, Matrix
from services.queries.protected import BANDS_BEYOND, BANDS_WITHIN

SHADES = 4


def bands(
    request: HttpRequest, context: dict[str, Any], found: Matrix, order: Sequence[int]
) -> HttpResponse:
    """Show the bands of the service that is chosen, else of the first one."""
    asked = context["desk"]
    column = found.column(asked.sort) or found.columns[0]
    is_known = column.completeness_level != "none"
    counted = area_bands(found.run, column.standard, found.asked)
    table = _table(found, column, counted, order, context["notes"])
    if request.GET.get("fil"):
        # What nobody knows the places of leaves as no figure.
        return (is_known and file_answer(request, table)) or redirect("desk")
    slug = column.standard.category.slug
    return render(
        request,
        "desk/bands.html",
        context
        | {
            "matrix": found,
            "column": column,
            "services": found.columns,
            "is_known": is_known,
            "headings": [_short(one, column.standard.metric) for one in counted.of(-1)],
            "within": BANDS_WITHIN,
            "beyond": BANDS_BEYOND,
            "rows": [
                (
                    found.areas[n],
                    area_name(found.areas[n]),
                    reverse("desk-cell", args=[found.areas[n].key, slug]) + asked.query(),
                    table.rows[place][1],
                    [(_written(one), _shade(one, counted.of(n))) for one in counted.of(n)],
                )
                for place, n in enumerate(order)
            ],
            "plot": table.drawing,
            "files": file_links(request, table.kinds) if is_known else [],
        },
    )


def _table(
    found: Matrix, column: Column, counted: Bands, order: Sequence[int], notes: Sequence[str]
) -> Table:
    metric = column.standard.metric
    whole = counted.of(-1)
    title = _("Residents by distance: %(standard)s") % {"standard": column.standard.name}
    if metric == "time":
        title = _("Residents by time: %(standard)s") % {"standard": column.standard.name}
    rows: list[list[Value]] = []
    for n in order:
        here = shown_count(float(column.residents[n]), bool(column.hidden_residents[n]))
        rows.append([area_name(found.areas[n]), here, *(_value(one) for one in counted.of(n))])
    return Table(
        name="analys-avstand",
        title=title,
        columns=[_("Locality"), _("Residents"), *(band_name(one, metric) for one in whole)],
        rows=rows,
        notes=list(notes),
        points=[_point(found.areas[n]) for n in order],
        drawing=band_plot(whole, metric, title),
    )


def _short(band: Band, metric: str) -> str:
    """Name a band by its figures alone; the heading above them says the unit."""
    if band.from_cost is None:
        return band_name(band, metric)
    least = bare_cost(band.from_cost, metric)
    if band.to_cost is None:
        return f"> {least}"
    return f"{least}–{bare_cost(band.to_cost, metric)}"


def _point(area: Area) -> tuple[float, float] | None:
    place = area.locality
    return (place.point.x, place.point.y) if place and place.point else None


def _written(band: Band) -> str:
    return shown_count(band.residents, band.is_hidden)


def _value(band: Band) -> Value:
    """Return a count as a number a spreadsheet can add up, or what may be said of it."""
    text = _written(band)
    is_plain = text == people(band.residents) and not text.startswith("<")
    return round(band.residents) if is_plain else text


def _shade(band: Band, row: Sequence[Band]) -> int:
    """Grade a published count by its part of those published beside it, 0 to 4."""
    shown = sum(one.residents for one in row if not one.is_hidden)
    if band.is_hidden or not shown:
        return 0
    return min(round(SHADES * band.residents / shown + 0.49), SHADES)
