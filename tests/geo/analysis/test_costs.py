"""The straight-line estimate, against brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo.analysis.costs import NO_SERVICE, StraightLine

points = st.integers(0, 12).flatmap(
    lambda n: hnp.arrays(np.float64, (n, 2), elements=st.integers(-50, 50).map(float))
)


@given(demand=points, supply=points, k=st.integers(1, 5))
def test_nearest_agrees_with_brute_force(demand, supply, k):
    near = StraightLine().nearest(demand, supply, k)
    metres = np.hypot(*(demand[:, None, :] - supply[None, :, :]).transpose(2, 0, 1))
    expected = np.full((len(demand), k), np.inf)
    expected[:, : len(supply)] = np.sort(metres, axis=1)[:, :k] * 1.3
    np.testing.assert_allclose(near.cost, expected, rtol=1e-12)
    assert np.isnan(near.join_m).all()
    for row, services in enumerate(near.service):
        chosen = services[services != NO_SERVICE]
        assert len(set(chosen)) == len(chosen) == min(k, len(supply))
        np.testing.assert_allclose(metres[row, chosen] * 1.3, near.cost[row, : len(chosen)])


@given(demand=points, supply=points, threshold=st.integers(1, 100))
def test_count_within_agrees_with_brute_force(demand, supply, threshold):
    counted = StraightLine().count_within(demand, supply, threshold * 1.3)
    metres = np.hypot(*(demand[:, None, :] - supply[None, :, :]).transpose(2, 0, 1))
    np.testing.assert_array_equal(counted, (metres <= threshold).sum(axis=1))


def test_nearest_tie_goes_to_the_lower_index():
    near = StraightLine().nearest([(0, 0)], [(3, 4), (5, 0), (0, -5)], k=2)
    assert near.service.tolist() == [[0, 1]]


def test_time_is_the_detour_at_sixty():
    near = StraightLine("time").nearest([(0, 0)], [(10_000, 0)], k=1)
    assert near.cost.item() == pytest.approx(13 * 60)


def test_estimate_has_no_join_limit():
    near = StraightLine().nearest([(0, 0)], [(500_000, 0)], k=1)
    assert near.cost.item() == pytest.approx(650_000)


def test_nearest_with_nothing_to_reach_is_unreached():
    near = StraightLine().nearest([(0, 0)], [], k=2)
    assert near.cost.tolist() == [[np.inf, np.inf]]
    assert near.service.tolist() == [[NO_SERVICE, NO_SERVICE]]


@pytest.mark.parametrize("bad", [[(0, 0, 0)], [1, 2], [(0, np.inf)]])
def test_points_of_the_wrong_kind_are_refused(bad):
    with pytest.raises(ValueError, match="point"):
        StraightLine().nearest(bad, [(0, 0)])


def test_k_below_one_is_refused():
    with pytest.raises(ValueError, match="k must"):
        StraightLine().nearest([(0, 0)], [(0, 0)], k=0)
