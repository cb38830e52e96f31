"""What the coordinator adds to a road: what happens along it, themes and suggested tours."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch

from geo.analysis.linear import locate
from route221.models import RoadEvent, Route, Tour, TourStop
from route221.queries.travellers import key_of

SHOWN = 20


@dataclass(frozen=True)
class EventRow:
    """An event and how far along the road it is, where that is known."""

    event: RoadEvent
    chainage_m: float | None
    is_on_day: bool

    @property
    def place(self) -> str:
        stop = self.event.stop
        return self.event.place or (str(stop.thing) if stop else "")


@dataclass(frozen=True)
class TourRow:
    """A tour with the keys of its stops and the minutes at each."""

    tour: Tour
    minutes: dict[str, int]
    names: list[str]


def coming_events(route: Route, start: datetime, *, backwards: bool = False) -> list[EventRow]:
    """List what has not ended at the start of the day, soonest first, with its kilometre."""
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    related = ("stop__business", "stop__attraction", "stop__service_point")
    events = list(route.events.filter(ends_at__gte=midnight).select_related(*related)[:SHOWN])
    for event in events:
        if event.stop is not None:
            # Its address tells of the road: no query for each.
            event.stop.route = route
    placed = [event for event in events if event.point is not None and event.stop is None]
    xy = [(event.point.x, event.point.y) for event in placed]
    located = locate(route.alignment.coords, xy)
    chainages = {
        event.pk: float(metres) for event, metres in zip(placed, located.chainage_m, strict=True)
    }
    chainages |= {event.pk: event.stop.chainage_m for event in events if event.stop}
    length_m = route.alignment.length
    rows = []
    for event in events:
        chainage_m = chainages.get(event.pk)
        if chainage_m is not None and backwards:
            chainage_m = length_m - chainage_m
        is_on_day = event.starts_at.astimezone(start.tzinfo).date() <= start.date()
        rows.append(EventRow(event, chainage_m, is_on_day))
    return rows


def suggested_tours(route: Route) -> list[TourRow]:
    """List the coordinator's tours with what a day plan needs."""
    related = ("business", "attraction", "service_point")
    stops = TourStop.objects.select_related(*(f"stop__{name}" for name in related))
    tours = route.tours.prefetch_related(Prefetch("tour_stops", stops))
    return [
        TourRow(
            tour,
            {key_of(one.stop): one.minutes for one in tour.tour_stops.all()},
            [str(one.stop.thing) for one in tour.tour_stops.all()],
        )
        for tour in tours
    ]
