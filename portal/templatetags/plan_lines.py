"""The many short lines of a plan, written in Python.

A long plan has 400 activities and 1,000 links. A template takes some ten times as long for each of
them, which was most of what the plan's page took.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from plans.models import Activity, GoalLink
from plans.queries.ties import Tie, Ties

register = template.Library()


@register.simple_tag
def activity_lines(activities: Iterable[Activity], ties: Ties | None = None) -> SafeString:
    """Write activities as everyone reads them, one list item each, with what they are tied to."""
    of = ties.of if ties else _links_of
    return mark_safe(Activities(Line()).write(activities, of))  # noqa: S308 — escaped below


class Activities:
    """Writes activities; the words they share are made once."""

    def __init__(self, ties: "Line") -> None:
        self.ties = ties
        self.example = f' <span class="tag tag--example">{escape(_("Example"))}</span>'
        self.due, self.noted = escape(_("done by")), escape(_("noted"))
        self.status = {value: str(escape(label)) for value, label in Activity.Status.choices}
        doers = Activity.Doer.choices
        self.doer = {value: str(escape(capfirst(label))) for value, label in doers}

    def write(self, activities: Iterable[Activity], of: Callable[[Activity], Any]) -> str:
        """Write each as a list item."""
        return "".join(self._one(one, of(one)) for one in activities)

    def _one(self, one: Activity, ties: Iterable[Tie | GoalLink]) -> str:
        facts = [
            self.doer.get(one.doer, ""),
            f"{self.due} {day(one.due_on)}" if one.due_on else "",
            escape(one.cost) if one.cost else "",
            f"{self.noted} {day(one.progressed_on)}" if one.progressed_on else "",
        ]
        why = f"{escape(one.reason)} {escape(one.text)}".strip() if one.reason or one.text else ""
        return (
            f'<li id="activity-{one.pk}">{escape(one.title)}'
            f"{self.example if one.is_example else ''}"
            f' <span class="tag">{self.status[one.status]}</span>'
            f'<p class="place__meta">{" · ".join(filter(None, facts))}</p>'
            + (f'<p class="place__meta">{why}</p>' if why else "")
            + "".join(map(self.ties.write, ties))
            + "</li>"
        )


class Line:
    """Writes links; many lead to the same few things, whose name and address are made once."""

    def __init__(self) -> None:
        self.icon = _icon("map")
        labels = GoalLink.Relation.choices
        self.relation = {value: str(escape(capfirst(label))) for value, label in labels}
        self.things: dict[tuple[str, str], str] = {}

    def write(self, one: Tie | GoalLink) -> str:
        """Write one link."""
        note = f" – {escape(one.note)}" if one.note else ""
        words = f"{self.relation[one.relation]}: {self._thing(one.leads_to)}{note}"
        return f'<div class="place__meta row">{self.icon}<span>{words}</span></div>'

    def _thing(self, leads_to: tuple[str, str]) -> str:
        if leads_to not in self.things:
            words, address = map(escape, leads_to)
            self.things[leads_to] = f'<a href="{address}">{words}</a>' if address else words
        return self.things[leads_to]


def _links_of(activity: Activity) -> Iterable[GoalLink]:
    return activity.links.all()  # type: ignore[attr-defined]


def _icon(name: str) -> str:
    """Draw the same mark as components/icon.html."""
    sprite = escape(f"{static('icons/sprite.svg')}#{name}")
    return (
        f'<svg class="icon" aria-hidden="true" focusable="false"><use href="{sprite}"></use></svg>'
    )


def day(given: object) -> str:
    """Write a date as all plans do."""
    return escape(date_format(given, "Y-m-d"))  # type: ignore[arg-type]
