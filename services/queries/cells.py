"""Population cells and usable services as arrays, as the measures of `geo.analysis` want them."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from django.contrib.gis.geos import Point
from numpy.typing import NDArray

from geo.models import PopulationCell, Precision
from services.models import Offer

GROUP_COLUMNS = {
    "all": "residents",
    "0_15": "residents_0_15",
    "16_64": "residents_16_64",
    "65_plus": "residents_65_plus",
    "80_plus": "residents_80_plus",
}


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
    rows = list(
        PopulationCell.objects.filter(dataset__is_active=True)
        .order_by("pk")
        .values_list(
            "pk", "point", "municipality_id", "locality_id", "is_estimate", *GROUP_COLUMNS.values()
        )
    )
    residents = np.array([row[5:] for row in rows], np.float64).reshape(-1, len(GROUP_COLUMNS))
    return Cells(
        cell_id=np.array([row[0] for row in rows], np.int64),
        xy=_xy([row[1] for row in rows]),
        residents=residents,
        municipality_id=np.array([row[2] for row in rows], np.int64),
        locality_id=np.array([row[3] or 0 for row in rows], np.int64),
        is_estimate=np.array([row[4] for row in rows], bool),
    )


def usable_supply(
    category_id: int, on: date | None = None
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
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
