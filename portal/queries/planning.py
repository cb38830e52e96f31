"""All villages' plans in one table, one group's plan, programmes and housing."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, prefetch_related_objects
from django.utils.translation import gettext

from geo.analysis.verdicts import Verdict
from geo.models import Locality
from plans.models import (
    Activity,
    Comment,
    Goal,
    GoalLink,
    GoalStatus,
    HousingProject,
    PlanVersion,
    Priority,
    PriorityArea,
    Programme,
    VillageGroup,
)
from plans.queries.conflicts import Conflict, conflicts_of, conflicts_with_homes
from plans.queries.goals import AssessedGoal, leaning_links
from plans.queries.living import AddedResidents, added_range, services_near
from plans.queries.replies import OwedReply, owed_replies
from plans.queries.whole import whole_plan
from portal.queries.measured import Measured
from services.models import Category, Standard
from services.queries.coverage import Finding

MOST_COMMENTS = 100


@dataclass(frozen=True)
class GroupRow:
    """One village group: its plan, this year's priorities, its goals, and whose turn it is."""

    group: VillageGroup
    current: PlanVersion | None
    newest: int | None
    is_history: bool
    counts: dict[GoalStatus, int]
    goals: list[AssessedGoal]
    priorities: list[Priority]
    owed: list[OwedReply]

    @property
    def met(self) -> int:
        return self.counts[GoalStatus.MET]


@dataclass(frozen=True)
class Subject:
    """What goals can be gathered on: a priority area, or a kind of service."""

    key: str
    name: str


@dataclass
class AreaResult:
    """How many areas are met, lacking or unknown by one standard of what a programme covers."""

    standard: Standard
    met: int = 0
    lacking: int = 0
    unknown: int = 0
    is_estimate: bool = False
    is_own: bool = False
    whole: Verdict | None = None

    def add(self, finding: Finding) -> None:
        """Count one more area by its class; a wider scope measures the municipality alone."""
        if finding.standard.scope != Standard.Scope.LOCALITY:
            self.whole = finding.verdict
        if finding.verdict == Verdict.MET:
            self.met += 1
        elif finding.verdict == Verdict.GAP:
            self.lacking += 1
        else:
            self.unknown += 1
        self.is_estimate |= finding.is_estimate


@dataclass(frozen=True)
class AreaRow:
    area: PriorityArea
    goals: list[AssessedGoal]
    results: list[AreaResult]

    @property
    def is_continued(self) -> bool:
        """Whether a later programme goes on with it, and lists the goals about its services."""
        return bool(self.area.continued_by.all())

    @property
    def met(self) -> int:
        """How many of its goals are met."""
        return sum(one.status == "met" for one in self.goals)

    @property
    def own(self) -> list[AreaResult]:
        """The programme's own standards."""
        return [one for one in self.results if one.is_own]

    @property
    def others(self) -> list[AreaResult]:
        """What others ask for of the same services."""
        return [one for one in self.results if not one.is_own]


@dataclass(frozen=True)
class ProgrammeRow:
    programme: Programme
    areas: list[AreaRow]


def group_rows(measured: Measured) -> list[GroupRow]:
    """Return one row for each village group, with its goals by status."""
    versions = PlanVersion.objects.prefetch_related(
        "priorities__goal", "priorities__activity", "handlings"
    )
    groups = VillageGroup.objects.prefetch_related(
        "localities", "statements", Prefetch("plans__versions", versions)
    )
    return [_group_row(group, measured) for group in groups]


def _group_row(group: VillageGroup, measured: Measured) -> GroupRow:
    goals = [one for one in measured.goals if one.goal.version.plan.group_id == group.pk]
    versions = [version for plan in group.plans.all() for version in plan.versions.all()]
    newest = max(versions, key=lambda version: version.year, default=None)
    current = in_force(versions)
    counts = Counter(one.status for one in goals)
    return GroupRow(
        group=group,
        current=current,
        newest=newest.year if newest else None,
        is_history=bool(newest and newest.is_history),
        counts={status: counts[status] for status in GoalStatus},
        goals=goals,
        priorities=list(current.priorities.all()) if current else [],
        owed=owed_replies(current, group.statements.all()),
    )


def in_force(versions: Iterable[PlanVersion]) -> PlanVersion | None:
    """Return the adopted version, else the draft, else none."""
    for status in (PlanVersion.Status.ADOPTED, PlanVersion.Status.DRAFT):
        found = [one for one in versions if one.status == status]
        if found:
            return max(found, key=lambda one: one.year)
    return None


def group_page(group: VillageGroup, measured: Measured) -> dict[str, Any]:
    """Gather a group's page in a fixed number of queries, however long its plan is."""
    versions = PlanVersion.objects.order_by("-year").prefetch_related("handlings")
    plans = list(group.plans.prefetch_related(Prefetch("versions", versions)))
    known = [version for plan in plans for version in plan.versions.all()]
    for version in known:
        version.plan.group = group
    current = in_force(known)
    # Only what is in force is long, and is read apart; of the others the titles are listed.
    others = [one for one in known if one != current and one.adopted_on is None]
    prefetch_related_objects(
        others,
        Prefetch("goals", Goal.objects.order_by("position", "pk")),
        Prefetch("activities", Activity.objects.order_by("position", "pk")),
    )
    prefetch_related_objects(
        [current] if current else [], "priorities__goal", "priorities__activity"
    )
    in_each = (in_force(plan.versions.all()) for plan in plans)
    whole = whole_plan((one for one in in_each if one), measured.findings)
    comments: list[Comment] = []
    if current:
        said = Comment.objects.filter(
            version__plan__group=group, confirmed_at__isnull=False, is_hidden=False
        )
        comments = list(said.select_related("goal").order_by("-confirmed_at")[:MOST_COMMENTS])
    drafts = [one for one in known if one.status == PlanVersion.Status.DRAFT]
    return {
        "group": group,
        "plans": plans,
        "current": current,
        "draft": drafts[0] if drafts else None,
        "goals": whole.goals,
        "whole": whole,
        "comments": comments,
        "conflicts": conflicts_of(group),
        "warnings": whole.warnings(),
    }


