"""A drawn way is as long as the cheapest cost says, begins and ends where it must, and is whole."""

import numpy as np
import pytest
from hypothesis import given, settings

from geo.analysis.compiling import compile_network
from geo.analysis.joining import join
from geo.analysis.paths import Ways
from tests.geo.analysis.oracle import cost_table, link_rows, make_links, points


def as_drawn(rows):
    """Give each link the length of its drawing, so that ways can be measured by it."""
    return [
        (vertices, float(np.hypot(*np.diff(vertices, axis=0).T).sum()), *others)
        for vertices, _, *others in rows
    ]


def met(network, joins):
    """Where joins meet the road, straight from their links."""
    found = []
    for link, fraction in zip(joins.link, joins.fraction, strict=True):
        begin, end = network.link_vertex[link : link + 2]
        xy = network.vertex_mm[begin:end] * 0.001 + network.origin_m
        steps = np.hypot(*np.diff(xy, axis=0).T)
        at = np.concatenate(([0.0], np.cumsum(steps)))
        found.append([np.interp(fraction * at[-1], at, xy[:, axis]) for axis in range(2)])
    return np.array(found)


@settings(deadline=None, max_examples=200)
@given(rows=link_rows().map(as_drawn), origins=points, destinations=points)
def test_way_is_as_long_as_the_cheapest_by_networkx(rows, origins, destinations):
    network = compile_network(make_links(rows))
    parts = np.ones(len(network.part_nodes), bool)
    start, goal = join(network, origins, parts), join(network, destinations, parts)
    table = cost_table(rows, network, "distance", start, goal)
    ways = Ways(network)
    for i in range(len(start)):
        for j in range(len(goal)):
            one, other = start[i : i + 1], goal[j : j + 1]
            xy = ways.drive_path(one, other, "distance")
            if not np.isfinite(table[i, j]):
                assert xy is None
                continue
            steps_m = np.hypot(*np.diff(xy, axis=0).T).sum()
            joins_m = one.join_m[0] + other.join_m[0]
            assert steps_m + joins_m == pytest.approx(table[i, j], abs=0.05)
            np.testing.assert_allclose(xy[0], met(network, one)[0], atol=0.01)
            np.testing.assert_allclose(xy[-1], met(network, other)[0], atol=0.01)


@settings(deadline=None, max_examples=100)
@given(rows=link_rows(), origins=points, destinations=points)
def test_there_is_a_way_exactly_where_there_is_a_time(rows, origins, destinations):
    network = compile_network(make_links(rows))
    parts = np.ones(len(network.part_nodes), bool)
    start, goal = join(network, origins, parts), join(network, destinations, parts)
    table = cost_table(rows, network, "time", start, goal)
    ways = Ways(network)
    for i in range(len(start)):
        xy = ways.drive_path(start[i : i + 1], goal[:1])
        assert (xy is not None) == bool(np.isfinite(table[i, 0]))
