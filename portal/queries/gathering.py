"""Stops that lie at the same place along a road: told of together, so that a town is one line."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby

from django.utils.translation import gettext as _

from route221.queries.travellers import RoadStop

# So many within the same tenth of a kilometre are told of together.
MANY = 3
TENTH_M = 100


def same_place(stops: Sequence[RoadStop]) -> list[list[RoadStop]]:
    """Put many stops of the same tenth of a kilometre into one group; the others stand alone."""
    groups: list[list[RoadStop]] = []
    for _tenth, found in groupby(stops, key=lambda stop: round(stop.chainage_m / TENTH_M)):
        some = list(found)
        groups += [some] if len(some) >= MANY else [[stop] for stop in some]
    return groups


def many_words(stops: Sequence[RoadStop]) -> str:
    """Say how many they are and where: in a village, in and around it, or just how many."""
    village, inside = Counter(stop.locality for stop in stops).most_common(1)[0]
    words = _("%(count)s places")
    if village and inside == len(stops):
        words = _("%(count)s places in %(place)s")
    elif village and inside * 2 > len(stops):
        words = _("%(count)s places in and around %(place)s")
    return words % {"count": len(stops), "place": village}


def anchor(stop: RoadStop) -> str:
    """Return where a stop stands in the list of its road's page."""
    return f"stopp-{stop.key}"
