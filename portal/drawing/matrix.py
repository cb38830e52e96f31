"""The matrix's rows as HTML: written at one go, since a template takes a second for 7,500 cells."""

from collections.abc import Callable
from math import isfinite

from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.templatetags.figures import km, people_unless, percent
from services.queries.bands import Band
from services.queries.matrix import Area, Column, Matrix

BADGES = {
    "met": "met",
    "gap": "gap",
    "possible_gap": "possible-gap",
    "not_assessed": "not-assessed",
    "too_close_to_call": "too-close",
}


def class_words() -> dict[str, str]:
    """Return the five classes in words."""
    return {
        "met": pgettext("gap class", "Met"),
        "gap": pgettext("gap class", "Gap"),
        "possible_gap": pgettext("gap class", "Possible gap"),
        "not_assessed": pgettext("gap class", "Not assessed"),
        "too_close_to_call": pgettext("gap class", "Too close to call"),
    }


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


def shown_measures() -> dict[str, str]:
    """Name what the desk can show: a measure of every service, or one service band by band."""
    return measure_names() | {"bands": _("residents by distance, one service")}


def band_name(band: Band, metric: str) -> str:
    """Name a band by where it begins and ends."""
    if band.from_cost is None:
        return _("out of reach")
    if band.to_cost is None:
        return _("more than %(from)s") % {"from": shown_cost(band.from_cost, metric)}
    return f"{shown_cost(band.from_cost, metric)} – {shown_cost(band.to_cost, metric)}"


def area_name(area: Area) -> str:
    """Name a row."""
    if area.is_total:
        return _("The whole municipality")
    return area.name or _("Outside localities")


def shown_count(count: float, is_hidden: bool) -> str:
    """Write a count of people, or what may be said of one that is hidden."""
    return people_unless(count, is_hidden)


def shown_cost(cost: float, metric: str) -> str:
    """Write metres or seconds; a figure that falls among the unreached says so."""
    if cost != cost:
        return _("nobody lives here")
    if not isfinite(cost):
        return _("out of reach")
    return f"{cost / 60:.0f} min" if metric == "time" else km(cost)


def cell_text(column: Column, number: int, measure: str) -> str:
    """Write what one measure says of one area, or why it says nothing."""
    if column.completeness_level == "none":
        return _("not assessed")
    if not column.residents[number]:
        return _("nobody lives here")
    is_hidden = bool(column.hidden[number])
    if measure == "share":
        return _("too few to say") if is_hidden else percent(float(column.share[number]))
    if measure == "closure":
        return shown_count(float(column.one_choice[number]), bool(column.hidden_choice[number]))
    if measure in {"median", "p90", "mean"}:
        return shown_cost(float(column.values(measure)[number]), column.standard.metric)
    most = shown_count(float(column.lacking[number]), is_hidden)
    least = shown_count(float(column.least_lacking[number]), bool(column.hidden_least[number]))
    return most if least == most else f"{least}–{most}"


def matrix_rows(found: Matrix, order: list[int], measure: str, query: str) -> SafeString:
    """Write a row for each area: its name, residents, basic services, and a cell per column."""
    sprite = staticfiles_storage.url("icons/sprite.svg")
    words = class_words()
    basic = found.basic
    residents = _residents(found)
    address = _addresses(found, query)
    rows = []
    reasons = {_("not assessed"), _("nobody lives here"), _("too few to say")}
    for number in order:
        area = found.areas[number]
        name = conditional_escape(area_name(area))
        if area.locality:
            name = f'<a href="{area.locality.get_absolute_url()}">{name}</a>'
        reached, known, of = basic[number]
        cells = [
            f'<th scope="row">{name}</th><td class="numeric">{residents(number)}</td>'
            f'<td class="numeric matrix__basic">{reached}/{of}{_unknown(of - known)}</td>'
        ]
        for place, column in enumerate(found.columns):
            verdict = column.verdicts[number]
            said = cell_text(column, number, measure)
            text = conditional_escape(said)
            if said in reasons:
                text = f'<span class="matrix__why">{text}</span>'
            mark = ""
            if verdict is not None and not (said in reasons and verdict == "not_assessed"):
                badge = BADGES[verdict]
                mark = (
                    f'<svg class="icon" aria-hidden="true" focusable="false">'
                    f'<use href="{sprite}#class-{badge}"></use></svg>'
                    f'<span class="visually-hidden">{words[verdict]}: </span>'
                )
            kind = f" matrix__cell--{BADGES[verdict]}" if verdict is not None else ""
            about = "*" if column.estimated[number] and said not in reasons else ""
            cells.append(
                f'<td class="numeric matrix__cell{kind}"><a href="{address(area.key, place)}">'
                f"{mark}{text}{about}</a></td>"
            )
        kind = ' class="matrix__total"' if area.is_total else ""
        rows.append(f"<tr{kind}>{''.join(cells)}</tr>")
    return mark_safe("".join(rows))  # noqa: S308


def _unknown(count: int) -> str:
    return (
        f' <span class="source-note">{_("%(count)s not known") % {"count": count}}</span>'
        if count
        else ""
    )


def _residents(found: Matrix) -> Callable[[int], str]:
    if not found.columns:
        return lambda number: "–"
    first = found.columns[0]
    counts, away = first.residents, first.hidden_residents
    return lambda number: shown_count(float(counts[number]), bool(away[number]))


def _addresses(found: Matrix, query: str) -> Callable[[str, int], str]:
    """Return how a cell is addressed: made once per column, since reversing is slow."""
    marker = "AREA"
    made = [
        conditional_escape(
            reverse("desk-cell", args=[marker, column.standard.category.slug]) + query
        )
        for column in found.columns
    ]
    return lambda key, place: made[place].replace(marker, key)
