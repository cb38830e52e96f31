"""What the coordinator adds to a road: what happens along it, themes and suggested tours."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models.functions import Coalesce

from geo.analysis.linear import locate
from route221.models import RoadEvent, Route, Tour, TourStop
from route221.queries.travellers import THINGS, key_of_things
from services.queries.hours import SWEDEN

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
    related = [f"stop__{thing}" for thing in THINGS]
    coming = route.events.filter(ends_at__gte=midnight).select_related(*related)
    # Of what is at the stop its name is enough: positions cost more than all the rest.
    unread = [f"{thing}__{name}" for thing in related for name in ("point", "entrance")]
    events = list(coming.defer(*unread)[:SHOWN])
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


def events_on(route: Route, day: date) -> list[RoadEvent]:
    """List what happens along a road on one day, earliest first."""
    midnight = datetime.combine(day, time(), tzinfo=SWEDEN)
    on_day = {"ends_at__gt": midnight, "starts_at__lt": midnight + timedelta(days=1)}
    return list(route.events.filter(**on_day)[:SHOWN])


def suggested_tours(route: Route) -> list[TourRow]:
    """List the coordinator's tours with what a day plan needs."""
    tours = list(route.tours.all())
    rows = TourStop.objects.filter(tour__in=tours).annotate(
        stop_name=Coalesce(*(f"stop__{thing}__name" for thing in THINGS))
    )
    columns = ("tour_id", "minutes", "stop_name", *(f"stop__{thing}_id" for thing in THINGS))
    found: dict[int, list[tuple[str, int, str]]] = defaultdict(list)
    for tour, minutes, name, *things in rows.values_list(*columns):
        found[tour].append((key_of_things(*things), minutes, name))
    return [
        TourRow(
            tour,
            {key: minutes for key, minutes, _ in found[tour.pk]},
            [name for _, _, name in found[tour.pk]],
        )
        for tour in tours
    ]
