"""Which findings' counts may be published side by side without making a person out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from geo.analysis.disclosure import is_small
from geo.analysis.verdicts import Verdict
from services.queries.asked import AS_IT_IS, home_costs
from services.queries.coverage import OUTSIDE, Finding
from services.queries.home import home_cells
from services.queries.protected import (
    LACKING,
    REACHED_BEYOND,
    RESIDENTS,
    UNREACHED,
    WITHIN,
    protected,
)


def protect(found: Iterable[Finding]) -> list[Finding]:
    """Mark what the desk hides of each finding, so that no page tells what another hides."""
    marked, known, homes = [], {}, {}
    for one in found:
        key = (one.run.pk, one.standard.pk)
        if key not in known:
            if one.run.pk not in homes:
                homes[one.run.pk] = home_cells(one.run)
            home = homes[one.run.pk]
            costs = home_costs(one.run, one.standard.category, one.standard.metric, AS_IT_IS)
            known[key] = home, protected(home, *costs, float(one.standard.threshold))
        home, away = known[key]
        if one.standard.scope == one.standard.Scope.LOCALITY:
            row = home.locality_id.index(one.locality.pk if one.locality else OUTSIDE)
        else:
            row = -1
        flags = {
            count: bool(away.of(one.standard.group, count)[row])
            for count in (WITHIN, REACHED_BEYOND, UNREACHED, LACKING, RESIDENTS)
        }
        marked.append(
            replace(
                one,
                hides_lacking=flags[LACKING],
                hides_residents=flags[RESIDENTS],
                hides_parts=any(flags.values()),
            )
        )
    return marked


def withheld(found: Iterable[Finding]) -> set[int]:
    """Return the places, in the given order, of the findings whose counts are withheld.

    That is: where nothing is assessed, where a part is 1 to 4 or tells one that is, and where two
    standards of one category in one area (another threshold, another group) differ by 1 to 4.
    """
    away: set[int] = set()
    shown: dict[object, list[Sequence[float]]] = defaultdict(list)
    # The desk shows the primary standard's counts, so the others give way.
    order = sorted(enumerate(found), key=lambda pair: not pair[1].standard.is_primary)
    for place, one in order:
        counts = (one.residents, one.within, one.beyond, one.unreached)
        beside = shown[one.locality.pk if one.locality else one.area_name, one.standard.category_id]
        gives_away = any(is_small(np.abs(np.subtract(counts, other))).any() for other in beside)
        is_told = one.hides_parts or is_small(counts).any()
        if one.verdict == Verdict.NOT_ASSESSED or is_told or gives_away:
            away.add(place)
        else:
            beside.append(counts)
    return away
