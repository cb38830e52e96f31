"""Load the road's themes, and an example tour and event that say so."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from geo.models import Dataset
from portal.demo.files import document
from portal.demo.keep import keep
from portal.demo.services import LANGUAGES
from route221.models import AmenityLimit, RoadEvent, Route, Stop, Theme, Tour, TourStop
from services.queries.hours import SWEDEN

SATURDAY = 5


def load_guide(route: Route, dataset: Dataset) -> None:
    """Load themes, tours and events; a stop is named by what stops there."""
    values = document("guide.json")
    for limit in values["limits"]:
        # Only where none stands: the coordinator may have changed it.
        AmenityLimit.objects.get_or_create(amenity=limit.pop("amenity"), route=None, defaults=limit)
    related = ("business", "attraction", "service_point")
    stops = {str(stop.thing): stop for stop in route.stops.select_related(*related)}
    for theme in values["themes"]:
        _in_languages(theme)
        keep(Theme, {"route": route, "slug": theme.pop("slug")}, theme)
    example = {"is_example": True, "source": "påhittat exempel", "dataset": dataset}
    for tour in values["tours"]:
        _load_tour(route, tour, stops, example)
    for event in values["events"]:
        _load_event(route, event, stops, example)


def _load_tour(
    route: Route, values: dict[str, Any], stops: dict[str, Stop], example: dict[str, Any]
) -> None:
    names: list[list[str | int]] = values.pop("stops")
    values["starts_at"] = time.fromisoformat(str(values["starts_at"]))
    _in_languages(values)
    tour = keep(Tour, {"route": route, "name_sv": values.pop("name_sv")}, values | example)
    for name, minutes in names:
        keep(TourStop, {"tour": tour, "stop": stops[str(name)]}, {"minutes": minutes})


def _load_event(
    route: Route, values: dict[str, Any], stops: dict[str, Stop], example: dict[str, Any]
) -> None:
    first, last = values.pop("hours")
    day = _next_saturday_of(values.pop("month"), timezone.localdate())
    values["starts_at"] = datetime.combine(day, time(first), tzinfo=SWEDEN)
    values["ends_at"] = datetime.combine(day, time(last), tzinfo=SWEDEN)
    values["stop"] = stops[str(values["stop"])]
    _in_languages(values)
    keep(RoadEvent, {"route": route, "name_sv": values.pop("name_sv")}, values | example)


def _in_languages(values: dict[str, Any]) -> None:
    """Spread a list of texts over the fields of each language."""
    for name in ("name", "summary"):
        texts: list[str] = values.pop(name)
        for code, text in zip(LANGUAGES, texts, strict=True):
            values[f"{name}_{code}"] = text


def _next_saturday_of(month: int, today: date) -> date:
    """Return the second Saturday of the next such month that has not begun."""
    year = today.year + (today.month >= month)
    first = date(year, month, 1)
    return first + timedelta(days=(SATURDAY - first.weekday()) % 7 + 7)
