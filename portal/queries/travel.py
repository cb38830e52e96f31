"""A road as a traveller asks for it: filtered stops, what comes next, what is missing."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from route221.models import Route
from route221.queries.missing import MissingStretch, basis, missing_stops
from route221.queries.travellers import AMENITY_KINDS, KINDS, RoadStop, road_stops
from services.queries.hours import Opening

# Nearer than this along the road is here, not next.
HERE_M = 100
NEXT_KINDS = (*KINDS, *AMENITY_KINDS)
# What somebody on their way wants next, and the kinds, sorts or good things that answer it.
FIRSTS = {
    "eat": frozenset({"eat"}),
    "swim": frozenset({"bathing-place"}),
    "toilet": frozenset({"toilet"}),
    "grocery": frozenset({"grocery"}),
    "fuel": frozenset({"fuel"}),
    "charging": frozenset({"charging"}),
}

FIRST_ICONS = {"eat": "restaurant", "swim": "bathing-place", "toilet": "place"}


@dataclass(frozen=True)
class StopRow:
    """One line of the list: the stop, its hours on arrival, and what is next from here."""

    at: RoadStop
    arrival: datetime
    state: Opening
    next_m: list[tuple[str, float]]


@dataclass(frozen=True)
class First:
    """The first place of one kind from here: one known to be open when one comes, else any."""

    what: str
    at: RoadStop | None
    arrival: datetime | None
    state: Opening | None

    @property
    def icon(self) -> str:
        """The drawing that stands for it."""
        return FIRST_ICONS.get(self.what, self.what)


@dataclass(frozen=True)
class RoadTravel:
    """A road's stops as asked for.

    ``counts`` says of each filter how many stops it would show beside the others that are chosen.
    """

    rows: list[StopRow]
    firsts: list[First]
    counts: dict[str, int]
    all_stops: int
    unsaid: int
    missing: list[MissingStretch]
    missing_now: list[MissingStretch]


@dataclass(frozen=True)
class Wanted:
    """What is asked of a stop: any of the kinds, any of the theme's sorts, all that is good."""

    start: datetime
    kinds: Collection[str] = ()
    good: Collection[str] = ()
    sorts: Collection[str] = ()
    only_open: bool = False

    def fits(self, stop: RoadStop) -> bool:
        """Say whether a stop is shown."""
        return (
            (not self.kinds or not stop.kinds.isdisjoint(self.kinds))
            and (not self.sorts or not stop.sorts.isdisjoint(self.sorts))
            and stop.good.issuperset(self.good)
            and (not self.only_open or stop.state(stop.arrival(self.start)) is Opening.OPEN)
        )


def road_travel(
    route: Route,
    wanted: Wanted,
    *,
    is_backwards: bool = False,
    themes: Mapping[str, Collection[str]] | None = None,
) -> RoadTravel:
    """List the stops that are asked for, in the direction of travel.

    A stop that has not said what is good to know there is left out, and counted.
    """
    stops = road_stops(route, backwards=is_backwards)
    length_m = route.alignment.length
    nexts = _next_of_each_kind(stops)
    rows = []
    for stop in filter(wanted.fits, stops):
        arrival = stop.arrival(wanted.start)
        rows.append(StopRow(stop, arrival, stop.state(arrival), nexts[stop.key]))
    but_good = replace(wanted, good=())
    judged_by = basis(route)
    return RoadTravel(
        rows=rows,
        firsts=_firsts(stops, wanted.start),
        counts=_counts(stops, wanted, themes or {}),
        all_stops=len(stops),
        unsaid=sum(1 for stop in stops if not stop.good and but_good.fits(stop)),
        missing=missing_stops(stops, length_m, judged_by=judged_by),
        missing_now=missing_stops(stops, length_m, wanted.start, judged_by),
    )


def _counts(
    stops: Sequence[RoadStop], wanted: Wanted, themes: Mapping[str, Collection[str]]
) -> dict[str, int]:
    """Count what each filter would show beside all others that are chosen."""
    kindless, themeless = replace(wanted, kinds=()), replace(wanted, sorts=())
    kinds = Counter(kind for stop in stops if kindless.fits(stop) for kind in stop.kinds)
    fitting = [stop for stop in stops if wanted.fits(stop)]
    good = Counter(one for stop in fitting for one in stop.good)
    of_any_theme = [stop for stop in stops if themeless.fits(stop)]
    by_theme = {
        slug: sum(1 for stop in of_any_theme if not stop.sorts.isdisjoint(sorts))
        for slug, sorts in themes.items()
    }
    return (
        {f"kind:{kind}": count for kind, count in kinds.items()}
        | {f"good:{one}": count for one, count in good.items()}
        | {f"theme:{slug}": count for slug, count in by_theme.items()}
    )


def _firsts(stops: Sequence[RoadStop], start: datetime) -> list[First]:
    """Find the first place to eat, to swim and so on; none where none is known."""
    found = []
    for what, wanted in FIRSTS.items():
        some = sorted(
            (stop for stop in stops if wanted & (stop.kinds | stop.sorts | stop.good)),
            key=lambda stop: stop.chainage_m + stop.aside_m,
        )
        states = [(stop, stop.arrival(start)) for stop in some]
        is_open = (one for one in states if one[0].state(one[1]) is Opening.OPEN)
        at, arrival = next(is_open, states[0] if states else (None, None))
        state = at.state(arrival) if at and arrival else None
        found.append(First(what, at, arrival, state))
    return found


def _next_of_each_kind(stops: Sequence[RoadStop]) -> dict[str, list[tuple[str, float]]]:
    """Return, for each stop, the metres along the road to the next of each kind after it."""
    places = {
        kind: [stop.chainage_m for stop in stops if kind in stop.kinds] for kind in NEXT_KINDS
    }
    found = {}
    for stop in stops:
        ahead = []
        for kind, chainages in places.items():
            first = bisect_right(chainages, stop.chainage_m + HERE_M)
            if first < len(chainages):
                ahead.append((kind, chainages[first] - stop.chainage_m))
        found[stop.key] = ahead
    return found
