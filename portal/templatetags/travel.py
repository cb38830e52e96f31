"""Words of the road: kinds of stops, and the four states of opening."""

from collections.abc import Collection
from datetime import datetime

from django import template
from django.utils.formats import date_format, number_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.templatetags.figures import km
from route221.models import Business
from route221.queries.travellers import RoadStop
from services.queries.hour_words import hours_in_words
from services.queries.hours import Opening

register = template.Library()


@register.filter
def kind_name(kind: str) -> str:
    """Name a kind of stop."""
    if kind in Business.Kind.values:
        return str(Business.Kind(kind).label).capitalize()
    return {"fuel": _("Fuel"), "charging": _("Charging")}.get(kind, kind)


@register.filter
def want_name(what: str) -> str:
    """Name what somebody on their way wants next."""
    return {
        "eat": _("Something to eat"),
        "swim": _("A swim"),
        "toilet": good_name("toilet"),
        "grocery": _("Groceries"),
        "fuel": _("Fuel"),
        "charging": _("Charging"),
    }[what]


@register.filter
def good_name(good: str) -> str:
    """Name something good to know of a place."""
    return str(Business.Good(good).label).capitalize()


@register.filter
def opening_name(state: str) -> str:
    """Name one of the four states."""
    return {
        Opening.OPEN: _("open"),
        Opening.CLOSED: _("closed"),
        Opening.BY_ARRANGEMENT: _("call first"),
        Opening.UNKNOWN: _("hours unknown"),
    }[Opening(state)]


@register.filter
def moment(when: datetime | None) -> str:
    """Write a moment as weekday, day and time, local; with its year where that is another."""
    if not when:
        return ""
    local = localtime(when)
    # Django's Swedish months have capitals in this format, which Swedish has not.
    words = date_format(local, "D j M H:i" if local.year == localdate().year else "D j M Y H:i")
    return words.lower() if get_language() == "sv" else words


@register.filter
def km_figure(metres: float) -> str:
    """Write kilometres with one decimal, without the unit, for the cells of a table."""
    return str(number_format(round(metres / 1000, 1), 1))


@register.filter
def clock(when: datetime) -> str:
    """Write the time of a moment, local."""
    return date_format(localtime(when), "H:i")


@register.filter
def aside(stop: RoadStop) -> str:
    """Say how far one drives off the road to a stop; the straight distance is another."""
    words = _("%(metres)s to drive from the road, one way")
    if stop.is_estimate:
        words = _("about %(metres)s to drive from the road, one way")
    return words % {"metres": km(stop.aside_m)}


@register.filter
def good_names(good: Collection[str]) -> str:
    """List what is good to know, in the order of the model."""
    return ", ".join(str(label) for value, label in Business.Good.choices if value in good)


@register.filter
def in_words(hours: str) -> str:
    """Say opening hours as people write them."""
    return hours_in_words(hours)
