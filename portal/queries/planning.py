"""All villages' plans in one table, one group's plan, programmes and housing."""

from collections import Counter
from dataclasses import dataclass

from geo.models import Locality
from plans.models import HousingProject, LocalPlan, PriorityArea, Programme, VillageGroup
from plans.queries.goals import AssessedGoal, GoalStatus
from portal.queries.measured import Measured


@dataclass(frozen=True)
class GroupRow:
    group: VillageGroup
    newest: int | None
    is_history: bool
    counts: dict[GoalStatus, int]
    goals: list[AssessedGoal]


@dataclass(frozen=True)
class AreaRow:
    area: PriorityArea
    goals: list[AssessedGoal]


@dataclass(frozen=True)
class ProgrammeRow:
    programme: Programme
    areas: list[AreaRow]


def group_rows(measured: Measured) -> list[GroupRow]:
    """Return one row for each village group, with its goals by status."""
    groups = VillageGroup.objects.prefetch_related("localities", "plans__versions")
    return [_group_row(group, measured) for group in groups]


def _group_row(group: VillageGroup, measured: Measured) -> GroupRow:
    goals = [one for one in measured.goals if one.goal.version.plan.group_id == group.pk]
    versions = [version for plan in group.plans.all() for version in plan.versions.all()]
    newest = max(versions, key=lambda version: version.year, default=None)
    counts = Counter(one.status for one in goals)
    return GroupRow(
        group=group,
        newest=newest.year if newest else None,
        is_history=bool(newest and newest.is_history),
        counts={status: counts[status] for status in GoalStatus},
        goals=goals,
    )


def group_plans(group: VillageGroup) -> list[LocalPlan]:
    """Return a group's plans with all versions, goals and activities."""
    return list(
        group.plans.prefetch_related(
            "versions__goals__activities", "versions__goals__area", "versions__activities"
        )
    )


def programme_rows(measured: Measured) -> list[ProgrammeRow]:
    """Return the programmes, each area with the village goals under it."""
    programmes = Programme.objects.prefetch_related("areas__categories")
    return [
        ProgrammeRow(
            programme,
            [
                AreaRow(area, [one for one in measured.goals if one.goal.area_id == area.pk])
                for area in programme.areas.all()
            ],
        )
        for programme in programmes
    ]


def housing_by_locality() -> list[tuple[Locality, list[HousingProject]]]:
    """Return the housing projects under their localities, and localities where none is known."""
    localities = Locality.objects.in_home_municipality().prefetch_related("housing_projects")
    rows = [(one, list(one.housing_projects.all())) for one in localities]
    return sorted(rows, key=lambda row: (not row[1], row[0].name))
