"""To which municipality and locality a spot belongs: one rule, so that totals add up."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geo.models import Locality, Municipality, PopulationCell, Precision
from geo.queries.columns import columns

NEAR_M = 5_000
Ids = NDArray[np.int64]


class Places:
    """Finds the municipality and the locality of many points at once; 0 stands for none.

    A locality is one whose boundary the point lies in, else the nearest of its own municipality:
    across the border people are not counted.
    """

    def __init__(self) -> None:
        municipalities = list(Municipality.objects.filter(boundary__isnull=False).order_by("pk"))
        self.has_municipalities = bool(municipalities)
        self._municipality_ids = _ids([one.pk for one in municipalities])
        self._municipalities = _tree([one.boundary for one in municipalities])
        exact = Locality.objects.filter(precision=Precision.EXACT, point__isnull=False)
        localities = list(exact.order_by("pk"))
        bounded = [one for one in localities if one.boundary]
        self._bounded_ids = _ids([one.pk for one in bounded])
        self._boundaries = _tree([one.boundary for one in bounded])
        by_municipality: dict[int, list[Locality]] = {}
        for one in localities:
            by_municipality.setdefault(one.municipality_id, []).append(one)
        self._near = {
            key: (cKDTree([one.point.coords for one in own]), _ids([one.pk for one in own]))
            for key, own in by_municipality.items()
        }

    def find(self, xy: NDArray[np.float64]) -> tuple[Ids, Ids]:
        """Return the municipality and the locality of each point."""
        points = shapely.points(xy)
        municipality, locality = np.zeros((2, len(xy)), np.int64)
        _fill(municipality, self._municipalities, self._municipality_ids, points)
        _fill(locality, self._boundaries, self._bounded_ids, points)
        for key, (tree, ids) in self._near.items():
            open_ones = np.flatnonzero((locality == 0) & (municipality == key))
            away, nearest = tree.query(xy[open_ones], distance_upper_bound=NEAR_M)
            near = np.isfinite(away)
            locality[open_ones[near]] = ids[nearest[near]]
        return municipality, locality


@dataclass(frozen=True)
class Belonging:
    """Of every square that is kept, where it is counted and where the rule would count it.

    Shapes: ``cell_id`` (n,); ``now`` and ``by_rule`` (n, 2): municipality and locality, 0 for none.
    """

    cell_id: Ids
    now: Ids
    by_rule: Ids


def belonging() -> Belonging:
    """Look at all squares, those of versions that could be swapped back as well."""
    cell_id, municipality, locality, x, y = columns(
        PopulationCell.objects.order_by("pk").as_numbers(),
        ("pk", np.int64),
        ("municipality_id", np.int64),
        ("locality_or_none", np.int64),
        ("x", np.float64),
        ("y", np.float64),
    )
    by_rule = Places().find(np.column_stack((x, y)))
    return Belonging(cell_id, np.column_stack((municipality, locality)), np.column_stack(by_rule))


def _fill(found: Ids, boundaries: shapely.STRtree, ids: Ids, points: NDArray[np.object_]) -> None:
    """Write whose boundary each point lies in; of overlapping ones the first counts."""
    at, which = boundaries.query(points, predicate="intersects")
    last_first = np.argsort(-which, kind="stable")
    found[at[last_first]] = ids[which[last_first]]


def _ids(keys: list[int]) -> Ids:
    return np.array(keys, np.int64)


def _tree(boundaries: list[object]) -> shapely.STRtree:
    return shapely.STRtree(shapely.from_wkb([bytes(one.wkb) for one in boundaries]))  # type: ignore[attr-defined]
