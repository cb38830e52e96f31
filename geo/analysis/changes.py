"""What changes when a service opens, closes or moves: only the points and areas it matters to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.analysis.costs import NearestServices
from geo.analysis.coverage import Coverage, coverage
from geo.analysis.joining import Joins, Positions, positions
from geo.analysis.labels import Labels
from geo.analysis.network import Flags

Rows = NDArray[np.intp]


@dataclass
class Answers:
    """The nearest services of n demand points, kept true while services change.

    Attributes
    ----------
    labels : Labels, changed with every call
    place : positions of the demand points
    nearest : NearestServices of the demand points, changed with every call
    """

    labels: Labels
    place: Positions
    nearest: NearestServices

    @classmethod
    def of(cls, labels: Labels, demand: Joins) -> "Answers":
        """Answer the demand points as things are."""
        place = positions(labels.network, demand, labels.metric)
        return cls(labels, place, labels.at_positions(place, demand.join_m))

    def copy(self) -> "Answers":
        """Copy what changes with services; network and positions are shared."""
        nearest = NearestServices(
            self.nearest.cost.copy(), self.nearest.service.copy(), self.nearest.join_m
        )
        return Answers(self.labels.copy(), self.place, nearest)

    def add(self, new: Joins) -> Rows:
        """Open services; return the demand points whose k nearest changed."""
        added = self.labels.add(new)
        return self._answer_again(self._near(added))

    def remove(self, service: int) -> Rows:
        """Close a service; return the demand points whose k nearest changed."""
        rows = np.flatnonzero((self.nearest.service == service).any(axis=1))
        self.labels.remove(service)
        return self._answer_again(rows)

    def move(self, service: int, to: Joins) -> Rows:
        """Move a service; return the demand points whose k nearest changed."""
        before = (self.nearest.service == service).any(axis=1)
        self.labels.move(service, to)
        before[self._near(np.array([service], np.int32))] = True
        return self._answer_again(np.flatnonzero(before))

    def _near(self, services: NDArray[np.int32]) -> Rows:
        """Find the points on chains at whose ends, or on which, one of the services is known."""
        network = self.labels.network
        known = np.asarray(np.isin(self.labels.service, services).any(axis=1), bool)
        chain: Flags = known[network.chain_tail] | known[network.chain_head]
        link = self.labels.supply.link[services]
        chain[network.link_chain[link[link >= 0]]] = True
        return np.flatnonzero((self.place.chain >= 0) & chain[self.place.chain])

    def _answer_again(self, rows: Rows) -> Rows:
        again = self.labels.at_positions(self.place[rows], self.nearest.join_m[rows])
        changed = (again.cost != self.nearest.cost[rows]).any(axis=1)
        changed |= (again.service != self.nearest.service[rows]).any(axis=1)
        self.nearest.cost[rows], self.nearest.service[rows] = again.cost, again.service
        really: Rows = rows[changed]
        return really


def changed_coverage(
    changed: Rows,
    cost: ArrayLike,
    residents: ArrayLike,
    area: ArrayLike,
    areas: int,
    threshold: float,
    bands: Sequence[float] = (),
) -> tuple[Rows, Coverage]:
    """Add up anew only the areas in which a demand point changed.

    Parameters
    ----------
    changed : demand points that changed
    cost, residents, area, areas, threshold, bands : as for `coverage`, of all demand points

    Returns
    -------
    numbers of the changed areas, and their coverage in that order

    Examples
    --------
    >>> areas, found = changed_coverage(np.array([1]), [5.0, 50.0], [7, 3], [0, 1], 2, 10)
    >>> areas.tolist(), found.beyond.tolist()
    ([1], [[3.0]])
    """
    places = np.asarray(area, np.intp)
    is_changed = np.zeros(areas, bool)
    is_changed[places[changed]] = True
    numbers = np.flatnonzero(is_changed)
    rows = np.flatnonzero(is_changed[places])
    renumbered = np.cumsum(is_changed) - 1
    return numbers, coverage(
        np.asarray(cost)[rows],
        np.asarray(residents)[rows],
        renumbered[places[rows]],
        len(numbers),
        threshold,
        bands,
    )
