"""Costs along the roads, against networkx on the links as they are."""

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis.access import RoadAccess
from geo.analysis.changes import Answers, changed_coverage
from geo.analysis.compiling import compile_network
from geo.analysis.costs import empty_answer
from geo.analysis.coverage import coverage
from geo.analysis.joining import join, open_parts
from geo.analysis.labels import Labels
from geo.analysis.spreading import spread
from tests.geo.analysis.oracle import cost_table, graph, link_rows, make_links, places, points

metrics = st.sampled_from(["distance", "time"])


def assert_nearest(near, table, k):
    """The answer has the k lowest costs of the table, by services that really cost that."""
    n, m = table.shape
    expected = np.full((n, k), np.inf)
    expected[:, :m] = np.sort(table, axis=1)[:, :k]
    np.testing.assert_allclose(near.cost, expected, rtol=1e-9, atol=1e-6)
    for i in range(n):
        chosen = near.service[i][near.service[i] >= 0]
        assert len(set(chosen)) == len(chosen) == np.isfinite(expected[i]).sum()
        np.testing.assert_allclose(
            table[i, chosen], near.cost[i, : len(chosen)], rtol=1e-9, atol=1e-6
        )


@settings(deadline=None, max_examples=120)
@given(
    rows=link_rows(),
    demand=points,
    supply=points,
    metric=metrics,
    k=st.integers(1, 4),
    big=st.booleans(),
)
def test_nearest_agrees_with_networkx(rows, demand, supply, metric, k, big):
    network = compile_network(make_links(rows))
    parts = open_parts(network, supply, 1 if big else 50)
    demand_joins, supply_joins = join(network, demand, parts), join(network, supply, parts)
    near = Labels.spread(network, supply_joins, metric, k).at(demand_joins)
    table = cost_table(rows, network, metric, demand_joins, supply_joins)
    assert_nearest(near, table, k)
    np.testing.assert_array_equal(near.join_m, demand_joins.join_m)
    if not big:
        whole = RoadAccess(network, metric).nearest(demand, supply, k)
        np.testing.assert_array_equal(whole.cost, near.cost)


@settings(deadline=None, max_examples=50)
@given(rows=link_rows(), supply=points, metric=metrics, k=st.integers(1, 3))
def test_every_node_agrees_with_networkx(rows, supply, metric, k):
    network = compile_network(make_links(rows))
    parts = np.ones(len(network.part_nodes), bool)
    joins = join(network, supply, parts)
    near = Labels.spread(network, joins, metric, k).at_nodes()

    built, names = graph(rows, metric, places(network, joins))
    per_m = 1.0 if metric == "distance" else 3.6 / 15
    table = np.full((network.nodes, len(supply)), np.inf)
    for i, xy in enumerate(network.nodes_xy()):
        reached = nx.single_source_dijkstra_path_length(built, tuple(xy), weight="cost")
        for j, name in enumerate(names):
            if name is not None and name in reached:
                table[i, j] = reached[name] + joins.join_m[j] * per_m
    assert_nearest(near, table, k)


@settings(deadline=None, max_examples=50)
@given(rows=link_rows(), demand=points, supply=points, metric=metrics, limit=st.integers(1, 400))
def test_limit_hides_only_what_is_beyond(rows, demand, supply, metric, limit):
    access = RoadAccess(compile_network(make_links(rows)), metric)
    full = access.nearest(demand, supply, 2)
    near = access.nearest(demand, supply, 2, limit + 0.5)
    np.testing.assert_array_equal(near.cost, np.where(full.cost <= limit + 0.5, full.cost, np.inf))
    counted = access.count_within(demand, supply, limit + 0.5)
    every = access.nearest(demand, supply, len(supply))
    np.testing.assert_array_equal(counted, (every.cost <= limit + 0.5).sum(axis=1))


