"""A road's stops in order as HTML, written in one go.

The template engine spent two thirds of the page on five hundred rows; what repeats is worded once.
"""

from collections.abc import Callable, Sequence
from functools import cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.queries.travel import StopRow
from portal.templatetags.figures import km
from portal.templatetags.travel import good_names, kind_name, moment, opening_name, sort_names
from route221.models import Stop
from route221.queries.travellers import RoadStop


def draw_stops(rows: Sequence[StopRow]) -> SafeString:
    """Write one list item for each stop; every text from the database is escaped."""
    words = _Words()
    return mark_safe("".join(_row(row, words) for row in rows))  # noqa: S308


class _Words:
    """The words that repeat from row to row, each made once in the reader's language."""

    def __init__(self) -> None:
        self.off, self.about, self.next = _("from the road"), _("about"), _("Next:")
        self.hundreds = _once(lambda hundreds: km(hundreds * 100))
        self.side = _once(lambda side: str(Stop.Side(side).label))
        self.sorts: dict[tuple[type, str], str] = {}
        self.kind = _once(kind_name)
        self.state = _once(opening_name)
        self.good = _once(good_names)
        self.moment = _once(moment)
        self.precision = _once(
            lambda value: render_to_string("components/tag_precision.html", {"precision": value})
        )
        self.example = render_to_string("components/tag_example.html")

    def km(self, metres: float) -> str:
        """Write kilometres with one decimal; the same tenth is worded once."""
        return self.hundreds(round(metres / 100))

    def sort(self, at: RoadStop) -> str:
        """Say what a stop is; a kind is worded once, services one by one."""
        thing = at.thing
        kind = getattr(thing, "kind", None)
        if kind is None:
            return sort_names(at)
        key = (type(thing), kind)
        if key not in self.sorts:
            self.sorts[key] = sort_names(at)
        return self.sorts[key]


def _once(words: Callable[[Any], str]) -> Callable[[Any], str]:
    return cache(words)


def _row(row: StopRow, words: _Words) -> str:
    at, stop, thing = row.at, row.at.stop, row.at.thing
    tags = words.example if thing.is_example else ""
    if thing.precision != "exact":
        tags += words.precision(thing.precision)
    good = f" · {words.good(at.good)}" if at.good else ""
    arrival = words.moment(row.arrival.replace(second=0, microsecond=0))
    parts = " · ".join(f"{words.kind(kind)} {words.km(metres)}" for kind, metres in row.next_m)
    ahead = f'<p class="place__meta">{words.next} {parts}</p>' if parts else ""
    return (
        f'<li class="place" data-feature="stops:{stop.pk}">'
        f'<span class="place__distance">{words.km(at.chainage_m)}</span><div>'
        f'<p class="place__name"><a href="{escape(at.url)}">{escape(at.name)}</a></p>'
        f'<p class="place__meta">{escape(words.sort(at))} · {words.km(stop.offset_m)} {words.off},'
        f" {words.side(at.side)} {tags}{good}</p>"
        f'<p class="place__meta"><span class="opening opening--{row.state}">'
        f"{words.state(row.state)}</span>"
        f' <span class="road-arrival">{words.about} {arrival}</span></p>{ahead}</div></li>'
    )
