"""A compiled road network: nothing but arrays, in spatial order, ready to be memory-mapped.

Links are strung into *chains* that run from junction to junction: a node where just two links meet,
with the same permissions on both, is passed through and is no junction. Searches run over the
junctions; whatever lies on a chain (other nodes, residents, services) is answered from its two ends
and from what lies on the same chain. Links are stored chain by chain and along it, so that a chain
is a slice of links and a slice of vertices.
"""

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geo.analysis.costs import Floats, Indices, Metric

Flags = NDArray[np.bool_]
Offsets = NDArray[np.int64]

MM = 0.001
# Parts of fewer nodes take no residents, unless a service lies there (DESIGN §4).
SMALLEST_PART = 50


@dataclass(frozen=True)
class Network:
    """j junctions, c chains, l links, v vertices, p strongly connected parts.

    Attributes
    ----------
    origin_m : (2,) float64, EPSG:3006; all coordinates are counted from here
    junction_mm : (j, 2) int32, millimetres from the origin
    vertex_mm : (v, 2) int32
    link_vertex : (l + 1,) int64, first vertex of each link
    link_row : (l,) int32, row of the link in what was compiled
    link_reversed : (l,) bool, whether the chain runs from its head to its tail
    link_chain : (l,) int32
    link_part : (l,) int32, part whose residents may join here; -1 where none may
    start_m, start_forward_s, start_backward_s : (l,) float64
        Metres, seconds with and seconds against the chain, from its tail to the link's start.
        Seconds of a prohibited direction are 0.
    chain_link : (c + 1,) int64, first link of each chain
    chain_tail, chain_head : (c,) int32 junctions
    chain_forward, chain_backward : (c,) bool, permitted directions
    chain_m, chain_forward_s, chain_backward_s : (c,) float64 totals
    into_start : (j + 1,) int64; into_node, into_m, into_s : arcs that end in a junction
    from_start : (j + 1,) int64; from_node, from_m, from_s : arcs that begin in a junction
    junction_part : (j,) int32
    part_nodes : (p,) int64, nodes of each part, junctions or not
    grid_shape : (2,) int64, columns and rows; grid_cell_m : (1,) float64
    grid_start : (cells + 1,) int64; grid_link : links a point may join, by cell
    """

    origin_m: Floats
    junction_mm: Indices
    vertex_mm: Indices
    link_vertex: Offsets
    link_row: Indices
    link_reversed: Flags
    link_chain: Indices
    link_part: Indices
    start_m: Floats
    start_forward_s: Floats
    start_backward_s: Floats
    chain_link: Offsets
    chain_tail: Indices
    chain_head: Indices
    chain_forward: Flags
    chain_backward: Flags
    chain_m: Floats
    chain_forward_s: Floats
    chain_backward_s: Floats
    into_start: Offsets
    into_node: Indices
    into_m: Floats
    into_s: Floats
    from_start: Offsets
    from_node: Indices
    from_m: Floats
    from_s: Floats
    junction_part: Indices
    part_nodes: NDArray[np.int64]
    grid_shape: NDArray[np.int64]
    grid_cell_m: Floats
    grid_start: Offsets
    grid_link: Indices

    @property
    def junctions(self) -> int:
        return len(self.junction_mm)

    @property
    def links(self) -> int:
        return len(self.link_row)

    @property
    def nodes(self) -> int:
        """All nodes, also those passed through by a chain."""
        return self.junctions + self.links - len(self.chain_tail)

    @cached_property
    def inner_links(self) -> NDArray[np.int64]:
        """Links that begin at a node their chain passes through: node ``junctions + i``."""
        begins = np.zeros(self.links, bool)
        begins[self.chain_link[:-1]] = True
        return np.flatnonzero(~begins)

    def nodes_xy(self) -> Floats:
        """Coordinates of all nodes (n, 2), EPSG:3006: the junctions, then the others."""
        inner = self.vertex_mm[self.link_vertex[self.inner_links]]
        return np.concatenate((self.junction_mm, inner)) * MM + self.origin_m

    def arcs_into(self, metric: Metric) -> tuple[Offsets, Indices, Floats]:
        """Reversed graph: for each junction, from where it is entered and at what cost."""
        weight = self.into_m if metric == "distance" else self.into_s
        return self.into_start, self.into_node, weight

    def arcs_from(self, metric: Metric) -> tuple[Offsets, Indices, Floats]:
        """Graph: for each junction, where one can go and at what cost."""
        weight = self.from_m if metric == "distance" else self.from_s
        return self.from_start, self.from_node, weight

    def along(self, metric: Metric) -> tuple[Floats, Floats, Floats, Floats]:
        """Costs along chains: link starts with and against it, then totals with and against."""
        if metric == "distance":
            return self.start_m, self.start_m, self.chain_m, self.chain_m
        return (
            self.start_forward_s,
            self.start_backward_s,
            self.chain_forward_s,
            self.chain_backward_s,
        )

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Everything there is to save, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}
