"""Which findings' counts may be published side by side without making a person out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from geo.analysis.disclosure import is_small
from geo.analysis.verdicts import Verdict
from services.queries.coverage import Finding


def withheld(found: Iterable[Finding]) -> set[int]:
    """Return the places, in the given order, of the findings whose counts are withheld.

    That is: where nothing is assessed, where a part is 1 to 4, and where two standards of one
    category in one area (another threshold, another group) differ by 1 to 4 in any count.
    """
    away: set[int] = set()
    shown: dict[object, list[Sequence[float]]] = defaultdict(list)
    for place, one in enumerate(found):
        counts = (one.residents, one.within, one.beyond, one.unreached)
        beside = shown[one.locality.pk if one.locality else one.area_name, one.standard.category_id]
        gives_away = any(is_small(np.abs(np.subtract(counts, other))).any() for other in beside)
        if one.verdict == Verdict.NOT_ASSESSED or is_small(counts).any() or gives_away:
            away.add(place)
        else:
            beside.append(counts)
    return away
