"""What a member of a group sees when writing."""

from dataclasses import dataclass

from django.db.models import Prefetch

from plans.models import Activity, Goal, LoosePoint, PlanVersion, Strategy, VillageGroup
from plans.queries.goals import links_with_targets


@dataclass(frozen=True)
class Desk:
    """A group's draft and the version in force, with all that can be written."""

    group: VillageGroup
    draft: PlanVersion | None
    adopted: PlanVersion | None
    goals: list[Goal]
    loose: list[Activity]
    unsorted: int
    unchosen: int
    unanswered: int

    @property
    def version(self) -> PlanVersion | None:
        """What is written on: the draft, else what is in force."""
        return self.draft or self.adopted


def desk(group: VillageGroup) -> Desk:
    """Gather a group's desk in a fixed number of queries."""
    versions = PlanVersion.objects.filter(plan__group=group).select_related("plan__group")
    draft = versions.filter(status=PlanVersion.Status.DRAFT).order_by("-year").first()
    adopted = versions.filter(status=PlanVersion.Status.ADOPTED).order_by("-year").first()
    version = draft or adopted
    goals: list[Goal] = []
    loose: list[Activity] = []
    unsorted = unchosen = unanswered = 0
    if version:
        links = Prefetch("links", links_with_targets())
        activities = Prefetch(
            "activities", Activity.objects.select_related("strategy").prefetch_related(links)
        )
        goals = list(
            version.goals.select_related("area", "locality", "target_standard").prefetch_related(
                links, activities, Prefetch("strategies", Strategy.objects.all())
            )
        )
        loose = list(version.activities.filter(goal__isnull=True).prefetch_related(links))
        unsorted = sum(not one.is_sorted for one in version.loose_points.all())
        unanswered = version.comments.filter(
            confirmed_at__isnull=False, answered_at__isnull=True, is_hidden=False
        ).count()
    if draft and draft.supersedes_id:
        unchosen = len(left_to_choose(draft))
    return Desk(group, draft, adopted, goals, loose, unsorted, unchosen, unanswered)


def left_to_choose(draft: PlanVersion) -> list[Goal | Activity]:
    """Return last year's goals and activities about which nothing is chosen yet."""
    if draft.supersedes is None:
        return []
    chosen = set(draft.choices.values_list("identity", flat=True))
    return [
        *(one for one in draft.supersedes.goals.all() if one.identity not in chosen),
        *(one for one in draft.supersedes.activities.all() if one.identity not in chosen),
    ]


def unsorted_from(point: LoosePoint) -> LoosePoint | None:
    """Return where sorting goes on: this point if it is unsorted, else the next, else the first."""
    points = list(point.version.loose_points.all())
    start = next((place for place, one in enumerate(points) if one.pk == point.pk), 0)
    ordered = points[start:] + points[:start]
    return next((one for one in ordered if not one.is_sorted), None)
