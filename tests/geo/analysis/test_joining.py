"""Where points meet the road, against shapely and networkx."""

import math

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis.compiling import compile_network
from geo.analysis.joining import join, open_parts
from tests.geo.analysis.oracle import graph, link_rows, make_links, places, points


def joinable_rows(rows, smallest):
    """Links a point may join, by the letter, as {row: part}."""
    passable = [r for r in rows if math.isfinite(r[2]) or math.isfinite(r[3])]
    built, _ = graph(passable, "distance")
    part_of = {}
    for part in nx.strongly_connected_components(built):
        for node in part:
            part_of[node] = frozenset(part)
    found = {}
    for number, row in enumerate(rows):
        tail, head = row[0][0], row[0][-1]
        if row not in passable or not row[4] or part_of[tail] != part_of[head]:
            continue
        if len(part_of[tail]) >= smallest:
            found[number] = part_of[tail]
    return found


@settings(deadline=None, max_examples=60)
@given(rows=link_rows(), xy=points, smallest=st.integers(1, 4), limit_m=st.sampled_from([60, 2000]))
def test_join_is_the_nearest_position_on_a_joinable_link(rows, xy, smallest, limit_m):
    network = compile_network(make_links(rows))
    joins = join(network, xy, open_parts(network, smallest=smallest), limit_m)
    lines = {r: shapely.LineString(rows[r][0]) for r in joinable_rows(rows, smallest)}
    for point, (row, fraction), join_m in zip(
        xy, places(network, joins), joins.join_m, strict=True
    ):
        here = shapely.Point(point)
        nearest_m = min((line.distance(here) for line in lines.values()), default=math.inf)
        if row is None:
            assert math.isnan(join_m)
            assert nearest_m > limit_m - 1e-6
        else:
            assert join_m == pytest.approx(nearest_m, abs=1e-6)
            position = lines[row].interpolate(fraction, normalized=True)
            assert position.distance(here) == pytest.approx(join_m, abs=2e-3)


@settings(deadline=None, max_examples=40)
@given(rows=link_rows(), supply=points, smallest=st.integers(2, 9))
def test_small_part_is_open_only_with_a_service(rows, supply, smallest):
    network = compile_network(make_links(rows))
    is_open = open_parts(network, supply, smallest)
    everywhere = np.ones(len(network.part_nodes), bool)
    served = network.link_part[[k for k in join(network, supply, everywhere).link if k >= 0]]
    for part, nodes in enumerate(network.part_nodes):
        assert is_open[part] == (nodes >= smallest or part in served)


@settings(deadline=None, max_examples=40)
@given(rows=link_rows())
def test_parts_have_the_nodes_networkx_counts(rows):
    network = compile_network(make_links(rows))
    built, _ = graph([r for r in rows if math.isfinite(r[2]) or math.isfinite(r[3])], "distance")
    assert network.nodes == len(built)
    expected = sorted(len(part) for part in nx.strongly_connected_components(built))
    # Nodes that only a chain between two parts passes through are parts of their own.
    counted = sorted(network.part_nodes.tolist() + [1] * (len(built) - network.part_nodes.sum()))
    assert counted == expected


def test_point_beyond_two_kilometres_joins_nowhere():
    network = compile_network(make_links([([(0, 0), (100, 0)], 100, 1, 1, True)]))
    joins = join(network, [(0, 2000), (0, 2000.1), (-1e7, 5)], open_parts(network, [(0, 0)]))
    assert joins.link.tolist() == [0, -1, -1]
    assert joins.join_m[0] == 2000


def test_join_in_many_tasks_is_the_join_in_one():
    rows = [([(x * 100, 0), (x * 100 + 100, 37)], 100, 1, 1, True) for x in range(60)]
    network = compile_network(make_links(rows))
    xy = np.random.default_rng(1).uniform(-3000, 7000, (50_001, 2))
    everywhere = np.ones(len(network.part_nodes), bool)
    joins = join(network, xy, everywhere)
    again = join(network, xy[::-1], everywhere)
    np.testing.assert_array_equal(joins.link, again.link[::-1])
    np.testing.assert_array_equal(joins.join_m, again.join_m[::-1])
