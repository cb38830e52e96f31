"""Population cells and usable services as arrays, as the measures of `geo.analysis` want them."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from django.contrib.gis.geos import Point
from numpy.typing import NDArray

from geo.models import PopulationCell, Precision
from geo.queries.columns import columns
from services.models import Offer

GROUP_COLUMNS = {
    "all": "residents",
    "0_15": "residents_0_15",
    "16_64": "residents_16_64",
    "65_plus": "residents_65_plus",
    "80_plus": "residents_80_plus",
}


# Ids of service points, and their positions (m, 2).
Supply = tuple[NDArray[np.int64], NDArray[np.float64]]


@dataclass(frozen=True)
class Cells:
    """The active population cells; one row each, in the order of ``cell_id``."""

    cell_id: NDArray[np.int64]
    xy: NDArray[np.float64]
    residents: NDArray[np.float64]
    municipality_id: NDArray[np.int64]
    locality_id: NDArray[np.int64]
    is_estimate: NDArray[np.bool_]

    def group(self, name: str) -> NDArray[np.float64]:
        """Return one group's residents; ``nan`` where the source does not say."""
        return self.residents[:, list(GROUP_COLUMNS).index(name)]


def active_cells() -> Cells:
    """Load every cell of the population datasets in use; 0 stands for *outside localities*."""
    cells = PopulationCell.objects.filter(dataset__is_active=True).order_by("pk")
    cell_id, municipality_id, locality_id, is_estimate, x, y, *residents = columns(
        cells.as_numbers(),
        ("pk", np.int64),
        ("municipality_id", np.int64),
        ("locality_or_none", np.int64),
        ("is_estimate", np.bool_),
        ("x", np.float64),
        ("y", np.float64),
        *((name, np.float64) for name in GROUP_COLUMNS.values()),
    )
    return Cells(
        cell_id=cell_id,
        xy=np.column_stack((x, y)),
        residents=np.column_stack(residents),
        municipality_id=municipality_id,
        locality_id=locality_id,
        is_estimate=is_estimate,
    )


def usable_supply(category_id: int, on: date | None = None) -> Supply:
    """Return ids and positions of the places where the category counts as offered.

    Each place once; a place known only by its locality is no basis for a distance.
    """
    places = (
        Offer.objects.existing(on)
        .confirmed(on)
        .filter(
            category_id=category_id,
            service_point__precision__in=[Precision.EXACT, Precision.APPROXIMATE],
        )
        .order_by("service_point_id")
        .values_list("service_point_id", "service_point__point")
        .distinct()
    )
    rows = list(places)
    return np.array([row[0] for row in rows], np.int64), _xy([row[1] for row in rows])


def _xy(points: list[Point]) -> NDArray[np.float64]:
    return np.array([(point.x, point.y) for point in points], np.float64).reshape(-1, 2)
