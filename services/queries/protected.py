"""Which counts of one standard are published: none that any sum or difference of others gives away.

Everything the desk, the public pages and the API say of who has a service is one table: areas with
their total, age groups with theirs, and bands of cost with theirs. It is protected as a whole, so
that a count hidden on one page is not told by another. How many live where is the same whatever is
measured, so it is protected once, and no standard hides more of it.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from geo.analysis.disclosure import hidden_in_lines
from services.queries.asked import HomeCosts
from services.queries.home import HomeCells

Figures = NDArray[np.float64]
Flags = NDArray[np.bool_]

BANDS_WITHIN, BANDS_BEYOND = 5, 6  # equal steps up to the limit and beyond it, the last one open
# The places along the last axis: bands, then what they add up to.
_BEYOND = BANDS_WITHIN + BANDS_BEYOND
UNREACHED = _BEYOND
ONE_CHOICE, MORE_CHOICES, WITHIN, REACHED_BEYOND, LACKING, RESIDENTS = range(
    _BEYOND + 1, _BEYOND + 7
)
LEAST, UNKNOWN_HOURS = RESIDENTS + 1, RESIDENTS + 2
COUNTS = UNKNOWN_HOURS + 1
COUNT_LINES = (
    (*range(BANDS_WITHIN), WITHIN),
    (*range(BANDS_WITHIN, _BEYOND), REACHED_BEYOND),
    (REACHED_BEYOND, UNREACHED, LACKING),
    (WITHIN, LACKING, RESIDENTS),
    (ONE_CHOICE, MORE_CHOICES, WITHIN),
    (LEAST, UNKNOWN_HOURS, LACKING),
)
# Ages and their sums; 65–79 and those of no stated age are shown nowhere, but can be worked out.
GROUPS = ("0_15", "16_64", "65_79", "80_plus", "unstated", "65_plus", "all")
ALL = GROUPS.index("all")
GROUP_LINES = ((0, 1, 4, 5, 6), (2, 3, 5))
TINY = 1e-6  # of a resident, left by fractions that do not add up to the last digit


@dataclass(frozen=True)
class Protected:
    """Flags of what is hidden: areas (the total last), by group, by count."""

    away: Flags

    def of(self, group: str, count: int) -> Flags:
        """Return the flags of one count in every area."""
        return np.asarray(self.away[:, GROUPS.index(group), count])


@dataclass(frozen=True, eq=False)
class Kept:
    """Names arrays that are kept and never changed by their identity."""

    things: tuple[object, ...]

    def __hash__(self) -> int:
        return hash(tuple(map(id, self.things)))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Kept) and all(
            mine is theirs for mine, theirs in zip(self.things, other.things, strict=True)
        )


def protected(
    home: HomeCells, certain: HomeCosts, possible: HomeCosts, threshold: float
) -> Protected:
    """Say what of one standard's table is published; `possible` counts unknown hours as open."""
    return _protected(Kept((home, certain, possible)), threshold)


@lru_cache(maxsize=512)
def _protected(kept: Hashable, threshold: float) -> Protected:
    assert isinstance(kept, Kept)  # noqa: S101 — named so by `protected` alone
    home, certain, possible = kept.things
    counts = table(home, certain, possible, threshold)  # type: ignore[arg-type]
    if not counts[:, : ALL - 2].any():
        # Nobody's age is stated: all is the one group there is.
        alone = _hidden(counts[:, ALL:], ())
        return Protected(np.repeat(alone, len(GROUPS), axis=1))
    return Protected(_hidden(counts, GROUP_LINES))


def _hidden(counts: Figures, group_lines: Sequence[Sequence[int]]) -> Flags:
    everyone = counts[:, :, RESIDENTS]
    areas = (0, tuple(range(len(counts))))
    groups = [(1, line) for line in group_lines]
    lived_in = hidden_in_lines(everyone, [areas, *groups])
    # Who has it and who lacks it are told by each other; where one is nobody, hiding tells no less.
    stays = np.zeros(counts.shape, bool)
    stays[:, :, RESIDENTS] = True
    for one, other in ((WITHIN, LACKING), (LACKING, WITHIN)):
        stays[:, :, one] = (counts[:, :, other] == 0) & ~lived_in
    away = np.zeros(counts.shape, bool)
    # Of a place whose number is hidden, no part may say it.
    away[lived_in] = counts[lived_in] > 0
    lines = [areas, *groups, *((2, line) for line in COUNT_LINES)]
    return hidden_in_lines(counts, lines, away, stays)


def table(home: HomeCells, certain: HomeCosts, possible: HomeCosts, threshold: float) -> Figures:
    """Add up every area and the total, (areas + 1, groups, counts)."""
    parts = _ages(home)
    cost = certain.nearest.cost
    within = cost[:, 0] <= threshold
    flags = {
        UNREACHED: ~np.isfinite(cost[:, 0]),
        ONE_CHOICE: within & ~(cost[:, 1] <= threshold),
        MORE_CHOICES: within & (cost[:, 1] <= threshold),
        LEAST: ~(possible.nearest.cost[:, 0] <= threshold),
    }
    flags[UNKNOWN_HOURS] = ~within & ~flags[LEAST]
    counts = np.zeros((home.areas + 1, len(GROUPS), COUNTS))
    reached = np.isfinite(cost[:, 0])
    number = band_of(cost[reached, 0], threshold)
    for place, name in enumerate(GROUPS[:5]):
        people = parts[name]
        if not people.any():
            continue
        row = home.area[reached] * _BEYOND + number
        counts[:-1, place, :_BEYOND] = np.bincount(
            row, people[reached], home.areas * _BEYOND
        ).reshape(home.areas, _BEYOND)
        for count, chosen in flags.items():
            counts[:-1, place, count] = np.bincount(home.area[chosen], people[chosen], home.areas)
    counts[counts < TINY] = 0
    counts[:, :, WITHIN] = counts[:, :, :BANDS_WITHIN].sum(axis=2)
    counts[:, :, REACHED_BEYOND] = counts[:, :, BANDS_WITHIN:_BEYOND].sum(axis=2)
    counts[:, :, LACKING] = counts[:, :, REACHED_BEYOND] + counts[:, :, UNREACHED]
    counts[:, :, RESIDENTS] = counts[:, :, WITHIN] + counts[:, :, LACKING]
    counts[:, 5] = counts[:, 2] + counts[:, 3]
    counts[:, ALL] = counts[:, (0, 1, 4, 5)].sum(axis=1)
    counts[-1] = counts[:-1].sum(axis=0)
    return counts


def band_of(cost: Figures, threshold: float) -> NDArray[np.intp]:
    """Number the band of each reached cost: a fifth of the limit each, its end in it."""
    edges = threshold / BANDS_WITHIN * np.arange(1, _BEYOND)
    # The limit itself, and no figure a rounding away from it, parts who is within.
    edges[BANDS_WITHIN - 1] = threshold
    return np.searchsorted(edges, cost, side="left")


def _ages(home: HomeCells) -> dict[str, Figures]:
    """Part everyone by age, so that the parts add up to all; what is not stated is a part too."""
    everyone = home.residents("all")
    young, grown, old, oldest = (
        home.residents(name) for name in ("0_15", "16_64", "65_plus", "80_plus")
    )
    old = np.maximum(old, oldest)
    return {
        "0_15": young,
        "16_64": grown,
        "65_79": old - oldest,
        "80_plus": oldest,
        "unstated": np.maximum(everyone - young - grown - old, 0),
    }
