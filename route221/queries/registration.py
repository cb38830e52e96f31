"""What an owner and a reviewer read: one's own, look-alikes, the place on the road, differences."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import BigIntegerField, CharField, DateTimeField, QuerySet, Value
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import User
from geo.analysis.linear import locate
from route221.models import Attraction, Business, Ownership, Revision, Route
from services.models import ServicePoint

LOOK_ALIKE_M, SAME_PLACE_M, ALIKE = 2_000, 60, 0.35
STALE_AFTER_DAYS = 365
SHOWN = 5


@dataclass(frozen=True)
class OnRoad:
    route: Route
    chainage_m: float
    offset_m: float
    is_in_corridor: bool


def on_roads(point: Point, entrance: Point | None = None) -> list[OnRoad]:
    """Say for each road at which kilometre a place lies, how far off, and whether it counts."""
    mark = entrance or point
    found = []
    for route in Route.objects.all():
        located = locate(route.alignment.coords, [(mark.x, mark.y)])
        found.append(
            OnRoad(
                route,
                float(located.chainage_m[0]),
                float(located.offset_m[0]),
                point.distance(route.alignment) <= route.corridor_m,
            )
        )
    return found


def look_alikes(business: Business) -> list[Business | ServicePoint | Attraction]:
    """Find what may be the same thing: a name alike within 2 km, or nearly the same spot."""
    if business.point is None:
        return []
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
        alike = near.annotate(alike=TrigramSimilarity("name", business.name))
        found += alike.filter(alike__gte=ALIKE).order_by("-alike")[:SHOWN]
        spot = source.filter(point__dwithin=(business.point, SAME_PLACE_M))
        found += [thing for thing in spot[:SHOWN] if thing not in found]
    return found


@dataclass(frozen=True)
class Waiting:
    why: str
    pk: int
    name: str
    since: datetime
    age_days: int


def waiting_rows() -> QuerySet[Any]:
    """All that waits for a reviewer, oldest first, each with why: one query whatever the size."""
    columns = ("why", "item", "label", "since")
    sources: list[tuple[str, QuerySet[Any], str, str]] = [
        # A plain queryset: modeltranslation's reorders the columns of values_list.
        (
            "new",
            QuerySet(Business).filter(state="submitted", replaced_by=None),
            "",
            "submitted_at",
        ),
        ("revised", Revision.objects.filter(is_waiting=True), "business__", "created_at"),
        ("claimed", Ownership.objects.filter(is_confirmed=False), "business__", "created_at"),
    ]
    parts = [
        rows.order_by()
        .annotate(
            why=Value(why, output_field=CharField()),
            # Casts make each column an expression, so that all parts keep the same order.
            item=Cast("pk", BigIntegerField()),
            label=Cast(f"{path}name", CharField()),
            since=Cast(since, DateTimeField()),
        )
        .values_list(*columns)
        for why, rows, path, since in sources
    ]
    return parts[0].union(*parts[1:], all=True).order_by("since", "item")


def as_waiting(rows: Any) -> list[Waiting]:
    """Give the rows of one page their age."""
    now = timezone.now()
    return [Waiting(why, pk, name, since, (now - since).days) for why, pk, name, since in rows]


@dataclass(frozen=True)
class Difference:
    label: str
    before: Any
    after: Any


def differences(revision: Revision) -> list[Difference]:
    """Set a revision beside the page that stands, field by field."""
    business, found = revision.business, []
    for name, after in revision.changes.items():
        if name == "photos":  # shown as pictures
            continue
        before = getattr(business, name)
        shown = before.ewkt if hasattr(before, "ewkt") else before
        if shown != after:
            label = Business._meta.get_field(name).verbose_name
            found.append(Difference(str(label).capitalize(), readable(shown), readable(after)))
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
