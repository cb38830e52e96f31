"""How far residents have to one service, band by band, in every area."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.models import CoverageRun, Standard
from services.queries.asked import Asked, home_costs
from services.queries.home import home_cells
from services.queries.protected import (
    BANDS_BEYOND,
    BANDS_WITHIN,
    GROUPS,
    UNREACHED,
    band_of,
    protected,
)

REACHED = BANDS_WITHIN + BANDS_BEYOND


@dataclass(frozen=True)
class Band:
    """Residents whose cost is above `from_cost` and at most `to_cost`; both None: unreached."""

    from_cost: float | None
    to_cost: float | None
    residents: float
    is_hidden: bool


@dataclass(frozen=True)
class Bands:
    """Residents by area (the total last) and band (the unreached last), and which are hidden."""

    edges: tuple[tuple[float | None, float | None], ...]
    residents: NDArray[np.float64]
    hidden: NDArray[np.bool_]

    def of(self, number: int) -> tuple[Band, ...]:
        """Return the bands of one area."""
        return tuple(
            Band(*edge, float(count), bool(away))
            for edge, count, away in zip(
                self.edges, self.residents[number], self.hidden[number], strict=True
            )
        )


def area_bands(run: CoverageRun, standard: Standard, asked: Asked) -> Bands:
    """Count the residents of every area by how far they have; known to be open counts alone."""
    home = home_cells(run)
    certain, possible = home_costs(run, standard.category, standard.metric, asked)
    limit, group = float(standard.threshold), asked.group or standard.group
    cost, people = certain.nearest.cost[:, 0], home.residents(group)
    reached = np.isfinite(cost)
    band = np.full(len(cost), REACHED, np.intp)
    band[reached] = band_of(cost[reached], limit)
    columns = REACHED + 1
    counts = np.bincount(home.area * columns + band, people, home.areas * columns)
    counts = counts.reshape(home.areas, columns)
    away = protected(home, certain, possible, limit).away[:, GROUPS.index(group)]
    return Bands(
        edges=band_edges(limit),
        residents=np.vstack((counts, counts.sum(axis=0))),
        hidden=away[:, [*range(REACHED), UNREACHED]],
    )


def band_edges(limit: float) -> tuple[tuple[float | None, float | None], ...]:
    """Return where each band begins and ends: fifths of the limit, then beyond it, then no end."""
    starts = [limit / BANDS_WITHIN * n for n in range(REACHED)]
    return (*zip(starts, [*starts[1:], None], strict=True), (None, None))
