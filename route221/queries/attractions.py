"""The attractions as the coordinator of a road sees them."""

from dataclasses import dataclass

from route221.models import Attraction, Route, Stop


@dataclass(frozen=True)
class AttractionsByRoad:
    """Stops in order along the road, what lies farther away or is a home, and what has no place."""

    stops: list[Stop]
    elsewhere: list[Attraction]
    unplaced: list[Attraction]


def attractions_by_road(route: Route) -> AttractionsByRoad:
    """Sort every attraction by what it is to one road."""
    stops = list(route.stops.filter(attraction__isnull=False).select_related("attraction"))
    on_road = {stop.attraction_id for stop in stops}
    others = Attraction.objects.select_related("locality").defer("locality__boundary")
    rest = [one for one in others if one.pk not in on_road]
    return AttractionsByRoad(
        stops=stops,
        elsewhere=[one for one in rest if one.point is not None],
        unplaced=[one for one in rest if one.point is None],
    )
