"""The many short lines of a plan, written in Python.

A long plan has 400 activities and 1,000 links. A template takes some ten times as long for each of
them, which was most of what the plan's page took.
"""

from collections.abc import Iterable

from django import template
from django.templatetags.static import static
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from plans.models import Activity, GoalLink

register = template.Library()


@register.simple_tag
def tied(links: Iterable[GoalLink]) -> SafeString:
    """Write what a goal or an activity is tied to, one line each."""
    line = _Line()
    return mark_safe("".join(line.write(one) for one in links))  # noqa: S308 — escaped below


@register.simple_tag
def activity_lines(activities: Iterable[Activity]) -> SafeString:
    """Write activities as everyone reads them, one list item each, with what they are tied to."""
    line, example, due, noted = _Line(), _("Example"), _("done by"), _("noted")
    status = {value: escape(str(label)) for value, label in Activity.Status.choices}
    doer = {value: escape(capfirst(str(label))) for value, label in Activity.Doer.choices}
    lines = []
    for one in activities:
        made_up = f' <span class="tag tag--example">{escape(example)}</span>'
        facts = [
            doer.get(one.doer, ""),
            f"{due} {_day(one.due_on)}" if one.due_on else "",
            escape(one.cost),
            f"{noted} {_day(one.progressed_on)}" if one.progressed_on else "",
        ]
        why = f"{escape(one.reason)} {escape(one.text)}".strip()
        links = "".join(map(line.write, one.links.all()))  # type: ignore[attr-defined]
        lines.append(
            f'<li id="activity-{one.pk}">{escape(one.title)}{made_up if one.is_example else ""}'
            f' <span class="tag">{status[one.status]}</span>'
            f'<p class="place__meta">{" · ".join(filter(None, facts))}</p>'
            + (f'<p class="place__meta">{why}</p>' if why else "")
            + f"{links}</li>"
        )
    return mark_safe("".join(lines))  # noqa: S308 — each part is escaped above


class _Line:
    """Writes links; many lead to the same few things, whose name and address are made once."""

    def __init__(self) -> None:
        self.icon = _icon("map")
        labels = GoalLink.Relation.choices
        self.relation = {value: escape(capfirst(label)) for value, label in labels}
        self.things: dict[tuple[object, ...], str] = {}

    def write(self, one: GoalLink) -> str:
        """Write one link."""
        note = f" – {escape(one.note)}" if one.note else ""
        words = f"{self.relation[one.relation]}: {self._thing(one)}{note}"
        return f'<div class="place__meta row">{self.icon}<span>{words}</span></div>'

    def _thing(self, one: GoalLink) -> str:
        name = one.target_field
        key = (name, one.__dict__.get(f"{name}_id"), one.point_name, one.from_chainage_m)
        if key not in self.things:
            words, address = one.leads_to
            self.things[key] = (
                f'<a href="{escape(address)}">{escape(words)}</a>' if address else escape(words)
            )
        return self.things[key]


def _icon(name: str) -> str:
    """Draw the same mark as components/icon.html."""
    sprite = escape(f"{static('icons/sprite.svg')}#{name}")
    return (
        f'<svg class="icon" aria-hidden="true" focusable="false"><use href="{sprite}"></use></svg>'
    )


def _day(day: object) -> str:
    return escape(date_format(day, "Y-m-d"))  # type: ignore[arg-type]
