"""A road's stops in order as HTML, written in one go.

The template engine spent two thirds of the page on five hundred rows; what repeats is worded once.
"""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from html import escape
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.queries.gathering import anchor, many_words, same_place
from portal.queries.travel import StopRow
from portal.templatetags.figures import km
from portal.templatetags.travel import clock, good_names, kind_name, moment, opening_name
from route221.models import Stop
from route221.queries.travellers import RoadStop

# So few are seen at one glance: nothing is folded.
FEW = 12


def draw_stops(rows: Sequence[StopRow], day: date, *, is_whole: bool = False) -> SafeString:
    """Write one list item for each stop of a day; every text from the database is escaped.

    Many at the same place are one item with a list of its own, folded unless the whole is asked
    for or few are shown: what is next is said once.
    """
    words = _Words(day, is_open=is_whole or len(rows) <= FEW)
    by_key = {row.at.key: row for row in rows}
    groups = same_place([row.at for row in rows])
    items = (
        _row(by_key[group[0].key], words)
        if len(group) == 1
        else _place([by_key[stop.key] for stop in group], words)
        for group in groups
    )
    return mark_safe("".join(items))  # noqa: S308


class _Words:
    """The words that repeat from row to row, each made once in the reader's language."""

    def __init__(self, day: date, *, is_open: bool) -> None:
        self.opened = " open" if is_open else ""
        self.off, self.about, self.next = _("straight from the road"), _("about"), _("Further on")
        self.hundreds = _once(lambda hundreds: km(hundreds * 100))
        self.side = _once(lambda side: str(Stop.Side(side).label))
        self.sorts: dict[tuple[str, str], str] = {}
        self.kind = _once(kind_name)
        self.icon = _once(
            lambda name: render_to_string("components/icon.html", {"name": name, "extra": ""})
        )
        self.state = _once(opening_name)
        self.good = _once(good_names)
        self.clock = _once(lambda when: clock(when) if when.date() == day else moment(when))
        self.precision = _once(
            lambda value: render_to_string("components/tag_precision.html", {"precision": value})
        )
        self.as_of = _once(
            lambda year: render_to_string("components/tag_as_of.html", {"as_of": year})
        )
        self.example = render_to_string("components/tag_example.html")

    def km(self, metres: float) -> str:
        """Write kilometres with one decimal; the same tenth is worded once."""
        return self.hundreds(round(metres / 100))

    def ahead(self, row: StopRow) -> str:
        """Say how far the next of each kind is."""
        parts = " · ".join(f"{self.kind(kind)} {self.km(metres)}" for kind, metres in row.next_m)
        if not parts:
            return ""
        return f'<details class="ahead"><summary>{self.next}</summary><p>{parts}</p></details>'

    def sort(self, at: RoadStop) -> str:
        """Say what a stop is; a kind is worded once, services one by one."""
        if not at.kind:
            return at.sort
        key = (at.key[0], at.kind)
        if key not in self.sorts:
            self.sorts[key] = at.sort
        return self.sorts[key]


def _once(words: Callable[[Any], str]) -> Callable[[Any], str]:
    return cache(words)


def _place(rows: Sequence[StopRow], words: _Words) -> str:
    inner = "".join(_row(row, words, is_inner=True) for row in rows)
    return (
        '<li class="place place--many"><span class="place__distance">'
        f"{words.km(rows[0].at.chainage_m)}</span><div>"
        f"<details{words.opened}><summary>{escape(many_words([row.at for row in rows]))}</summary>"
        f'<ol class="places">{inner}</ol></details>{words.ahead(rows[-1])}</div></li>'
    )


def _row(row: StopRow, words: _Words, *, is_inner: bool = False) -> str:
    at = row.at
    tags = words.example if at.is_example else ""
    if at.precision != "exact":
        tags += words.precision(at.precision)
    if at.as_of:
        tags += words.as_of(at.as_of)
    good = f" · {words.good(at.good)}" if at.good else ""
    arrival = words.clock(row.arrival.replace(second=0, microsecond=0))
    distance = "" if is_inner else f'<span class="place__distance">{words.km(at.chainage_m)}</span>'
    ahead = "" if is_inner else words.ahead(row)
    return (
        f'<li class="place" id="{anchor(at)}" data-stop="{at.key}">{distance}<div>'
        f'<p class="place__name"><a href="{escape(at.url)}">{escape(at.name)}</a></p>'
        f'<p class="place__meta">{words.icon(at.icon)}{escape(words.sort(at))} · '
        f"{words.km(at.offset_m)} {words.off}, {words.side(at.side)} {tags}{good}</p>"
        f'<p class="place__meta"><span class="opening opening--{row.state}">'
        f"{words.state(row.state)}</span>"
        f' <span class="road-arrival">{words.about} {arrival}</span></p>{ahead}</div></li>'
    )
