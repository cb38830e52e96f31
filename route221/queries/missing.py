"""What is missing along a road: the longest stretches without a stop of each kind.

The road's page and the planner's desk build on the same answers:

``missing_stops(stops, length_m, when=None)`` gives one `MissingStretch` for each amenity;
``missing_week(stops, length_m, limit, monday)`` gives the 7 × 24 hours of a week for one of them;
``stops`` are `travellers.road_stops(route, backwards=…)`, so that the direction is theirs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet

from geo.analysis.stretches import NO_STOP, Stretches, stretches_without
from route221.models import Amenity, AmenityLimit, Route
from route221.queries.travellers import RoadStop
from services.models import Completeness
from services.queries.holidays import holidays
from services.queries.hours import SWEDEN, Opening

# Which stops count for an amenity: a kind of stop, a category of the service register, or what a
# place's people say is good to know.
KIND_OF_AMENITY = {Amenity.FOOD: "eat", Amenity.FUEL: "fuel", Amenity.CHARGING: "charging"}
GOOD_OF_AMENITY = {Amenity.TOILET: "toilet"}
CATEGORY_OF_AMENITY = {
    Amenity.FOOD: "restaurant",
    Amenity.GROCERIES: "grocery",
    Amenity.FUEL: "fuel",
    Amenity.CHARGING: "charging",
}
DAYS, HOURS = 7, 24
# An estimated stretch nearer the limit than this share of it is not judged.
TOO_CLOSE = 0.15


@dataclass(frozen=True)
class MissingStretch:
    """The longest stretch without one amenity, and how it is to be read.

    Attributes
    ----------
    from_chainage_m, to_chainage_m : where it begins and ends, from the chosen end of the road
    longest_m : metres driven, with the detours at both its ends; only known-open stops count
    at_best_m : the same if every stop with unknown hours, or by arrangement, were open
    from_stop, to_stop : the stops at its ends, None for an end of the road
    known_stops : all that are known to have the amenity, open or not
    unknown_hours : how many of them have unknown hours
    verdict : met, gap, possible_gap, not_assessed or too_close, by what the register knows
    """

    limit: AmenityLimit
    from_chainage_m: float
    to_chainage_m: float
    longest_m: float
    at_best_m: float
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

    @property
    def is_interval(self) -> bool:
        """Whether unknown hours make a difference."""
        return self.at_best_m < self.longest_m


@dataclass(frozen=True)
class Basis:
    """What stretches are judged by: the limits, and what the register knows of each category."""

    limits: list[AmenityLimit]
    levels: dict[str, str]


def basis(route: Route | None = None) -> Basis:
    """Read the limits of a road and what the register knows, once for several questions."""
    return Basis(limits_of(route), _levels())


def limits_of(route: Route | None = None) -> list[AmenityLimit]:
    """Return the limit of each amenity: the road's own, else the one for all roads."""
    found = {limit.amenity: limit for limit in general_and_own(route)}
    return [found[amenity] for amenity in Amenity.values if amenity in found]


def general_and_own(route: Route | None) -> QuerySet[AmenityLimit]:
    """Return the limits for all roads, then the road's own."""
    holds = Q(route__isnull=True) | Q(route=route) if route else Q(route__isnull=True)
    return AmenityLimit.objects.filter(holds).order_by(F("route").asc(nulls_first=True), "pk")


def missing_stops(
    stops: Sequence[RoadStop],
    length_m: float,
    when: datetime | Callable[[RoadStop], datetime] | None = None,
    judged_by: Basis | None = None,
) -> list[MissingStretch]:
    """Find the longest stretch without each amenity, both ends and detours included.

    Without a basis it is that of the stops' road. With a moment to start, or a function that says
    when one comes to each, only stops known to be open on arrival count; without either, any does.
    """
    judged_by = judged_by or basis(stops[0].road if stops else None)
    found = []
    for limit in judged_by.limits:
        known = with_amenity(stops, limit.amenity)
        states = [_state(stop, when) for stop in known]
        found.append(_missing(limit, known, states, length_m, judged_by.levels))
    return found


def _state(stop: RoadStop, when: datetime | Callable[[RoadStop], datetime] | None) -> Opening:
    if when is None:
        return Opening.OPEN
    return stop.state(stop.arrival(when) if isinstance(when, datetime) else when(stop))


