"""The stops of a road as a traveller meets them: in order from the chosen end, with their hours."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet

from geo.analysis.costs import DETOUR_FACTOR, ESTIMATE_SPEED_KMH
from route221.models import Attraction, Business, Route, Stop
from services.queries.hours import Opening, OpeningAt, opening_at, state_at

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
# What a list, a plan and a drawing read of a place; the rest stands on its own page.
PLACE_READ = ("name", "point", "entrance", "precision", "is_example", "phone")
READ = (
    *(field.attname for field in Stop._meta.concrete_fields),
    *(
        f"{thing}__{name}"
        for thing in ("business", "attraction")
        for name in (*PLACE_READ, "kind", "opening_hours", "by_arrangement", "good_to_know")
    ),
    "business__service_point_id",
    "attraction__access",
    *(f"service_point__{name}" for name in (*PLACE_READ, "wheelchair")),
    "business__service_point__id",
)
M_PER_S = ESTIMATE_SPEED_KMH / 3.6


@dataclass(frozen=True)
class RoadStop:
    """One stop, measured from the end the traveller starts at.

    `kinds` is what it is to a traveller, `sorts` its own kind and the categories of its offers,
    `good` what its people say is good to know.
    """

    stop: Stop
    key: str
    kinds: frozenset[str]
    categories: tuple[str, ...]
    sorts: frozenset[str]
    good: frozenset[str]
    hours: str
    by_arrangement: bool
    chainage_m: float
    side: str

    @property
    def thing(self) -> Business | Attraction:
        return self.stop.thing  # type: ignore[return-value]

    @property
    def name(self) -> str:
        return str(self.thing.name)

    @cached_property
    def url(self) -> str:
        """The address of its page, looked up once."""
        return self.stop.url

    @property
    def aside_m(self) -> float:
        """Metres from the road to the stop, one way; estimated where no network measured it."""
        if self.stop.detour_m is not None:
            return float(self.stop.detour_m)
        return float(self.stop.offset_m) * DETOUR_FACTOR

    @property
    def is_estimate(self) -> bool:
        """Whether the way off the road is estimated."""
        return self.stop.detour_m is None

    @property
    def side_name(self) -> str:
        return str(Stop.Side(self.side).label)

    def state(self, when: datetime) -> Opening:
        """Say whether it is open then; what is not known is unknown."""
        return state_at(self.hours, when, by_arrangement=self.by_arrangement)

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
    """Return the stops that anyone may see, in order from the chosen end."""
    stops = (
        shown_stops(route)
        .select_related("business__service_point", "attraction", "service_point")
        .prefetch_related(
            "service_point__offers__category", "business__service_point__offers__category"
        )
        .only(*READ)
    )
    length_m = route.alignment.length
    found = [_road_stop(stop, length_m, backwards) for stop in stops]
    return sorted(found, key=lambda one: (one.chainage_m, one.stop.pk))


def _road_stop(stop: Stop, length_m: float, backwards: bool) -> RoadStop:
    hours, by_arrangement = "", False
    categories: tuple[str, ...] = ()
    sorts, good = set[str](), frozenset[str]()
    own = stop.business or stop.attraction
    if own is not None:
        hours, by_arrangement = own.opening_hours, own.by_arrangement
        sorts, good = {own.kind}, frozenset(own.good_to_know)
    if stop.business is not None:
        kinds = {stop.business.kind}
        # A business that stands for a place of the register offers what is offered there.
        place = stop.business.service_point
        categories = _open_categories(place) if place else ()
        sorts |= set(categories)
        kinds |= {KIND_OF_CATEGORY[slug] for slug in categories if slug in KIND_OF_CATEGORY}
    elif stop.attraction is not None:
        kinds = {"eat" if stop.attraction.kind == Attraction.Kind.CAFE else "see"}
    else:
        offers = [
            offer
            for offer in stop.service_point.offers.all()  # type: ignore[union-attr]
            if offer.state == offer.State.OPEN
        ]
        categories = _open_categories(stop.service_point)
        sorts = set(categories)
        if stop.service_point.wheelchair == "yes":  # type: ignore[union-attr]
            good = frozenset({"wheelchair"})
        kinds = {KIND_OF_CATEGORY[slug] for slug in categories if slug in KIND_OF_CATEGORY}
        said = [offer for offer in offers if offer.opening_hours or offer.by_arrangement]
        if said:
            hours, by_arrangement = said[0].opening_hours, said[0].by_arrangement
    if "charging" in good:
        kinds.add("charging")
    mirrored = {"left": "right", "right": "left"}
    # A stop placed by hand may lie beyond the end of a line that was made shorter.
    chainage_m = min(stop.chainage_m, length_m)
    return RoadStop(
        stop=stop,
        key=key_of(stop),
        kinds=frozenset(kinds),
        categories=categories,
        sorts=frozenset(sorts),
        good=good,
        hours=hours,
        by_arrangement=by_arrangement,
        chainage_m=length_m - chainage_m if backwards else chainage_m,
        side=mirrored.get(stop.side, stop.side) if backwards else stop.side,
    )


def _open_categories(place: Any) -> tuple[str, ...]:
    return tuple(
        offer.category.slug for offer in place.offers.all() if offer.state == offer.State.OPEN
    )


def key_of(stop: Stop) -> str:
    """Return how addresses name a stop: f for a business, b an attraction, s a service place."""
    if stop.business_id:
        return f"f{stop.business_id}"
    return f"b{stop.attraction_id}" if stop.attraction_id else f"s{stop.service_point_id}"


def stops_by_key(route: Route, keys: Iterable[str]) -> dict[str, Stop]:
    """Find the road's stops that addresses name; unknown ones are left out."""
    wanted = set(keys)
    return {key_of(stop): stop for stop in route.stops.all() if key_of(stop) in wanted}
