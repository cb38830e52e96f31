"""Figures as people read them: distances, shares, protected counts."""

from functools import lru_cache
from math import ceil

from django import template
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()

SMALLEST_SHOWN = 5


@register.filter
def people(count: float | None) -> str:
    """Write a count of residents; 1 to 4 read "<5", so that nobody can be made out."""
    if count is None:
        return _("not known")
    whole = round(count)
    if count > 0 and whole < SMALLEST_SHOWN:
        return f"<{SMALLEST_SHOWN}"
    return _grouped(whole, get_language())


@register.filter
def people_unless(count: float, is_hidden: bool) -> str:
    """Write a count of residents, or "5+" where it would give another one away."""
    text = people(count)
    return f"{SMALLEST_SHOWN}+" if is_hidden and not text.startswith("<") else text


@lru_cache(maxsize=20_000)
def _grouped(whole: int, language: str | None) -> str:
    """Group digits as the language does; a table of thousands asks for the same figures again."""
    return number_format(whole, force_grouping=True)


@register.filter
def amount(value: float) -> str:
    """Write a value with as many decimals as it has, at most two."""
    rounded = round(value, 2)
    places = len(f"{rounded:.2f}".partition(".")[2].rstrip("0"))
    return number_format(rounded, decimal_pos=places, force_grouping=True)


@register.filter
def percent(share: float | None) -> str:
    """Write a share as whole per cent."""
    return _("not known") if share is None else f"{share * 100:.0f} %"


@register.filter
def km(metres: float | None) -> str:
    """Write metres as kilometres with one decimal."""
    return _("not known") if metres is None else f"{number_format(round(metres / 1000, 1), 1)} km"


@register.filter
def threshold(standard: object) -> str:
    """Write a standard's threshold in km or minutes."""
    value = getattr(standard, "threshold", 0)
    if getattr(standard, "metric", "") == "time":
        return f"{value // 60} min"
    return f"{value / 1000:g} km"


WITHIN_REACH_M = 5_000
WALK_KMH, CYCLE_KMH = 5, 15


@register.filter
def without_car(metres: float | None) -> str:
    """Write how long it takes on foot and by cycle, where under 5 km; else nothing."""
    if metres is None or metres >= WITHIN_REACH_M:
        return ""
    walk_min, cycle_min = (ceil(metres / 1000 / kmh * 60) for kmh in (WALK_KMH, CYCLE_KMH))
    return _("%(walk)s min on foot, %(cycle)s min by cycle") % {
        "walk": walk_min,
        "cycle": cycle_min,
    }
