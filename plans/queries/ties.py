"""What goals and activities are tied to, read for a whole plan at once.

A long plan has a thousand links to the same fifty things: each link is read as a plain row, and
each thing once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Q

from plans.models import TARGETS, Activity, Goal, GoalLink, stretch_text
from services.models import Offer

COLUMNS: tuple[str, ...] = ("goal_id", "activity_id", "relation", "note", "point_name")
COLUMNS += ("from_chainage_m", "to_chainage_m", *(f"{name}_id" for name in TARGETS[:-1]))
FIRST_TARGET = COLUMNS.index(f"{TARGETS[0]}_id")
# What a name and an address need beside the thing itself.
ALONG = {
    "offer": ("service_point", "category"),
    "to_goal": ("version__plan__group",),
    "housing_project": ("locality",),
}


class Tie(NamedTuple):
    """One link: how, why, and the name and address of what it leads to."""

    relation: str
    note: str
    leads_to: tuple[str, str]


@dataclass(frozen=True)
class Ties:
    """The links of a plan's goals and activities, and the offers these lean on."""

    goals: dict[int, list[Tie]]
    activities: dict[int, list[Tie]]
    goal_offers: dict[int, list[Offer]]
    activity_offers: dict[int, list[Offer]]

    def of(self, row: Goal | Activity) -> list[Tie]:
        """Return what a goal or an activity is tied to."""
        rows = self.goals if isinstance(row, Goal) else self.activities
        return rows.get(row.pk, [])


def read_ties(goals: Iterable[int], activities: Iterable[int]) -> Ties:
    """Read the links of goals and activities: one query for them, one for each kind of thing."""
    owned = Q(goal__in=list(goals)) | Q(activity__in=list(activities))
    rows = list(GoalLink.objects.filter(owned).order_by("pk").values_list(*COLUMNS))
    things = {name: _things(name, rows) for name in TARGETS[:-1]}
    offers = _offers(things["service_point"])
    ties = Ties(defaultdict(list), defaultdict(list), defaultdict(list), defaultdict(list))
    known: dict[Any, tuple[str, str]] = {}
    for row in rows:
        goal, activity, relation, note, *target = row
        key = tuple(target)
        if key not in known:
            known[key] = _leads_to(target, things)
        owner, owners, leaning = (
            (goal, ties.goals, ties.goal_offers)
            if goal
            else (activity, ties.activities, ties.activity_offers)
        )
        owners[owner].append(Tie(relation, note, known[key]))
        place, offer = row[FIRST_TARGET], row[FIRST_TARGET + 1]
        if place:
            leaning[owner] += offers.get(place, [])
        elif offer:
            leaning[owner].append(things["offer"][offer])
    return ties


def _things(name: str, rows: Sequence[tuple[Any, ...]]) -> dict[int, Any]:
    place = FIRST_TARGET + TARGETS.index(name)
    wanted = {row[place] for row in rows} - {None}
    if not wanted:
        return {}
    model: Any = GoalLink._meta.get_field(name).related_model
    return model._default_manager.select_related(*ALONG.get(name, ())).in_bulk(wanted)


def _offers(places: dict[int, Any]) -> dict[int, list[Offer]]:
    found: dict[int, list[Offer]] = {}
    rows = Offer.objects.filter(service_point__in=places) if places else []
    for offer in rows:
        offer.service_point = places[offer.service_point_id]
        found.setdefault(offer.service_point_id, []).append(offer)
    return found


def _leads_to(target: list[Any], things: dict[str, dict[int, Any]]) -> tuple[str, str]:
    point_name, start_m, end_m, *ids = target
    for name, pk in zip(TARGETS[:-1], ids, strict=True):
        if pk is not None:
            thing = things[name][pk]
            if name == "offer":
                place = thing.service_point
                return f"{place}: {thing.category}", place.get_absolute_url()
            address = getattr(thing, "get_absolute_url", None)
            return f"{thing}{stretch_text(start_m, end_m)}", address() if address else ""
    return point_name, ""
