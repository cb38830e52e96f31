"""The changes of a scenario: short texts that an address can hold, read and checked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

from django.contrib.gis.geos import Point
from django.utils.translation import gettext_lazy as _

from geo.models import Locality, Precision
from plans.errors import PlanError
from plans.models import HousingProject
from services.models import Category, Offer, ServicePoint, Standard
from services.queries.whatif import CategoryChange, NewHomes

MOST_CHANGES = 40
LONGEST = 90
MOST_RESIDENTS = 10_000
RESIDENTS_PER_HOME = 2.0
LARGEST_THRESHOLD = 1_000_000
WEST, SOUTH, EAST, NORTH = 10.0, 54.0, 25.0, 70.0


class BadChange(PlanError):
    words = _("This change cannot be read, or speaks of something that does not exist.")


class BadStandard(PlanError):
    words = _("A standard needs a limit above 0 and a share above 0 and at most 100 %.")


class TooManyChanges(PlanError):
    words = _("A scenario has at most 40 changes.")


class ConflictingChanges(PlanError):
    words = _("Two changes speak of the same thing: take one away.")


@dataclass(frozen=True)
class Change:
    """One change, resolved: what it is about, and its text for addresses."""

    text: str
    kind: str
    subject: tuple[str, ...]
    category: Category | None = None
    place: ServicePoint | None = None
    project: HousingProject | None = None
    standard: Standard | None = None
    instead: Standard | None = None
    point: Point | None = None
    residents: float = 0.0

    @property
    def lonlat(self) -> tuple[float, float] | None:
        """The position in degrees."""
        if self.point is None:
            return None
        there = self.point.transform(4326, clone=True)
        return round(there.x, 5), round(there.y, 5)


@dataclass(frozen=True)
class Changes:
    """All changes of a scenario, ready to be measured."""

    every: tuple[Change, ...]

    @property
    def texts(self) -> list[str]:
        return [one.text for one in self.every]

    @property
    def homes(self) -> list[NewHomes]:
        return [
            NewHomes((one.point.x, one.point.y), one.residents, one.project.locality_id)
            for one in self.every
            if one.kind == "bygg" and one.point and one.project
        ]

    @property
    def standards(self) -> dict[int, Standard]:
        """Standards as they would be, by the key of what they are today."""
        return {one.standard.pk: one.instead for one in self.every if one.standard and one.instead}

    def of(self, category_id: int) -> CategoryChange:
        """Return what happens to one category; a place moves with all it offers."""
        here = CategoryChange()
        for one in self.every:
            if one.kind == "oppna" and one.category and one.category.pk == category_id:
                here = replace(here, opened=(*here.opened, _xy(one.point)))
            elif one.place and any(offer.category_id == category_id for offer in _offers(one)):
                if one.kind == "stang":
                    here = replace(here, closed=(*here.closed, one.place.pk))
                else:
                    here = replace(here, moved=(*here.moved, (one.place.pk, _xy(one.point))))
        return here


def read_changes(texts: Sequence[str]) -> Changes:
    """Read changes; the first that cannot be read, or that conflicts, is refused in words."""
    if len(texts) > MOST_CHANGES:
        raise TooManyChanges
    found = [_read(text) for text in texts]
    seen: set[tuple[str, ...]] = set()
    for one in found:
        if one.subject in seen or _covered(one, seen):
            raise ConflictingChanges
        seen.add(one.subject)
    return Changes(tuple(found))


def _covered(one: Change, seen: set[tuple[str, ...]]) -> bool:
    """Whether the same place is spoken of as a whole and by one of its offers."""
    if not one.place:
        return False
    key = ("place", str(one.place.pk))
    if len(one.subject) == len(key):
        return any(other[:2] == key for other in seen)
    return key in seen


def _read(text: str) -> Change:
    if len(text) > LONGEST:
        raise BadChange
    kind, *parts = text.split(",")
    reader = {
        "oppna": _open,
        "stang": _close,
        "flytta": _move,
        "bygg": _build,
        "norm": _standard,
    }.get(kind)
    if reader is None:
        raise BadChange
    try:
        return reader(text, parts)
    except (ValueError, IndexError) as error:
        raise BadChange from error


def _open(text: str, parts: list[str]) -> Change:
    slug, lon, lat = parts
    category = Category.objects.filter(slug=slug, children__isnull=True).first()
    if category is None:
        raise BadChange
    return Change(text, "oppna", ("open", *parts), category=category, point=_point(lon, lat))


def _close(text: str, parts: list[str]) -> Change:
    place = _place(parts[0])
    if len(parts) == 1:
        return Change(text, "stang", ("place", parts[0]), place=place)
    _, slug = parts
    category = next((one.category for one in place.offers.all() if one.category.slug == slug), None)
    if category is None:
        raise BadChange
    return Change(text, "stang", ("place", *parts), category=category, place=place)


def _move(text: str, parts: list[str]) -> Change:
    pk, lon, lat = parts
    return Change(text, "flytta", ("place", pk), place=_place(pk), point=_point(lon, lat))


def _build(text: str, parts: list[str]) -> Change:
    project = HousingProject.objects.select_related("locality").filter(pk=_id(parts[0])).first()
    if project is None:
        raise BadChange
    residents = (
        float(parts[1])
        if len(parts) > 1
        else RESIDENTS_PER_HOME * float(project.dwellings_min or 0)
    )
    point = project.point or project.locality.point
    if point is None or not (isfinite(residents) and 0 < residents <= MOST_RESIDENTS):
        raise BadChange
    return Change(
        text, "bygg", ("build", parts[0]), project=project, point=point, residents=residents
    )


def _standard(text: str, parts: list[str]) -> Change:
    slug, threshold, percent = parts
    standard = Standard.objects.select_related("category").filter(slug=slug).first()
    if standard is None:
        raise BadChange
    limit, share = int(threshold), float(percent) / 100
    if not (0 < limit <= LARGEST_THRESHOLD and 0 < share <= 1):
        raise BadStandard
    instead = Standard.objects.select_related("category").get(pk=standard.pk)
    instead.threshold, instead.target_share = limit, share
    return Change(text, "norm", ("standard", slug), standard=standard, instead=instead)


def _id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise BadChange
    return int(text)


def _place(text: str) -> ServicePoint:
    place = (
        ServicePoint.objects.filter(pk=_id(text), replaced_by__isnull=True)
        .exclude(precision=Precision.NONE)
        .prefetch_related("offers__category")
        .first()
    )
    if place is None:
        raise BadChange
    return place


def _offers(one: Change) -> list[Offer]:
    """Return the offers a change of a place is about: one, or all of them."""
    every = list(one.place.offers.all()) if one.place else []
    return [offer for offer in every if one.category is None or offer.category == one.category]


def _point(lon: str, lat: str) -> Point:
    x, y = float(lon), float(lat)
    if not (WEST <= x <= EAST and SOUTH <= y <= NORTH):
        raise BadChange
    return Point(x, y, srid=4326).transform(3006, clone=True)


def _xy(point: Point | None) -> tuple[float, float]:
    if point is None:
        raise BadChange
    return point.x, point.y


def nearest_locality(point: Point) -> Locality | None:
    """Name the locality a position is nearest to, within 5 km."""
    near = Locality.objects.exclude(point=None).in_home_municipality()
    places = sorted(near, key=lambda one: one.point.distance(point))
    return places[0] if places and places[0].point.distance(point) <= NEAR_M else None


NEAR_M = 5_000