def missing_week(
    stops: Sequence[RoadStop], length_m: float, limit: AmenityLimit, monday: date
) -> list[list[MissingStretch]]:
    """Find the longest stretch for every start of the week: seven days of 24 hours."""
    known, levels = with_amenity(stops, limit.amenity), _levels()
    starts = [
        datetime.combine(monday + timedelta(day), time(hour), tzinfo=SWEDEN)
        for day in range(DAYS)
        for hour in range(HOURS)
    ]
    by_stop = [stop.states([stop.arrival(start) for start in starts]) for stop in known]
    answers: dict[tuple[Opening, ...], MissingStretch] = {}
    found = []
    for number in range(len(starts)):
        states = tuple(of_stop[number] for of_stop in by_stop)
        if states not in answers:
            answers[states] = _missing(limit, known, states, length_m, levels)
        found.append(answers[states])
    return [found[day * HOURS : (day + 1) * HOURS] for day in range(DAYS)]


def with_amenity(stops: Sequence[RoadStop], amenity: str) -> list[RoadStop]:
    """Keep the stops that are known to have an amenity."""
    wanted = Amenity(amenity)
    kind, category = KIND_OF_AMENITY.get(wanted), CATEGORY_OF_AMENITY.get(wanted, "")
    good = GOOD_OF_AMENITY.get(wanted)
    return [
        stop
        for stop in stops
        if kind in stop.kinds or category in stop.categories or good in stop.good
    ]


def reference_monday(year: int, month: int) -> date:
    """Return the first Monday of a month whose week has no holiday; else its first Monday."""
    first = date(year, month, 1)
    mondays = [first + timedelta((-first.weekday()) % DAYS + DAYS * week) for week in range(4)]

    def is_plain(monday: date) -> bool:
        week = [monday + timedelta(day) for day in range(DAYS)]
        return not any(day in holidays(day.year) for day in week)

    return next(filter(is_plain, mondays), mondays[0])


def _levels() -> dict[str, str]:
    """Return what the register declares to know of each category here."""
    here = Q(municipality__isnull=True) | Q(municipality__code=settings.HOME_MUNICIPALITY)
    rows = Completeness.objects.filter(here).order_by("municipality_id")
    return dict(rows.values_list("category__slug", "level"))


def _missing(
    limit: AmenityLimit,
    known: Sequence[RoadStop],
    states: Sequence[Opening],
    length_m: float,
    levels: dict[str, str],
) -> MissingStretch:
    def split(counts: Callable[[Opening], bool]) -> tuple[list[RoadStop], Stretches]:
        some = [stop for stop, state in zip(known, states, strict=True) if counts(state)]
        chainage_m, aside_m = [one.chainage_m for one in some], [one.aside_m for one in some]
        return some, stretches_without(length_m, chainage_m, aside_m)

    counted, found = split(lambda state: state is Opening.OPEN)
    # Where nothing is unknown, the best case is the case.
    is_sure = all(state in (Opening.OPEN, Opening.CLOSED) for state in states)
    best = found if is_sure else split(lambda state: state is not Opening.CLOSED)[1]
    longest = int(found.length_m.argmax())
    first, last = int(found.from_stop[longest]), int(found.to_stop[longest])
    longest_m, at_best_m = float(found.length_m[longest]), float(best.length_m.max())
    category = CATEGORY_OF_AMENITY.get(Amenity(limit.amenity), "")
    ends = [counted[row] for row in (first, last) if row != NO_STOP]
    verdict = _verdict(
        longest_m <= limit.threshold_m,
        at_best_m <= limit.threshold_m,
        levels.get(category, "none"),
        len(known),
    )
    is_near = abs(longest_m - limit.threshold_m) <= TOO_CLOSE * limit.threshold_m
    if is_near and verdict != "not_assessed" and any(stop.is_estimate for stop in ends):
        verdict = "too_close"
    return MissingStretch(
        limit=limit,
        from_chainage_m=float(found.from_chainage_m[longest]),
        to_chainage_m=float(found.to_chainage_m[longest]),
        longest_m=longest_m,
        at_best_m=at_best_m,
        from_stop=None if first == NO_STOP else counted[first],
        to_stop=None if last == NO_STOP else counted[last],
        known_stops=tuple(known),
        unknown_hours=sum(state is Opening.UNKNOWN for state in states),
        verdict=verdict,
    )


def _verdict(is_within: bool, may_be_within: bool, level: str, known: int) -> str:
    """Read a stretch by what the register knows: it lacks nothing it was never asked about."""
    if is_within and (known or level == Completeness.Level.COMPLETE):
        return "met"
    if level == Completeness.Level.NONE:
        return "not_assessed"
    if is_within:
        return "met"
    if may_be_within:
        return "possible_gap"
    return "gap" if level == Completeness.Level.COMPLETE else "possible_gap"
