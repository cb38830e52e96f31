"""What reaching services costs: measured where there are roads, else estimated."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.analysis.costs import Metric, NearestServices, StraightLine, empty_answer
from geo.analysis.joining import Joins, join, open_parts
from geo.analysis.labels import Labels
from geo.analysis.network import Network
from geo.kept_labels import kept_labels
from geo.queries.roads import (
    active_key,
    active_network,
    municipalities_with_roads,
    network_folder,
)


@dataclass(frozen=True)
class Access:
    """n demand points, joined once for all categories.

    `measured` says which lie in a municipality with roads; `joins` holds those, in their order.
    """

    xy: NDArray[np.float64]
    measured: NDArray[np.bool_]
    network: Network | None
    parts: NDArray[np.bool_]
    joins: Joins | None
    folder: Path | None = None

    @classmethod
    def prepare(
        cls,
        xy: NDArray[np.float64],
        municipality_id: NDArray[np.int64],
        all_supply_xy: NDArray[np.float64],
    ) -> "Access":
        """Join the points where there are roads; services open the small parts they lie in."""
        key = active_key()
        network = active_network() if key else None
        measured = np.isin(municipality_id, municipalities_with_roads())
        if key is None or network is None or not measured.any():
            return cls(xy, np.zeros(len(xy), bool), None, np.empty(0, bool), None)
        parts = open_parts(network, all_supply_xy)
        joins = join(network, xy[measured], parts)
        return cls(xy, measured, network, parts, joins, network_folder(key))

    def nearest(
        self, supply_xy: NDArray[np.float64], metric: Metric, k: int, keep_as: str = ""
    ) -> NearestServices:
        """Find the k nearest services of every point.

        Under the name `keep_as` the answers of all junctions stay beside the network.
        """
        answer = empty_answer(len(self.xy), k)
        rows = [
            (~self.measured, StraightLine(metric).nearest(self.xy[~self.measured], supply_xy, k))
        ]
        if self.network is not None and self.joins is not None:
            supply = join(self.network, supply_xy, self.parts)
            if keep_as and self.folder is not None:
                labels = kept_labels(self.folder, keep_as, self.network, supply, metric, k)
            else:
                labels = Labels.spread(self.network, supply, metric, k)
            rows.append((self.measured, labels.at(self.joins)))
        for chosen, found in rows:
            answer.cost[chosen] = found.cost
            answer.service[chosen] = found.service
            answer.join_m[chosen] = found.join_m
        return answer

    def joined_nowhere(self) -> NDArray[np.intp]:
        """Return the points that lie where roads are loaded but are near none of them."""
        if self.joins is None:
            return np.empty(0, np.intp)
        return np.flatnonzero(self.measured)[self.joins.link < 0]

    def counts(self) -> dict[str, int]:
        """What a run's report says of joins."""
        return {
            "measured": int(self.measured.sum()),
            "estimated": int((~self.measured).sum()),
            "joined_nowhere": len(self.joined_nowhere()),
        }
