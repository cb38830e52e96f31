"""What a goal could be tied to: what lies near the village, or what answers to a word."""

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from plans.models import Goal, HousingProject, VillageGroup
from route221.models import Attraction, Business, Route
from services.models import Offer, ServicePoint

NEAR_M = 15_000
MOST = 40
MOST_OF_A_KIND = 15
DEGREES = 4326
Kinds = dict[str, QuerySet[Any]]


@dataclass(frozen=True)
class Candidate:
    """One thing to tie to: a key such as ``service_point-12``, its name, kind and position."""

    key: str
    name: str
    kind: str
    point: Point | None

    @property
    def position(self) -> tuple[float, float] | None:
        """Longitude and latitude."""
        if self.point is None:
            return None
        degrees = self.point.transform(DEGREES, clone=True)
        return round(degrees.x, 6), round(degrees.y, 6)


def _kinds(group: VillageGroup) -> Kinds:
    return {
        "service_point": ServicePoint.objects.filter(
            replaced_by__isnull=True, offers__isnull=False
        ).distinct(),
        "business": Business.objects.published(),
        "attraction": Attraction.objects.all(),
        "housing_project": HousingProject.objects.select_related("locality"),
        "to_goal": Goal.objects.exclude(version__plan__group=group).filter(
            version__status__in=["draft", "adopted"]
        ),
        "route": Route.objects.all(),
        "offer": Offer.objects.select_related("service_point", "category"),
    }


def candidates(group: VillageGroup, words: str = "") -> list[Candidate]:
    """Return what answers to the words, else what lies nearest the group's villages."""
    kinds = _kinds(group)
    words = words.strip()
    found = _named(kinds, words) if words else _near(kinds, group)
    return found[:MOST]


def candidate(group: VillageGroup, key: str) -> Candidate | None:
    """Return the one thing with this key, or none if there is no such thing to tie to."""
    thing = target(group, key)
    return _candidate(key.rpartition("-")[0], thing) if thing is not None else None


def target(group: VillageGroup, key: str) -> Model | None:
    """Find the row that a key names."""
    name, _dash, number = key.rpartition("-")
    kinds = _kinds(group)
    if name not in kinds or not (number.isascii() and number.isdigit() and len(number) <= 18):
        return None
    return kinds[name].filter(pk=int(number)).first()


def _named(kinds: Kinds, words: str) -> list[Candidate]:
    fields = {"to_goal": "title", "route": "number"}
    found = []
    for name, rows in kinds.items():
        if name == "offer":
            continue
        asked = Q(**{f"{fields.get(name, 'name')}__icontains": words})
        if name == "service_point":
            asked |= Q(offers__category__name_sv__icontains=words)
        found += [_candidate(name, row) for row in rows.filter(asked)[:MOST_OF_A_KIND]]
    return found


def _near(kinds: Kinds, group: VillageGroup) -> list[Candidate]:
    middle = next((place.point for place in group.localities.all() if place.point), None)
    found = []
    for name in ("service_point", "business", "attraction", "housing_project"):
        rows = kinds[name]
        if middle is None:
            rows = rows.filter(locality__in=group.localities.all())
        else:
            rows = rows.filter(point__dwithin=(middle, NEAR_M))
            rows = rows.annotate(away=Distance("point", middle)).order_by("away", "pk")
        found += [(row, _candidate(name, row)) for row in rows[:MOST_OF_A_KIND]]
    if middle is not None:
        found.sort(key=lambda pair: pair[0].away.m)
    return [one for _row, one in found] + [_candidate("route", row) for row in kinds["route"]]


def _candidate(name: str, row: Any) -> Candidate:
    words = {
        "service_point": _("service place"),
        "business": _("business on the road"),
        "attraction": _("attraction"),
        "housing_project": _("planned homes"),
        "to_goal": _("another village's goal"),
        "route": _("road"),
        "offer": _("service"),
    }
    shown = f"{row.category}: {row.service_point}" if name == "offer" else str(row)
    return Candidate(f"{name}-{row.pk}", shown, words[name], getattr(row, "point", None))
