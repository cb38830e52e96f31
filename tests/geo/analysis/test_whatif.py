"""What would be: a changed copy answers as if everything were measured anew."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.analysis.compiling import compile_network
from geo.analysis.joining import join
from geo.analysis.whatif import Present
from tests.geo.analysis.oracle import link_rows, make_links, points

METRICS = st.sampled_from(["distance", "time"])


def present(network, demand, supply, measured, metric):
    parts = np.ones(len(network.part_nodes), bool)
    joins = join(network, np.asarray(demand, float)[measured], parts)
    return Present.of(metric, demand, supply, measured, network, parts, joins)


@settings(deadline=None, max_examples=60)
@given(link_rows(), points, points, points, METRICS, st.data())
def test_a_change_answers_as_if_measured_anew(rows, demand, supply, opened, metric, data):
    network = compile_network(make_links(rows))
    measured = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(demand), max_size=len(demand))), bool
    )
    today = present(network, demand, supply, measured, metric)
    before = today.nearest.cost.copy()
    numbers = st.integers(0, len(supply) - 1)
    chosen = data.draw(st.lists(numbers, unique=True, max_size=3)) if len(supply) else []
    closed, moving = chosen[:1], chosen[1:]
    moved = (
        [(row, tuple(opened[n % len(opened)])) for n, row in enumerate(moving)]
        if len(opened)
        else []
    )
    found, changed = today.changed(closed, opened, moved)

    then = np.array(supply, float).reshape(-1, 2)
    for row, place in moved:
        then[row] = place
    stays = np.array([row not in closed for row in range(len(then))], bool)
    after = np.concatenate((then[stays], np.asarray(opened, float).reshape(-1, 2)))
    anew = present(network, demand, after, measured, metric)
    np.testing.assert_allclose(found.cost, anew.nearest.cost, rtol=1e-9, atol=1e-6)
    np.testing.assert_array_equal(today.nearest.cost, before)
    same = np.setdiff1d(np.arange(len(demand)), changed)
    np.testing.assert_array_equal(found.cost[same], before[same])


@pytest.mark.parametrize(
    ("closed", "moved"), [([0, 0], []), ([0], [(0, (1, 1))]), ([2], []), ([], [(-1, (1, 1))])]
)
def test_conflicting_changes_are_refused(closed, moved):
    today = Present.of("distance", [(0, 0)], [(1, 0), (2, 0)], np.zeros(1, bool), None, [], None)
    with pytest.raises(ValueError, match="service"):
        today.changed(closed, (), moved)


def test_closing_all_leaves_nothing_in_reach():
    today = Present.of("distance", [(0, 0)], [(1, 0), (2, 0)], np.zeros(1, bool), None, [], None)
    found, changed = today.changed([0, 1])
    assert np.isinf(found.cost).all()
    assert changed.tolist() == [0]


def test_new_homes_cost_what_their_neighbours_do():
    today = Present.of("distance", [(0, 0)], [(1000, 0)], np.zeros(1, bool), None, [], None)
    assert today.cost_at([(0, 0), (2000, 0)], np.zeros(2, bool)).tolist() == [1300.0, 1300.0]