@settings(deadline=None, max_examples=60)
@given(
    rows=link_rows(),
    demand=points,
    supply=points,
    metric=metrics,
    k=st.integers(1, 3),
    data=st.data(),
)
def test_changes_one_by_one_agree_with_a_new_search(rows, demand, supply, metric, k, data):
    network = compile_network(make_links(rows))
    parts = np.ones(len(network.part_nodes), bool)
    at = join(network, demand, parts)
    labels = Labels.spread(network, join(network, supply, parts), metric, k)
    for _ in range(data.draw(st.integers(1, 4))):
        verb = data.draw(st.sampled_from(["add", "remove", "move"]))
        place = join(network, [data.draw(points)[0]], parts)
        if verb == "add":
            labels.add(place)
        else:
            service = data.draw(st.integers(0, len(labels.supply) - 1))
            if verb == "remove":
                labels.remove(service)
            else:
                labels.move(service, place)
        afresh = Labels.spread(network, labels.supply, metric, k)
        np.testing.assert_allclose(labels.cost, afresh.cost, rtol=1e-9, atol=1e-6)
        assert_nearest(labels.at(at), cost_table(rows, network, metric, at, labels.supply), k)


@given(
    rows=link_rows(),
    demand=points,
    supply=points,
    metric=metrics,
    k=st.integers(1, 3),
    data=st.data(),
)
@settings(deadline=None, max_examples=40)
def test_kept_answers_are_those_of_asking_again(rows, demand, supply, metric, k, data):
    network = compile_network(make_links(rows))
    parts = np.ones(len(network.part_nodes), bool)
    at = join(network, demand, parts)
    answers = Answers.of(Labels.spread(network, join(network, supply, parts), metric, k), at)
    area, residents = np.arange(len(demand)) % 2, np.arange(len(demand)) + 1
    for _ in range(data.draw(st.integers(1, 3))):
        before = answers.nearest.cost.copy(), answers.nearest.service.copy()
        verb = data.draw(st.sampled_from(["add", "remove", "move"]))
        place = join(network, [data.draw(points)[0]], parts)
        if verb == "add":
            changed = answers.add(place)
        else:
            service = data.draw(st.integers(0, len(answers.labels.supply) - 1))
            changed = answers.remove(service) if verb == "remove" else answers.move(service, place)
        again = answers.labels.at(at)
        np.testing.assert_array_equal(answers.nearest.cost, again.cost)
        np.testing.assert_array_equal(answers.nearest.service, again.service)
        same = np.ones(len(demand), bool)
        same[changed] = False
        np.testing.assert_array_equal(before[0][same], again.cost[same])
        np.testing.assert_array_equal(before[1][same], again.service[same])
        numbers, partly = changed_coverage(changed, again.cost[:, 0], residents, area, 2, 100)
        whole = coverage(again.cost[:, 0], residents, area, 2, 100)
        assert set(numbers) == set(area[changed])
        np.testing.assert_array_equal(partly.within, whole.within[numbers])
        np.testing.assert_array_equal(partly.severity, whole.severity[numbers])


@settings(deadline=None, max_examples=60)
@given(
    rows=link_rows(largest=30),
    supply=points,
    metric=metrics,
    k=st.integers(1, 3),
    nodes_per_block=st.integers(1, 6),
    limit=st.sampled_from([math.inf, 150.0]),
)
def test_search_by_blocks_is_the_search_in_one(rows, supply, metric, k, nodes_per_block, limit):
    network = compile_network(make_links(rows))
    joins = join(network, supply, np.ones(len(network.part_nodes), bool))
    whole = Labels.spread(network, joins, metric, k, limit)
    answer = empty_answer(network.junctions, k)
    seeds = Labels(network, metric, joins, answer.cost, answer.service).seeds(
        np.arange(len(joins), dtype=np.int32)
    )
    arcs, labels = network.arcs_into(metric), (answer.cost, answer.service)
    spread(arcs, seeds, limit, labels, nodes_per_block, seeds_per_block=0)
    np.testing.assert_array_equal(answer.cost, whole.cost)
    np.testing.assert_array_equal(answer.service, whole.service)


