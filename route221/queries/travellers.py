"""The stops of a road as a traveller meets them: in order from the chosen end, with their hours."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.contrib.gis.db.models import PointField
from django.db.models import FloatField, Func, Q, QuerySet
from django.db.models.functions import Coalesce

from geo.analysis.costs import DETOUR_FACTOR, ESTIMATE_SPEED_KMH
from route221.models import Attraction, Business, Route, Stop
from route221.models.attraction import ICONS as ATTRACTION_ICONS
from route221.models.business import ICONS as BUSINESS_ICONS
from route221.models.places import place_url
from services.models import Offer, ServicePoint
from services.queries.hours import Opening, OpeningAt, opening_at, state_at, states_at

KINDS = ("eat", "stay", "see", "shop", "do")
AMENITY_KINDS = ("charging", "fuel")
# What a service of the register is to a traveller.
KIND_OF_CATEGORY = {
    "restaurant": "eat",
    "camping": "stay",
    "grocery": "shop",
    "systembolaget": "shop",
    "bathing-place": "do",
    "charging": "charging",
    "fuel": "fuel",
}
# What was written for visitors before this year is history: no hours, no stop of a day.
OLDEST_VISITED = 2015
YEAR = re.compile(r"\d{4}")
THINGS = ("business", "attraction", "service_point")
M_PER_S = ESTIMATE_SPEED_KMH / 3.6
MIRRORED = {"left": "right", "right": "left"}


def _either(name: str, *things: str) -> Coalesce:
    """Read what each of the things a stop may be calls by the same name."""
    return Coalesce(*(f"{thing}__{name}" for thing in things))


# Plain columns: five hundred rows as models, with their points, cost more than all the rest.
_MARK = Coalesce(
    *(f"{thing}__{name}" for thing in THINGS for name in ("entrance", "point")),
    output_field=PointField(srid=3006),
)
_READ = {
    "name": _either("name", *THINGS),
    "precision": _either("precision", *THINGS),
    "is_example": _either("is_example", *THINGS),
    "phone": _either("phone", *THINGS),
    "as_of": _either("as_of", *THINGS),
    "kind": _either("kind", "business", "attraction"),
    "hours": _either("opening_hours", "business", "attraction"),
    "by_arrangement": _either("by_arrangement", "business", "attraction"),
    "good": _either("good_to_know", "business", "attraction"),
    "locality": _either("locality__name", *THINGS),
    "x_m": Func(_MARK, function="ST_X", output_field=FloatField()),
    "y_m": Func(_MARK, function="ST_Y", output_field=FloatField()),
}
_COLUMNS = (
    *("pk", "chainage_m", "offset_m", "side", "detour_m"),
    *("business_id", "attraction_id", "service_point_id"),
    *("business__service_point_id", "attraction__access", "service_point__wheelchair"),
)


@dataclass(frozen=True)
class RoadStop:
    """One stop, measured from the end the traveller starts at.

    Attributes
    ----------
    key : how addresses name it
    chainage_m : from the end the traveller starts at; from_first_m : from the road's first end
    kind : a business's or an attraction's own kind; services : what the register knows is there
    kinds : what it is to a traveller; sorts : its own kind and the categories of its offers
    good : what its people say is good to know
    icon : the drawing of its kind
    x_m, y_m : its entrance from the road where there is one, else its position
    detour_m : metres by road from the road to it, None where no network measured them
    """

    road: Route
    pk: int
    key: str
    name: str
    kind: str
    services: tuple[str, ...]
    icon: str
    kinds: frozenset[str]
    categories: tuple[str, ...]
    sorts: frozenset[str]
    good: frozenset[str]
    hours: str
    by_arrangement: bool
    chainage_m: float
    from_first_m: float
    offset_m: float
    detour_m: float | None
    side: str
    x_m: float
    y_m: float
    precision: str
    is_example: bool
    phone: str
    access: str
    as_of: str
    locality: str

    @cached_property
    def url(self) -> str:
        """The address of its page, looked up once."""
        if self.key[0] == "s":
            return ServicePoint(pk=int(self.key[1:]), name=self.name).get_absolute_url()
        return place_url(self.road.number, self.key, self.name)

    @property
    def sort(self) -> str:
        """What it is, in words: its own kind, or the services offered there."""
        if self.key[0] == "s":
            return ", ".join(self.services)
        kinds = Business.Kind if self.key[0] == "f" else Attraction.Kind
        return str(kinds(self.kind).label)  # type: ignore[call-arg]

    @property
    def aside_m(self) -> float:
        """Metres from the road to the stop, one way; estimated where no network measured it."""
        return self.offset_m * DETOUR_FACTOR if self.detour_m is None else self.detour_m

    @property
    def is_estimate(self) -> bool:
        """Whether the way off the road is estimated."""
        return self.detour_m is None

    @property
    def is_history(self) -> bool:
        """Whether all that is known of it is older than anyone should drive for."""
        year = YEAR.match(self.as_of)
        return self.key[0] == "b" and year is not None and int(year[0]) < OLDEST_VISITED

    @property
    def side_name(self) -> str:
        return str(Stop.Side(self.side).label)

    @cached_property
    def _states(self) -> dict[datetime, Opening]:
        return {}

    def state(self, when: datetime) -> Opening:
        """Say whether it is open then; what is not known is unknown. The same moment once."""
        if self.is_history:
            return Opening.UNKNOWN
        if when not in self._states:
            state = state_at(self.hours, when, by_arrangement=self.by_arrangement)
            self._states[when] = state
        return self._states[when]

    def states(self, moments: Sequence[datetime]) -> list[Opening]:
        """Say whether it is open at each of many moments, soonest first."""
        if self.is_history:
            return [Opening.UNKNOWN] * len(moments)
        return states_at(self.hours, moments, by_arrangement=self.by_arrangement)

    def opening(self, when: datetime) -> OpeningAt:
        """Say whether it is open then, until when, or when next."""
        return opening_at(self.hours, when, by_arrangement=self.by_arrangement)

    def arrival(self, start: datetime) -> datetime:
        """Estimate when one gets here from the start of the road without stopping before."""
        return start + timedelta(seconds=(self.chainage_m + self.aside_m) / M_PER_S)


def shown_stops(route: Route) -> QuerySet[Stop]:
    """Return the stops that anyone may see: of published businesses, and no homes."""
    shown = Q(business__isnull=True) | Q(
        business__state=Business.State.PUBLISHED, business__replaced_by__isnull=True
    )
    return route.stops.filter(shown).exclude(attraction__access=Attraction.Access.OUTSIDE)


def road_stops(route: Route, *, backwards: bool = False) -> list[RoadStop]:
    """Return the stops that anyone may see, in order from the chosen end; two queries."""
    rows = list(shown_stops(route).order_by().annotate(**_READ).values(*_COLUMNS, *_READ))
    offers = _open_offers(
        row["service_point_id"] or row["business__service_point_id"] for row in rows
    )
    length_m = route.alignment.length
    found = [_road_stop(route, row, offers, length_m, backwards) for row in rows]
    return sorted(found, key=lambda one: (one.chainage_m, one.pk))


def _open_offers(places: Iterable[int | None]) -> dict[int, list[Offer]]:
    """Read the open offers of some service places, with their categories."""
    offers = Offer.objects.filter(
        service_point__in={one for one in places if one}, state=Offer.State.OPEN
    )
    found = defaultdict(list)
    for offer in offers.select_related("category").order_by("pk"):
        found[offer.service_point_id].append(offer)
    return found


def _road_stop(
    route: Route,
    row: dict[str, Any],
    offers: dict[int, list[Offer]],
    length_m: float,
    backwards: bool,
) -> RoadStop:
    # A business that stands for a place of the register offers what is offered there.
    place = row["service_point_id"] or row["business__service_point_id"]
    here: Sequence[Offer] = offers.get(place, ()) if place else ()
    categories = tuple(offer.category.slug for offer in here)
    kinds = {KIND_OF_CATEGORY[slug] for slug in categories if slug in KIND_OF_CATEGORY}
    kind = row["kind"] or ""
    good = frozenset(row["good"] or ())
    hours, by_arrangement = row["hours"] or "", bool(row["by_arrangement"])
    if row["business_id"]:
        kinds.add(kind)
    elif row["attraction_id"]:
        kinds.add("eat" if kind == Attraction.Kind.CAFE else "see")
    else:
        if row["service_point__wheelchair"] == "yes":
            good = frozenset({"wheelchair"})
        said = [offer for offer in here if offer.opening_hours or offer.by_arrangement]
        if said:
            hours, by_arrangement = said[0].opening_hours, said[0].by_arrangement
    if "charging" in good:
        kinds.add("charging")
    # A stop placed by hand may lie beyond the end of a line that was made shorter.
    chainage_m = min(row["chainage_m"], length_m)
    side = row["side"]
    return RoadStop(
        road=route,
        pk=row["pk"],
        key=key_of_things(row["business_id"], row["attraction_id"], row["service_point_id"]),
        name=row["name"],
        kind=kind,
        services=tuple(str(offer.category.name) for offer in here),
        icon=_icon(row["business_id"], row["attraction_id"], kind, here),
        kinds=frozenset(kinds),
        categories=categories,
        sorts=frozenset({kind, *categories} if kind else categories),
        good=good,
        hours=hours,
        by_arrangement=by_arrangement,
        chainage_m=length_m - chainage_m if backwards else chainage_m,
        from_first_m=chainage_m,
        offset_m=row["offset_m"],
        detour_m=row["detour_m"],
        side=MIRRORED.get(side, side) if backwards else side,
        x_m=row["x_m"],
        y_m=row["y_m"],
        precision=row["precision"],
        is_example=row["is_example"],
        phone=row["phone"] or "",
        access=row["attraction__access"] or "",
        as_of=row["as_of"] or "",
        locality=row["locality"] or "",
    )


def _icon(business: int | None, attraction: int | None, kind: str, offers: Sequence[Offer]) -> str:
    if business:
        return BUSINESS_ICONS[kind]
    if attraction:
        return ATTRACTION_ICONS.get(kind, kind)
    return offers[0].category.icon if offers else "place"


def key_of(stop: Stop) -> str:
    """Return how addresses name a stop: f for a business, b an attraction, s a service place."""
    return key_of_things(stop.business_id, stop.attraction_id, stop.service_point_id)


def key_of_things(business: int | None, attraction: int | None, service_point: int | None) -> str:
    """Name a stop by the key of the one thing it is."""
    if business:
        return f"f{business}"
    return f"b{attraction}" if attraction else f"s{service_point}"


def stops_by_key(route: Route, keys: Iterable[str]) -> dict[str, Stop]:
    """Find the road's stops that addresses name; unknown ones are left out."""
    wanted = set(keys)
    return {key_of(stop): stop for stop in route.stops.all() if key_of(stop) in wanted}
