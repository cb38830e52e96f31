"""What plans publish: planned housing, and the goals of current plans."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from geo.collections import AS_OF, NAME, PRECISION, SOURCE_FIELDS, URL, credit, source_of
from geo.models import Dataset
from geo.ogcapi.collection import DECIMALS, DEGREES, ModelCollection
from geo.ogcapi.computed import ComputedCollection
from geo.ogcapi.field import Field
from geo.ogcapi.timing import Timing
from plans.models import HousingProject
from plans.queries.goals import AssessedGoal, assess, current_goals
from services.collections import GAPS, Gap
from services.queries.coverage import findings, latest_run
from services.queries.disclosed import protect

HOUSING = ModelCollection(
    id="housing",
    title=_("Planned homes"),
    description=_("Housing projects, each as of the year its source speaks of."),
    licence_column="dataset__licence",
    reads=("geo_locality",),
    timing=AS_OF,
    queryset=lambda: HousingProject.objects.select_related("locality"),
    fields=(
        NAME,
        URL,
        Field(
            "locality",
            "string",
            _("locality"),
            lambda row: row.locality.name,
            column="locality__name",
        ),
        Field(
            "plan_stage", "string", _("plan stage"), lambda row: row.plan_stage, column="plan_stage"
        ),
        Field(
            "building_stage",
            "string",
            _("building stage"),
            lambda row: row.building_stage,
            column="building_stage",
        ),
        Field(
            "status_name",
            "string",
            _("plan stage, in words"),
            lambda row: row.get_plan_stage_display(),
        ),
        Field("is_paused", "boolean", _("paused"), lambda row: row.is_paused, column="is_paused"),
        Field(
            "dwellings_min",
            "integer",
            _("dwellings, at least"),
            lambda row: row.dwellings_min,
            column="dwellings_min",
        ),
        Field(
            "dwellings_max",
            "integer",
            _("dwellings, at most"),
            lambda row: row.dwellings_max,
            column="dwellings_max",
        ),
        Field("icon", "string", _("icon"), lambda row: "housing"),
        PRECISION,
        *SOURCE_FIELDS,
    ),
)


def _goals() -> list[tuple[str, tuple[float, float] | None, AssessedGoal]]:
    run = latest_run()
    rows = []
    goals = current_goals().select_related("dataset")
    for one in assess(goals, protect(findings(run)) if run else []):
        link = next((link for link in one.goal.links.all() if link.point), None)
        point = link.point if link else one.goal.locality and one.goal.locality.point
        place = None
        if point:
            degrees = point.transform(DEGREES, clone=True)
            place = (round(degrees.x, DECIMALS), round(degrees.y, DECIMALS))
        rows.append((str(one.goal.pk), place, one))
    return rows


GOALS = ComputedCollection(
    id="goals",
    title=_("Goals"),
    description=_("Goals of current local plans with their status by the map; at their locality."),
    features=_goals,
    timing=Timing("year", "year"),
    origins=lambda: [
        source_of(dataset)
        for dataset in Dataset.objects.filter(goal__in=current_goals()).distinct()
    ],
    reads=(
        "plans_goal",
        "plans_goallink",
        "plans_planversion",
        "services_coveragerun",
        "services_standard",
        "services_completeness",
        "plans_housingproject",
        "plans_goalreading",
        "route221_business",
        "services_offer",
        "services_baselevel",
        "geo_indicator",
        "geo_observation",
        "geo_dataset",
        "geo_locality",
    ),
    fields=(
        Field("name", "string", _("goal"), lambda one: one.goal.title),
        Field(
            "url",
            "string",
            _("its page"),
            lambda one: f"{one.goal.version.plan.group.get_absolute_url()}#goal-{one.goal.pk}",
        ),
        Field("status", "string", _("status"), lambda one: one.status.value),
        Field("status_name", "string", _("status, in words"), lambda one: one.status.label),
        Field("is_by_hand", "boolean", _("status set by hand"), lambda one: one.is_by_hand),
        Field(
            "measured_status",
            "string",
            _("status by the map"),
            lambda one: one.computed and one.computed.value,
        ),
        Field("year", "integer", _("year"), lambda one: one.goal.version.year),
        Field(
            "adopted_on",
            "date",
            _("adopted by the group on"),
            lambda one: one.goal.version.adopted_on,
        ),
        Field(
            "area", "string", _("priority area"), lambda one: one.goal.area and str(one.goal.area)
        ),
        Field(
            "standard",
            "string",
            _("short name of the standard"),
            lambda one: one.goal.target_standard and one.goal.target_standard.slug,
        ),
        Field("group", "string", _("village group"), lambda one: str(one.goal.version.plan.group)),
        Field(
            "locality",
            "string",
            _("locality"),
            lambda one: one.goal.locality and one.goal.locality.name,
        ),
        Field("icon", "string", _("icon"), lambda one: "goal"),
        Field("is_example", "boolean", _("made up as an example"), lambda one: one.goal.is_example),
        Field(
            "licence",
            "string",
            _("licence; empty: no clear licence"),
            lambda one: one.goal.dataset.licence or None if one.goal.dataset else None,
        ),
        Field(
            "attribution",
            "string",
            _("whom to name as the source"),
            lambda one: credit(one.goal.dataset),
        ),
    ),
)


@dataclass(frozen=True)
class AnsweredGap:
    """A gap and the goals that aim at its standard in its area."""

    gap: Gap
    goals: list[AssessedGoal]


def _answered_gaps() -> list[tuple[str, tuple[float, float] | None, AnsweredGap]]:
    rows = GAPS.features()
    assessed = assess(current_goals(), [gap.finding for _key, _place, gap in rows])
    return [
        (key, place, AnsweredGap(gap, [one for one in assessed if one.finding is gap.finding]))
        for key, place, gap in rows
    ]


def _of_gap(field: Field) -> Field:
    return replace(field, read=lambda row: field.value(row.gap))


ANSWERED_GAPS = replace(
    GAPS,
    features=_answered_gaps,
    reads=tuple(dict.fromkeys((*GAPS.reads, *GOALS.reads))),
    fields=(
        *(_of_gap(field) for field in GAPS.fields),
        Field(
            "goals",
            "array",
            _("goals that answer it; empty: none does"),
            lambda row: [str(one.goal) for one in row.goals],
        ),
    ),
)

COLLECTIONS = (HOUSING, GOALS)
