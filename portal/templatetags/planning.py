"""Which goals answer a gap, and which lean on a feature."""

from typing import Any

from django import template

from plans.models import Activity, Goal, GoalLink, GoalStatus
from portal.queries.measured import Measured

register = template.Library()


@register.simple_tag
def goals_answering(measured: Any, finding: Any) -> list[Goal]:
    """Return the goals that aim at a finding's standard in its area."""
    return measured.answers(finding) if isinstance(measured, Measured) else []


@register.filter
def status_label(status: str) -> str:
    """Name a goal's status that is frozen as a word of data."""
    return GoalStatus(status).label


@register.filter
def activity_label(status: str) -> str:
    """Name an activity's status that is frozen as a word of data."""
    return str(dict(Activity.Status.choices).get(status, status))


@register.filter
def relation_label(relation: str) -> str:
    """Name how a goal belongs to a thing."""
    return str(dict(GoalLink.Relation.choices).get(relation, relation))
