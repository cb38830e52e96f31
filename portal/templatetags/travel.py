"""Words of the road: kinds of stops, and the four states of opening."""

from datetime import datetime

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from route221.models import Business
from services.queries.hours import Opening

register = template.Library()


@register.filter
def kind_name(kind: str) -> str:
    """Name a kind of stop."""
    if kind in Business.Kind.values:
        return str(Business.Kind(kind).label).capitalize()
    return {"fuel": _("Fuel"), "charging": _("Charging")}.get(kind, kind)


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
    """Write a moment as weekday, day and time, local."""
    return date_format(when, "D j M H:i") if when else ""
