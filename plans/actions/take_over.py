"""Taking what the desk found over into a village's draft, tied to its place on the map."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from plans.actions.activities import add_activity
from plans.actions.goals import add_goal
from plans.actions.links import add_link
from plans.actions.versions import begin_plan
from plans.models import Activity, Goal, VillageGroup


@transaction.atomic
def take_over_as_activity(
    *,
    group: VillageGroup,
    title: str,
    links: Sequence[Mapping[str, Any]] = (),
    **values: Any,
) -> Activity:
    """Add an activity to the group's draft; ``links`` are the targets of `add_link`."""
    version = begin_plan(group=group)
    activity = add_activity(version=version, title=title, **values)
    for link in links:
        add_link(activity=activity, **link)
    return activity


@transaction.atomic
def take_over_as_goal(
    *, group: VillageGroup, title: str, links: Sequence[Mapping[str, Any]] = (), **values: Any
) -> Goal:
    """Add a goal to the group's draft; ``links`` are the targets of `add_link`."""
    version = begin_plan(group=group)
    goal = add_goal(version=version, title=title, **values)
    for link in links:
        add_link(goal=goal, **link)
    return goal
