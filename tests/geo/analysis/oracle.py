"""An independent answer: networkx on the links as they are, nothing contracted, points cut in."""

import math
from collections import defaultdict
from itertools import pairwise

import networkx as nx
import numpy as np
from hypothesis import strategies as st

from geo.analysis.links import Links


def make_links(rows):
    """Make links from (vertices, length, forward_s, backward_s, joinable)."""
    return Links(
        xy=np.array([p for row in rows for p in row[0]], float).reshape(-1, 2),
        offset=np.concatenate(([0], np.cumsum([len(row[0]) for row in rows]))).astype(np.int64),
        length_m=np.array([row[1] for row in rows], float),
        forward_s=np.array([row[2] for row in rows], float),
        backward_s=np.array([row[3] for row in rows], float),
        joinable=np.array([row[4] for row in rows], bool),
    )


@st.composite
def link_rows(draw, largest=14):
    """Small roads on a lattice: one-ways, dead links, loops, parallel and zero-length links."""
    corner = st.tuples(st.integers(0, 3), st.integers(0, 3)).map(
        lambda p: (p[0] * 100.0, p[1] * 100.0)
    )
    seconds = st.one_of(st.integers(0, 30).map(float), st.just(math.inf))
    rows = []
    for _ in range(draw(st.integers(1, largest))):
        tail, head = draw(corner), draw(corner)
        vertices = [tail, head]
        if draw(st.booleans()):
            bend = draw(st.tuples(st.integers(-50, 350), st.integers(-50, 350)))
            vertices.insert(1, (float(bend[0]), float(bend[1])))
        forward = draw(seconds)
        backward = draw(st.one_of(st.just(forward), seconds))
        length = float(draw(st.integers(0, 200)))
        rows.append((vertices, length, forward, backward, draw(st.integers(0, 5)) > 0))
    if all(math.isinf(row[2]) and math.isinf(row[3]) for row in rows):
        rows.append(([(0.0, 0.0), (100.0, 0.0)], 100.0, 10.0, 10.0, True))
    return rows


points = st.lists(
    st.tuples(st.integers(-100, 400).map(float), st.integers(-100, 400).map(float)),
    min_size=1,
    max_size=6,
)


def costs(row, metric):
    """Cost ahead and back of one link."""
    _, length, forward, backward, _ = row
    if metric == "time":
        return forward, backward
    return (
        length if forward < math.inf else math.inf,
        length if backward < math.inf else math.inf,
    )


def graph(rows, metric, positions=()):
    """Build the graph with positions, (link row, fraction), cut in; return it and their nodes."""
    cut = defaultdict(set)
    for row, fraction in positions:
        if row is not None:
            cut[row].add(fraction)
    built = nx.DiGraph()

    def arc(a, b, cost):
        if cost < math.inf and not (built.has_edge(a, b) and built[a][b]["cost"] <= cost):
            built.add_edge(a, b, cost=cost)

    def name(number, fraction):
        if fraction == 0:
            return rows[number][0][0]
        if fraction == 1:
            return rows[number][0][-1]
        return (number, fraction)

    for number, row in enumerate(rows):
        ahead, back = costs(row, metric)
        built.add_nodes_from((row[0][0], row[0][-1]))
        stops = sorted({0.0, 1.0} | cut[number])
        for a, b in pairwise(stops):
            arc(name(number, a), name(number, b), ahead * (b - a))
            arc(name(number, b), name(number, a), back * (b - a))
    return built, [None if r is None else name(r, f) for r, f in positions]


def places(network, joins):
    """Turn the engine's joins back into (row, fraction) of the links as they were given."""
    found = []
    for link, fraction in zip(joins.link, joins.fraction, strict=True):
        if link < 0:
            found.append((None, 0.0))
        else:
            turned = network.link_reversed[link]
            found.append((int(network.link_row[link]), 1 - fraction if turned else fraction))
    return found


def cost_table(rows, network, metric, demand, supply):
    """All costs (n, m) from demand joins to supply joins, joins included."""
    at = places(network, demand) + places(network, supply)
    built, names = graph(rows, metric, at)
    table = np.full((len(demand), len(supply)), np.inf)
    per_m = 1.0 if metric == "distance" else 3.6 / 15
    for i, start in enumerate(names[: len(demand)]):
        if start is None:
            continue
        reached = nx.single_source_dijkstra_path_length(built, start, weight="cost")
        for j, end in enumerate(names[len(demand) :]):
            if end is not None and end in reached:
                straight = demand.join_m[i] + supply.join_m[j]
                table[i, j] = reached[end] + straight * per_m
    return table
