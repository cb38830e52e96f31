"""What a goal could be tied to: what lies near the village, or what answers to a word."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
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
    is_road: bool = False

    @property
    def says_where(self) -> bool:
        """Whether its place is known, by itself or by what it belongs to."""
        return self.point is not None or self.key.startswith(("offer", "route", "to_goal"))

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
        "offer": Offer.objects.filter(service_point__replaced_by__isnull=True).select_related(
            "service_point", "category"
        ),
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
    fields = {"to_goal": "title", "route": "number", "offer": "service_point__name"}
    found = []
    for name, rows in kinds.items():
        asked = Q(**{f"{fields.get(name, 'name')}__icontains": words})
        if name == "service_point":
            asked |= _of_category("offers__category__", words)
        if name == "offer":
            asked |= _of_category("category__", words)
        found += [_candidate(name, row) for row in rows.filter(asked)[:MOST_OF_A_KIND]]
    return found


def _of_category(path: str, words: str) -> Q:
    """Look for a kind of service by its name in any of the languages that pages are read in."""
    asked = Q()
    for code, _name in settings.LANGUAGES:
        asked |= Q(**{f"{path}name_{code}__icontains": words})
    return asked


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
    listed: list[Candidate] = []
    single = _single_offers([row.pk for row, one in found if one.key.startswith("service_point")])
    for row, one in found:
        listed.append(one)
        listed += single.get(row.pk, []) if one.key.startswith("service_point") else []
    return [_candidate("route", row) for row in kinds["route"]] + listed


def _single_offers(places: list[int]) -> dict[int, list[Candidate]]:
    """Return the services of places that have several: a goal may lean on one of them alone."""
    found: dict[int, list[Candidate]] = {}
    offers = Offer.objects.filter(service_point__in=places).exclude(state=Offer.State.CLOSED)
    for offer in offers.select_related("service_point", "category"):
        found.setdefault(offer.service_point_id, []).append(_candidate("offer", offer))
    return {place: those for place, those in found.items() if len(those) > 1}


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
    shown, at = str(row), getattr(row, "point", None)
    if name == "offer":
        # On the map its place stands for it: two dots in one spot could not be told apart.
        shown, at = f"{row.service_point}: {row.category}", None
    return Candidate(f"{name}-{row.pk}", shown, words[name], at, name == "route")
