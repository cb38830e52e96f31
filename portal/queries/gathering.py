"""Stops that lie at the same place along a road: told of together, so that a town is one line."""

from collections.abc import Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from route221.queries.travellers import RoadStop

# So many within the same tenth of a kilometre are told of together.
MANY = 3
TENTH_M = 100
AT_END_M = 1.0


def same_place(stops: Sequence[RoadStop]) -> list[list[RoadStop]]:
    """Put many stops of the same tenth of a kilometre into one group; the others stand alone."""
    groups: list[list[RoadStop]] = []
    for _tenth, found in groupby(stops, key=lambda stop: round(stop.chainage_m / TENTH_M)):
        some = list(found)
        groups += [some] if len(some) >= MANY else [[stop] for stop in some]
    return groups


def many_words(stops: Sequence[RoadStop]) -> str:
    """Say how many they are and where: in a village, at an end of the road, or just how many."""
    villages = {stop.locality for stop in stops}
    place = villages.pop() if len(villages) == 1 else ""
    words = _("%(count)s places in %(place)s") if place else _("%(count)s places")
    if not place and (place := _end_of_road(stops)):
        # All that lies beyond an end is measured to it.
        words = _("%(count)s places at the end of the road, %(place)s")
    return words % {"count": len(stops), "place": place}


def _end_of_road(stops: Sequence[RoadStop]) -> str:
    """Name the end of the road where all of them are; nothing where they are on the way."""
    road = stops[0].road
    if all(stop.from_first_m < AT_END_M for stop in stops):
        return str(road.from_name)
    if all(stop.from_first_m > road.alignment.length - AT_END_M for stop in stops):
        return str(road.to_name)
    return ""


def anchor(stop: RoadStop) -> str:
    """Return where a stop stands in the list of its road's page."""
    return f"stopp-{stop.key}"
