"""What stands against what: goals against goals and planned homes, seen from both sides."""

from dataclasses import dataclass

from django.db.models import Q

from plans.models import AgendaPoint, Goal, GoalLink, PlanVersion, VillageGroup
from plans.queries.goals import leaning_links, links_with_targets, versions_in_force


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
    own = PlanVersion.objects.filter(plan__group=group).order_by()
    return _conflicts(
        Q(goal__version__in=own)
        | Q(activity__version__in=own)
        | Q(to_goal__version__in=own)
        | Q(housing_project__locality__in=group.localities.order_by())
    )


def _conflicts(touching: Q) -> list[Conflict]:
    """Find the few that are asked for, then read them whole.

    Both in one statement has the database plan a join of thirty tables, which takes a second.
    """
    asked = touching & Q(relation=GoalLink.Relation.CONFLICTS_WITH)
    current = versions_in_force().order_by()
    in_force = Q(to_goal__isnull=True) | Q(to_goal__version__in=current)
    standing = Q(goal__version__in=current) | Q(activity__version__in=current)
    found = GoalLink.objects.filter(asked, in_force, standing).values_list("pk", flat=True)
    links = (
        links_with_targets()
        .filter(pk__in=set(found))
        .prefetch_related(
            "goal__version__plan__group",
            "activity__version__plan__group",
            "activity__goal",
            "housing_project__locality",
            "agenda_points__meeting",
        )
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
