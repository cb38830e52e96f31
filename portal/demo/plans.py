"""Load village groups, programmes, plans known as history, housing, and the example goals."""

from typing import Any

from django.utils.dateparse import parse_date

from geo.models import Dataset, Locality
from plans.models import (
    Activity,
    Goal,
    GoalLink,
    HousingProject,
    LocalPlan,
    PlanVersion,
    PriorityArea,
    Programme,
    Snapshot,
    VillageGroup,
)
from plans.queries.snapshots import plan_content
from portal.demo.files import document, number, point, rows
from portal.demo.keep import keep
from portal.demo.services import LANGUAGES
from route221.models import Attraction, Business, Route
from services.models import Category, ServicePoint, Standard


def load_groups(dataset: Dataset, localities: dict[str, Locality]) -> dict[str, VillageGroup]:
    """Load the nine member groups of the village network."""
    plans = document("plans.json")
    found = {}
    for values in plans["groups"]:
        group = keep(
            VillageGroup,
            {"slug": values["slug"]},
            {"name": values["name"], "source": plans["group_source"], "dataset": dataset},
        )
        group.localities.set([localities[name] for name in values["localities"]])
        found[group.slug] = group
    return found


def load_programmes(
    dataset: Dataset, categories: dict[str, Category], standards: dict[str, Standard]
) -> dict[str, PriorityArea]:
    """Load the programmes; return the areas of the one that frames the villages' pages."""
    framing = {}
    for values in document("plans.json")["programmes"]:
        areas = values.pop("areas")
        replaces = Programme.objects.filter(slug=values.pop("replaces", "")).first()
        values["replaces"] = replaces
        programme = keep(Programme, {"slug": values.pop("slug")}, values | {"dataset": dataset})
        for position, area_values in enumerate(areas, start=1):
            names = zip(LANGUAGES, area_values.pop("name"), strict=True)
            earlier = PriorityArea.objects.filter(
                programme=replaces, slug=area_values.pop("continues", "")
            )
            covered = [categories[slug] for slug in area_values.pop("categories")]
            own = [standards[slug] for slug in area_values.pop("standards", [])]
            area = keep(
                PriorityArea,
                {"programme": programme, "slug": area_values.pop("slug")},
                area_values
                | {"position": position}
                | {f"name_{code}": text for code, text in names},
            )
            area.categories.set(covered)
            area.continues.set(earlier)
            area.standards.set(own)
            if programme.frames_village_pages:
                framing[area.slug] = area
    return framing


def load_history(
    dataset: Dataset,
    groups: dict[str, VillageGroup],
    localities: dict[str, Locality],
    areas: dict[str, PriorityArea],
) -> None:
    """Load the plans of 2011 to 2019 as the latest known: history, not current goals."""
    for values in document("plans.json")["history"]:
        plan = keep(LocalPlan, {"group": groups[values["group"]], "name": values["plan"]}, {})
        version = keep(
            PlanVersion,
            {"plan": plan, "year": values["year"]},
            {
                "status": PlanVersion.Status.LATEST_KNOWN,
                "vision": values.get("vision", ""),
                "note": values["note"],
                "source": values["source"],
                "as_of": values["as_of"],
                "dataset": dataset,
            },
        )
        for goal in values.get("goals", []):
            keep(
                Goal,
                {"version": version, "title": goal["title"]},
                {
                    "text": goal["text"],
                    "target_homes": goal["homes"],
                    "locality": localities[goal["locality"]],
                    "area": areas[goal["area"]],
                    "source": goal["source"],
                    "dataset": dataset,
                },
            )
        for activity in values["activities"]:
            _load_activity(version, activity, dataset)


def _load_activity(version: PlanVersion, values: dict[str, Any], dataset: Dataset) -> None:
    activity = keep(
        Activity,
        {"version": version, "title": values["title"]},
        {name: values[name] for name in ("text", "status", "doer", "as_of")}
        | {"source": version.source, "dataset": dataset},
    )
    keep(
        GoalLink,
        {"activity": activity, "point_name": values["point_name"]},
        {"relation": GoalLink.Relation.SERVES, "point": point(*values["point"])},
    )


