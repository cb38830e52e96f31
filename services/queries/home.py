"""The home municipality's cells of a run, each with the number of the area it counts for."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from geo.models import Locality, Municipality
from services.models import CoverageRun
from services.queries.cells import Cells
from services.queries.coverage import OUTSIDE, run_cells


@dataclass(frozen=True)
class HomeCells:
    """n cells at home: rows of the run's cells, and of each the number of its area.

    `locality_id` names the areas by their numbers; the last is *outside localities* (0).
    """

    cells: Cells
    rows: NDArray[np.intp]
    area: NDArray[np.intp]
    locality_id: tuple[int, ...]

    @property
    def areas(self) -> int:
        return len(self.locality_id)

    @property
    def cell_id(self) -> NDArray[np.int64]:
        return self.cells.cell_id[self.rows]

    @property
    def xy(self) -> NDArray[np.float64]:
        return self.cells.xy[self.rows]

    @property
    def municipality_id(self) -> NDArray[np.int64]:
        return self.cells.municipality_id[self.rows]

    def residents(self, group: str) -> NDArray[np.float64]:
        """Return one group's residents, 0 where the source does not say."""
        return np.nan_to_num(self.cells.group(group)[self.rows])

    def is_known(self, group: str) -> bool:
        """Whether the source says how many of the group live anywhere at home."""
        return bool((~np.isnan(self.cells.group(group)[self.rows])).any())


def home_municipality() -> Municipality | None:
    """Return the municipality the portal is run for."""
    return Municipality.objects.filter(code=settings.HOME_MUNICIPALITY).first()


def home_cells(run: CoverageRun) -> HomeCells:
    """Return the home municipality's cells; localities by name, *outside* last."""
    home = home_municipality()
    return _home_cells(run.pk, home.pk if home else 0)


@lru_cache(maxsize=4)
def _home_cells(run_id: int, municipality_id: int) -> HomeCells:
    cells = run_cells(CoverageRun(pk=run_id))
    rows = np.flatnonzero(cells.municipality_id == municipality_id)
    lived_in = np.unique(cells.locality_id[rows])
    named = Locality.objects.filter(pk__in=lived_in[lived_in > 0].tolist())
    ids = (*named.order_by("name", "pk").values_list("pk", flat=True), OUTSIDE)
    number = {pk: place for place, pk in enumerate(ids)}
    area = np.array([number[pk] for pk in cells.locality_id[rows].tolist()], np.intp)
    return HomeCells(cells, rows, area, ids)