def subjects() -> list[Subject]:
    """Return what goals can be gathered on."""
    areas = PriorityArea.objects.filter(programme__frames_village_pages=True)
    aimed = Category.objects.filter(standards__goals__isnull=False).distinct()
    return [
        *(Subject(f"omrade-{one.slug}", str(one.name)) for one in areas),
        *(Subject(f"service-{one.slug}", str(one.name)) for one in aimed),
    ]


def subject_goals(measured: Measured, key: str) -> list[AssessedGoal]:
    """Return all villages' goals on one subject, all of them without one."""
    kind, _dash, slug = key.partition("-")
    if not slug:
        return measured.goals
    if kind == "omrade":
        return [one for one in measured.goals if one.goal.area and one.goal.area.slug == slug]
    return [
        one
        for one in measured.goals
        if one.goal.target_standard and one.goal.target_standard.category.slug == slug
    ]


def programme_rows(measured: Measured) -> list[ProgrammeRow]:
    """Return the programmes, each area with the village goals under it."""
    programmes = Programme.objects.select_related("replaces").prefetch_related(
        "areas__categories",
        "areas__standards",
        "designated__locality",
        "designated__service_point",
        "areas__continues__programme",
        "areas__continued_by__programme",
        "areas__continued_by__categories",
    )
    return [
        ProgrammeRow(
            programme,
            [_area_row(area, measured) for area in programme.areas.all()],
        )
        for programme in programmes
    ]


def _area_row(area: PriorityArea, measured: Measured) -> AreaRow:
    """Gather an area's goals, those of areas it continues, and how its services are measured."""
    before = {one.pk for one in area.continues.all()}
    covered = {category.pk for category in area.categories.all()}
    later = {category.pk for one in area.continued_by.all() for category in one.categories.all()}
    own = {standard.pk for standard in area.standards.all()}
    results: dict[int, AreaResult] = {}
    for one in measured.findings:
        standard = one.standard
        if standard.pk in own or standard.category_id in covered:
            result = AreaResult(standard, is_own=standard.pk in own)
            results.setdefault(standard.pk, result).add(one)
    return AreaRow(
        area,
        [one for one in measured.goals if _stands_under(one.goal, area, before, covered, later)],
        list(results.values()),
    )


def _stands_under(
    goal: Goal, area: PriorityArea, before: set[int], covered: set[int], later: set[int]
) -> bool:
    """Say under which area a goal is listed, once: its own, or the later one about its service."""
    service = goal.target_standard.category_id if goal.target_standard else None
    if goal.area_id == area.pk:
        return service is None or service not in later
    return goal.area_id in before and service is not None and service in covered


@dataclass(frozen=True)
class PlannedHomes:
    """One housing project with the residents it would add, what is near, and goals about it."""

    project: HousingProject
    added: tuple[int, int] | None
    near: list[AddedResidents]
    links: list[GoalLink]
    conflicts: list[Conflict]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is known of it, with its name."""
        return [(name, value) for name, value, is_known in self._said() if is_known]

    @property
    def unknown(self) -> list[str]:
        """The names of what is not known of it."""
        return [name for name, _value, is_known in self._said() if not is_known]

    def _said(self) -> list[tuple[str, str, bool]]:
        one = self.project
        fields = ("plan_stage", "building_stage", "kind", "for_whom", "needs_decision", "tenure")
        said = [
            (
                str(one._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
                str(getattr(one, f"get_{name}_display")()),
                getattr(one, name) != "unknown",
            )
            for name in fields
        ]
        homes = (gettext("homes"), one.dwellings_text, bool(one.dwellings_text))
        return [*said[:2], homes, *said[2:]]


def housing_by_locality() -> list[tuple[Locality, list[PlannedHomes]]]:
    """Return the housing projects under their localities, and localities where none is known."""
    localities = Locality.objects.in_home_municipality().prefetch_related("housing_projects")
    found = [(place, list(place.housing_projects.all())) for place in localities]
    near = services_near(one for _place, here in found for one in here)
    links: dict[int, list[GoalLink]] = {}
    for link in leaning_links(Q(housing_project__isnull=False)):
        if link.relation != GoalLink.Relation.CONFLICTS_WITH:
            links.setdefault(link.housing_project_id, []).append(link)
    against = conflicts_with_homes()
    rows = [
        (
            place,
            [
                PlannedHomes(
                    one,
                    added_range(one),
                    near.get(one.pk, []),
                    links.get(one.pk, []),
                    against.get(one.pk, []),
                )
                for one in here
            ],
        )
        for place, here in found
    ]
    return sorted(rows, key=lambda row: (not row[1], row[0].name))


def on_map(projects: Iterable[HousingProject]) -> str:
    """Write where the homes are planned, as JSON that may stand in a page."""
    drawn = []
    for one in projects:
        if one.point is None:
            continue
        at = one.point.transform(4326, clone=True)
        shape = one.footprint.transform(4326, clone=True) if one.footprint else None
        drawn.append(
            {
                "key": str(one.pk),
                "name": one.name,
                "paused": one.is_paused,
                "at": [round(at.x, 6), round(at.y, 6)],
                "footprint": json.loads(shape.geojson) if shape else None,
            }
        )
    return json.dumps(drawn).replace("<", "\\u003c")