def load_housing(dataset: Dataset, localities: dict[str, Locality]) -> None:
    """Load the planned housing, each at its locality and as of its year."""
    unknown = "unknown"
    for row in rows("housing"):
        locality = localities[row["locality"]]
        keep(
            HousingProject,
            {"name": row["name"], "locality": locality},
            {
                "property_name": row["property_name"],
                "point": locality.point,
                "precision": "locality",
                "dwellings_min": number(row["dwellings_min"]),
                "dwellings_max": number(row["dwellings_max"]),
                "plan_stage": row["plan_stage"],
                "building_stage": row["building_stage"],
                "for_whom": row["for_whom"] or unknown,
                "kind": row["kind"] or unknown,
                "as_of": row["as_of"],
                "status_text": row["status_text"],
                "is_paused": row["is_paused"] == "yes",
                "pause_reason": row["pause_reason"],
                "paused_as_of": row["paused_as_of"],
                "diary_number": row["diary_number"],
                "source": row["source"],
                "dataset": dataset,
            },
        )


def load_example_goals(
    dataset: Dataset,
    groups: dict[str, VillageGroup],
    localities: dict[str, Locality],
    areas: dict[str, PriorityArea],
    standards: dict[str, Standard],
) -> None:
    """Load goals made up to show how the map measures them; each says so in its title."""
    for values in document("examples.json")["plans"]:
        plan = keep(
            LocalPlan,
            {"group": groups[values["group"]], "name": "Exempel: lokal utvecklingsplan"},
            {},
        )
        adopted_on = parse_date(values.get("adopted_on", ""))
        version = keep(
            PlanVersion,
            {"plan": plan, "year": values["year"]},
            {
                "status": PlanVersion.Status.ADOPTED if adopted_on else PlanVersion.Status.DRAFT,
                "adopted_on": adopted_on,
                "adopted_at_meeting": values.get("meeting", ""),
                "is_example": True,
                "dataset": dataset,
            },
        )
        for position, goal_values in enumerate(values["goals"], start=1):
            goal = keep(
                Goal,
                {"version": version, "title": goal_values["title"]},
                {
                    "text": goal_values.get("text", ""),
                    "position": position,
                    "area": areas[goal_values["area"]],
                    "locality": localities[goal_values["locality"]],
                    "target_standard": standards.get(goal_values.get("standard", "")),
                    "target_businesses": goal_values.get("businesses"),
                    "is_example": True,
                    "dataset": dataset,
                },
            )
            for link in goal_values["links"]:
                _load_link(goal, link)
    _freeze_examples()


def _freeze_examples() -> None:
    """Freeze the example plans that stand as adopted, without figures: none are of that day."""
    for version in PlanVersion.objects.filter(
        is_example=True, status=PlanVersion.Status.ADOPTED, snapshot__isnull=True
    ):
        Snapshot.objects.create(
            version=version, is_of_the_day=False, content=plan_content(version, None)
        )


def _load_link(goal: Goal, values: dict[str, Any]) -> None:
    target: dict[str, Any]
    if "service" in values:
        target = {"service_point": ServicePoint.objects.get(name=values["service"])}
    elif "attraction" in values:
        target = {"attraction": Attraction.objects.get(name=values["attraction"])}
    elif "business" in values:
        target = {"business": Business.objects.get(name=values["business"])}
    elif "housing" in values:
        target = {"housing_project": HousingProject.objects.get(name=values["housing"])}
    elif "route" in values:
        target = {"route": Route.objects.get(number=values["route"])}
    else:
        target = {"point_name": values["name"]}
    extra = {"point": point(*values["point"])} if "point" in values else {}
    keep(
        GoalLink,
        {"goal": goal} | target,
        {"relation": values["relation"], "note": values.get("note", "")} | extra,
    )
