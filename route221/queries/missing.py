"""What is missing along a road: the longest stretches without a stop of each kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q

from geo.analysis.stretches import NO_STOP, stretches_without
from route221.models import Amenity, AmenityLimit
from route221.queries.travellers import RoadStop
from services.models import Completeness
from services.queries.hours import Opening

# Which stops count for an amenity: a kind of stop, or a category of the service register.
KIND_OF_AMENITY = {Amenity.FOOD: "eat", Amenity.FUEL: "fuel", Amenity.CHARGING: "charging"}
CATEGORY_OF_AMENITY = {
    Amenity.FOOD: "restaurant",
    Amenity.GROCERIES: "grocery",
    Amenity.FUEL: "fuel",
    Amenity.CHARGING: "charging",
}


@dataclass(frozen=True)
class MissingStretch:
    """The longest stretch without one amenity, and how it is to be read."""

    limit: AmenityLimit
    from_chainage_m: float
    to_chainage_m: float
    longest_m: float
    from_stop: RoadStop | None
    to_stop: RoadStop | None
    known_stops: tuple[RoadStop, ...]
    unknown_hours: int
    verdict: str

    @property
    def known(self) -> int:
        """How many stops are known to have it, open or not."""
        return len(self.known_stops)

    @property
    def is_lacking(self) -> bool:
        """Whether it is to be marked on the strip."""
        return self.verdict in {"gap", "possible_gap"}


def missing_stops(
    stops: Sequence[RoadStop], length_m: float, when: datetime | None = None
) -> list[MissingStretch]:
    """Find the longest stretch without each amenity, both ends and detours included.

    With a moment, only stops known to be open then count; without one, any stop does.
    """
    levels = _levels()
    return [
        _missing(limit, stops, length_m, when, levels)
        for limit in AmenityLimit.objects.order_by("pk")
    ]


def _levels() -> dict[str, str]:
    """Return what the register declares to know of each category here."""
    here = Q(municipality__isnull=True) | Q(municipality__code=settings.HOME_MUNICIPALITY)
    rows = Completeness.objects.filter(here).order_by("municipality_id")
    return dict(rows.values_list("category__slug", "level"))


def _missing(
    limit: AmenityLimit,
    stops: Sequence[RoadStop],
    length_m: float,
    when: datetime | None,
    levels: dict[str, str],
) -> MissingStretch:
    amenity = Amenity(limit.amenity)
    kind, category = KIND_OF_AMENITY.get(amenity), CATEGORY_OF_AMENITY.get(amenity, "")
    known = [stop for stop in stops if kind in stop.kinds or category in stop.categories]
    states = [stop.state(when) if when else Opening.OPEN for stop in known]
    counted = [stop for stop, state in zip(known, states, strict=True) if state is Opening.OPEN]
    found = stretches_without(
        length_m, [stop.chainage_m for stop in counted], [stop.aside_m for stop in counted]
    )
    longest = int(found.length_m.argmax())
    first, last = int(found.from_stop[longest]), int(found.to_stop[longest])
    longest_m = float(found.length_m[longest])
    return MissingStretch(
        limit=limit,
        from_chainage_m=float(found.from_chainage_m[longest]),
        to_chainage_m=float(found.to_chainage_m[longest]),
        longest_m=longest_m,
        from_stop=None if first == NO_STOP else counted[first],
        to_stop=None if last == NO_STOP else counted[last],
        known_stops=tuple(known),
        unknown_hours=sum(state is Opening.UNKNOWN for state in states),
        verdict=_verdict(longest_m <= limit.threshold_m, levels.get(category, "none"), len(known)),
    )


def _verdict(is_within: bool, level: str, known: int) -> str:
    """Read a stretch by what the register knows: it lacks nothing it was never asked about."""
    if is_within and (known or level == Completeness.Level.COMPLETE):
        return "met"
    if level == Completeness.Level.NONE:
        return "not_assessed"
    if is_within:
        return "met"
    return "gap" if level == Completeness.Level.COMPLETE else "possible_gap"
