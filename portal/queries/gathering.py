"""Stops that lie at the same place along a road: told of together, so that a town is one line."""

from collections.abc import Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from portal.templatetags.figures import km
from route221.queries.travellers import RoadStop

# So many within the same tenth of a kilometre are told of together.
MANY = 3
TENTH_M = 100
AT_END_M = 100.0
# Nearer than this is still in a village.
IN_VILLAGE_M = 1_000


def same_place(stops: Sequence[RoadStop]) -> list[list[RoadStop]]:
    """Put many stops of the same tenth of a kilometre into one group; the others stand alone."""
    groups: list[list[RoadStop]] = []
    for _tenth, found in groupby(stops, key=lambda stop: round(stop.chainage_m / TENTH_M)):
        some = list(found)
        # All that lies beyond an end of the road is measured to it: nearest first.
        groups += [sorted(some, key=_aside)] if len(some) >= MANY else [[stop] for stop in some]
    return groups


def _aside(stop: RoadStop) -> float:
    return stop.offset_m


def many_words(stops: Sequence[RoadStop]) -> str:
    """Say how many they are and where: in a village, at an end of the road, or just how many."""
    place = _village(stops) or _end_of_road(stops)
    farthest_m = max(stop.offset_m for stop in stops)
    if farthest_m < IN_VILLAGE_M:
        words = _("%(count)s places in %(place)s") if place else _("%(count)s places")
    elif place:
        words = _("%(count)s places in and around %(place)s, up to %(metres)s from the road")
    else:
        words = _("%(count)s places, up to %(metres)s from the road")
    return words % {"count": len(stops), "place": place, "metres": km(farthest_m)}


def short_words(stops: Sequence[RoadStop]) -> str:
    """Say how many they are and where, as short as a label of the strip."""
    place = _village(stops) or _end_of_road(stops)
    words = _("%(count)s places, %(place)s") if place else _("%(count)s places")
    return words % {"count": len(stops), "place": place}


def _village(stops: Sequence[RoadStop]) -> str:
    """Name the village where all of them are, if it is one."""
    villages = {stop.locality for stop in stops}
    return villages.pop() if len(villages) == 1 else ""


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