STREET = ([(0, 0), (100, 0)], 100, 10, 10, True)


def nearest(rows, demand, supply, k=1, metric="distance"):
    return RoadAccess(compile_network(make_links(rows)), metric).nearest([demand], supply, k)


def test_resident_and_service_on_the_same_link_go_straight():
    assert nearest([STREET], (20, 0), [(70, 0)]).cost.item() == pytest.approx(50)


def test_resident_behind_a_service_on_a_one_way_ring_drives_round():
    ring = [
        ([(0, 0), (100, 0)], 100, 10, math.inf, True),
        ([(100, 0), (100, 100), (0, 100), (0, 0)], 300, 30, math.inf, True),
    ]
    assert nearest(ring, (70, 0), [(20, 0)]).cost.item() == pytest.approx(350)
    assert nearest(ring, (20, 0), [(70, 0)]).cost.item() == pytest.approx(50)


def test_one_way_street_alone_takes_nobody():
    near = nearest([([(0, 0), (100, 0)], 100, 10, math.inf, True)], (20, 0), [(70, 0)])
    assert near.cost.item() == np.inf
    assert np.isnan(near.join_m.item())


def test_cost_is_towards_the_service():
    hill = [([(0, 0), (100, 0)], 100, 10, 40, True), ([(100, 0), (200, 0)], 100, 10, 40, True)]
    assert nearest(hill, (0, 0), [(200, 0)], metric="time").cost.item() == pytest.approx(20)
    assert nearest(hill, (200, 0), [(0, 0)], metric="time").cost.item() == pytest.approx(80)


def test_parallel_links_count_the_cheaper():
    rows = [
        STREET,
        ([(100, 0), (150, 50), (200, 0)], 150, 15, 15, True),
        ([(100, 0), (200, 0)], 100, 20, 20, True),
        ([(200, 0), (300, 0)], 100, 10, 10, True),
    ]
    assert nearest(rows, (0, 0), [(300, 0)]).cost.item() == pytest.approx(300)
    assert nearest(rows, (0, 0), [(300, 0)], metric="time").cost.item() == pytest.approx(35)


def test_ferry_carries_but_nobody_joins_it():
    rows = [STREET, ([(100, 0), (1100, 0)], 1000, 840, 840, False)]
    rows += [([(1100, 0), (1200, 0)], 100, 10, 10, True)]
    near = nearest(rows, (600, 30), [(1150, 0)])
    assert near.join_m.item() == pytest.approx(math.hypot(500, 30))
    assert nearest(rows, (50, 0), [(1150, 0)], metric="time").cost.item() == pytest.approx(850)


def test_islands_with_and_without_a_service():
    mainland = [([(x * 10, 0), (x * 10 + 10, 0)], 10, 1, 1, True) for x in range(60)]
    island = [([(0, 500), (50, 500)], 50, 5, 5, True)]
    to_mainland = nearest(mainland + island, (20, 490), [(600, 0)])
    assert to_mainland.join_m.item() == pytest.approx(490)
    at_home = nearest(mainland + island, (20, 490), [(600, 0), (50, 500)], k=2)
    assert at_home.join_m.item() == pytest.approx(10)
    assert at_home.cost.tolist() == [[40, np.inf]]
    assert at_home.service.tolist() == [[1, -1]]


def test_equal_costs_go_to_the_lower_number():
    rows = [STREET, ([(100, 0), (200, 0)], 100, 10, 10, True)]
    near = nearest(rows, (100, 0), [(150, 0), (50, 0), (50, 0)], k=3)
    assert near.service.tolist() == [[0, 1, 2]]
    assert near.cost.tolist() == [[50, 50, 50]]


def test_more_asked_than_there_are_services():
    near = nearest([STREET], (0, 0), [(100, 0)], k=3)
    assert near.service.tolist() == [[0, -1, -1]]
