"""Two villages side by side: what each has near, plans and wants."""

from dataclasses import dataclass

from geo.models import Indicator, Locality
from geo.queries.indicators import Series
from plans.queries.goals import GoalStatus
from portal.queries.measured import Measured
from portal.queries.villages import Village, village
from services.models import Category
from services.queries.nearest import Nearest

# What imported figures of broadband are called, in the short name made of their own.
BROADBAND = ("bredband", "broadband", "fiber")
COMPARED = ("school", "preschool", "grocery", "railway-station")


@dataclass(frozen=True)
class ComparedRow:
    """One kind of service: the nearest known from each village, and whether it is registered."""

    category: Category
    is_known: bool
    nearest: list[Nearest | None]


@dataclass(frozen=True)
class Comparison:
    villages: list[Village]
    rows: list[ComparedRow]
    goals: list[tuple[int, int]]
    figures: list[tuple[Indicator, list[Series | None]]]

    @property
    def knows_broadband(self) -> bool:
        """Whether a figure of broadband is there for either; else it is said that none is."""
        return any(word in one.slug for one, _series in self.figures for word in BROADBAND)


def compare(localities: list[Locality], measured: Measured) -> Comparison:
    """Gather the same facts of each village; goals as (met, all)."""
    villages = [village(one, measured) for one in localities]
    unknown = {category.pk for one in villages for category in one.unknown}
    by_slug = {one.slug: one for one in Category.objects.filter(slug__in=COMPARED)}
    rows = [
        ComparedRow(
            by_slug[slug],
            by_slug[slug].pk not in unknown,
            [
                next((near for near in one.nearest if near.category.slug == slug), None)
                for one in villages
            ],
        )
        for slug in COMPARED
        if slug in by_slug
    ]
    goals = [_goals(one, measured) for one in villages]
    return Comparison(villages, rows, goals, _figures(villages))


def _figures(villages: list[Village]) -> list[tuple[Indicator, list[Series | None]]]:
    """Put every indicator that is known of one of them beside what is known of the others."""
    known = [{one.indicator: one for one in village.figures} for village in villages]
    everything = {indicator for one in known for indicator in one}
    return [
        (indicator, [one.get(indicator) for one in known])
        for indicator in sorted(everything, key=lambda one: (one.name, one.pk))
    ]


def _goals(one: Village, measured: Measured) -> tuple[int, int]:
    goals = [goal for goal in measured.goals if goal.goal.locality_id == one.locality.pk]
    return sum(goal.status == GoalStatus.MET for goal in goals), len(goals)
