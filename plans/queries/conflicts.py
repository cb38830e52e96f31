"""What stands against what: goals against goals and planned homes, seen from both sides."""

from dataclasses import dataclass

from django.db.models import Q

from plans.models import AgendaPoint, Goal, GoalLink, VillageGroup
from plans.queries.goals import leaning_links, versions_in_force


@dataclass(frozen=True)
class Conflict:
    """One link that says so; whichever side is read, both are named."""

    link: GoalLink
    group: VillageGroup
    what: str
    url: str
    against: str
    against_url: str
    point: AgendaPoint | None

    @property
    def goal(self) -> Goal | None:
        """The goal that says it, itself or by an activity of its."""
        return self.link.goal or (self.link.activity.goal if self.link.activity else None)


def conflicts_with_homes() -> dict[int, list[Conflict]]:
    """Return, for each housing project, what plans in force say stands against it."""
    found: dict[int, list[Conflict]] = {}
    for one in _conflicts(Q(housing_project__isnull=False)):
        found.setdefault(one.link.housing_project_id, []).append(one)
    return found


def conflicts_of(group: VillageGroup) -> list[Conflict]:
    """Return the conflicts that touch a group's goals, or the homes planned in its villages."""
    return _conflicts(
        Q(goal__version__plan__group=group)
        | Q(activity__version__plan__group=group)
        | Q(to_goal__version__plan__group=group)
        | Q(housing_project__locality__village_groups=group)
    )


def _conflicts(touching: Q) -> list[Conflict]:
    asked = touching & Q(relation=GoalLink.Relation.CONFLICTS_WITH)
    in_force = Q(to_goal__isnull=True) | Q(to_goal__version__in=versions_in_force())
    links = (
        leaning_links(asked & in_force)
        .select_related(
            "goal__version__plan__group",
            "activity__version__plan__group",
            "activity__goal",
            "to_goal__version__plan__group",
            "housing_project__locality",
            "service_point",
            "offer__service_point",
            "offer__category",
            "business",
            "attraction",
            "route",
        )
        .prefetch_related("agenda_points__meeting")
        .distinct()
        .order_by("pk")
    )
    return [_conflict(one) for one in links]


def conflict_of(pk: int) -> Conflict | None:
    """Return one conflict of plans in force, if the link is one."""
    link = GoalLink.objects.filter(pk=pk, relation=GoalLink.Relation.CONFLICTS_WITH).first()
    if link is None or not leaning_links(Q(pk=pk)).exists():
        return None
    return _conflict(link)


def _conflict(link: GoalLink) -> Conflict:
    own = link.goal or link.activity
    assert own is not None  # noqa: S101 — the database holds one of the two
    name, address = link.leads_to
    group = own.version.plan.group
    points = sorted(link.agenda_points.all(), key=lambda one: one.meeting.starts_at)  # type: ignore[attr-defined]
    return Conflict(
        link=link,
        group=group,
        what=str(own),
        url=link.goal.get_absolute_url() if link.goal else group.get_absolute_url(),
        against=name,
        against_url=address,
        point=points[-1] if points else None,
    )
