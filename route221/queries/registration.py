"""What an owner and a reviewer read: one's own, look-alikes, the place on the road, differences."""

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import GEOSGeometry, Point
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower, Replace
from django.utils.translation import gettext as _

from accounts.models import User
from geo.analysis.linear import locate
from geo.models import Locality
from geo.models.positions import Precision
from route221.models import Attraction, Business, Revision, Route
from route221.queries.corridor import Nearness, nearness
from services.models import ServicePoint

LOOK_ALIKE_M, SAME_PLACE_M, ALIKE = 2_000, 50, 0.35
# Names of villages this near say where a thing is, not what; on a village's point lies nothing.
VILLAGE_M, VILLAGE_POINT_M = 10_000, 20
SHOWN = 5
MOST_NEIGHBOURS = 25


@dataclass(frozen=True)
class OnRoad:
    route: Route
    chainage_m: float
    offset_m: float
    near: Nearness


def on_roads(point: Point, entrance: Point | None = None) -> list[OnRoad]:
    """Say for each road at which kilometre a place lies, how far and how long off, if it counts."""
    mark = entrance or point
    found = []
    for route in Route.objects.all():
        located = locate(route.alignment.coords, [(mark.x, mark.y)])
        found.append(
            OnRoad(
                route,
                float(located.chainage_m[0]),
                float(located.offset_m[0]),
                nearness(route, [(point, entrance)])[0],
            )
        )
    return found


@dataclass(frozen=True)
class Neighbour:
    name: str
    url: str
    point: Point
    kind: str


def neighbours(point: Point, without: Business) -> list[Neighbour]:
    """What stands on the map within two kilometres, the nearest first."""
    found: list[Neighbour] = []
    sources: tuple[tuple[str, QuerySet[Any]], ...] = (
        ("business", Business.objects.published().exclude(pk=without.pk)),
        ("service", ServicePoint.objects.filter(replaced_by=None)),
        ("attraction", Attraction.objects.all()),
    )
    for kind, rows in sources:
        near = rows.filter(point__dwithin=(point, LOOK_ALIKE_M)).annotate(
            away=Distance("point", point)
        )
        found += [
            Neighbour(row.name, row.get_absolute_url(), row.point, kind)
            for row in near.order_by("away")[:MOST_NEIGHBOURS]
        ]
    return sorted(found, key=lambda one: one.point.distance(point))[:MOST_NEIGHBOURS]


def look_alikes(business: Business) -> list[Business | ServicePoint | Attraction]:
    """Find what may be the same thing: a name alike within 2 km, or nearly the same spot.

    Names are compared without the village in them: "Bettna bageri" is not "Bettna skola".
    """
    if business.point is None:
        return []
    villages = Locality.objects.filter(point__dwithin=(business.point, VILLAGE_M))
    names = sorted({name.lower() for name in villages.values_list("name", flat=True)}, key=len)
    wanted, other = business.name.lower(), Lower("name")
    for name in reversed(names):
        wanted, other = wanted.replace(name, ""), Replace(other, Value(name), Value(""))
    if not wanted.strip():
        wanted, other = business.name.lower(), Lower("name")
    is_vague = business.precision != Precision.EXACT or (
        villages.filter(point__dwithin=(business.point, VILLAGE_POINT_M)).exists()
    )
    found: list[Any] = []
    sources: list[QuerySet[Any]] = [
        Business.objects.exclude(pk=business.pk).filter(
            replaced_by=None, state__in=["submitted", "published", "paused"]
        ),
        ServicePoint.objects.filter(replaced_by=None),
        Attraction.objects.all(),
    ]
    for source in sources:
        near = source.filter(point__dwithin=(business.point, LOOK_ALIKE_M))
        alike = near.annotate(alike=TrigramSimilarity(other, wanted))
        found += alike.filter(alike__gte=ALIKE).order_by("-alike")[:SHOWN]
        # What is only placed at its locality has no spot to share.
        if is_vague:
            continue
        spot = source.filter(
            point__dwithin=(business.point, SAME_PLACE_M), precision=Precision.EXACT
        )
        found += [thing for thing in spot[:SHOWN] if thing not in found]
    return found


@dataclass(frozen=True)
class Difference:
    label: str
    before: Any
    after: Any


def differences(revision: Revision) -> list[Difference]:
    """Set a revision beside the page that stands, field by field."""
    business, found = revision.business, []
    for name, after in revision.changes.items():
        if name in ("photos", "photo_words"):  # shown as pictures, and below
            continue
        before = getattr(business, name)
        shown = before.ewkt if hasattr(before, "ewkt") else before
        if shown != after:
            label = Business._meta.get_field(name).verbose_name
            found.append(Difference(str(label).capitalize(), readable(shown), readable(after)))
    return found + _photo_words(revision)


def _photo_words(revision: Revision) -> list[Difference]:
    """Set new words for pictures beside those that stand."""
    words = revision.changes.get("photo_words", {})
    found = []
    for photo in revision.business.photos.filter(pk__in=words):
        for name, after in words[str(photo.pk)].items():
            before = getattr(photo, name) or ""
            if before != after:
                label = f"{_('What the picture shows')} ({name.removeprefix('alt_')})"
                found.append(Difference(label, before, after))
    return found


def readable(value: Any) -> str:
    """Write a stored value so that people can read it."""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, str) and value.startswith("SRID="):
        lon, lat = GEOSGeometry(value).transform(4326, clone=True).coords
        return f"{lat:.5f}, {lon:.5f}"
    return "" if value is None else str(value)


def businesses_of(user: User) -> QuerySet[Business]:
    """The businesses a person has been confirmed for."""
    return Business.objects.filter(ownerships__user=user, ownerships__is_confirmed=True)
