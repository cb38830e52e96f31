"""Siting against spopt and against every choice there is."""

from itertools import combinations

import numpy as np
import pulp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spopt.locate import MCLP, PMedian

from geo.analysis.siting import max_cover, p_median

SIZES = st.tuples(st.integers(1, 12), st.integers(1, 7), st.integers(1, 3), st.integers(0, 2**31))


def world(n, m, seed):
    chance = np.random.default_rng(seed)
    people, places = chance.uniform(0, 100, (n, 2)), chance.uniform(0, 100, (m, 2))
    cost = np.hypot(*(people[:, None] - places[None]).transpose(2, 0, 1))
    return cost, chance.integers(0, 50, n).astype(float), chance


@settings(deadline=None, max_examples=60)
@given(SIZES, st.booleans())
def test_no_choice_covers_more(size, has_locked):
    n, m, p, seed = size
    cost, weights, _ = world(n, m, seed)
    locked = (0,) if has_locked else ()
    within = cost <= 35
    found = max_cover(within, weights, p, locked)
    free = [one for one in range(m) if one not in locked]
    best = max(
        weights[within[:, [*locked, *choice]].any(axis=1)].sum()
        for choice in combinations(free, min(p, len(free)))
    )
    assert found.is_exact
    assert found.value == pytest.approx(best)
    assert len(found.chosen) <= p
    assert not set(found.chosen) & set(locked)


@settings(deadline=None, max_examples=60)
@given(SIZES, st.booleans())
def test_no_choice_costs_less(size, has_locked):
    n, m, p, seed = size
    cost, weights, _ = world(n, m, seed)
    locked = (0,) if has_locked else ()
    found = p_median(cost, weights, p, locked)
    free = [one for one in range(m) if one not in locked]
    best = (
        min(
            weights @ cost[:, [*locked, *choice]].min(axis=1, initial=np.inf)
            for choice in combinations(free, min(p, len(free)))
        )
        if free or locked
        else 0
    )
    assert found.is_exact
    assert found.value == pytest.approx(best)


@pytest.mark.filterwarnings("ignore:.*PuLP 4.0:DeprecationWarning")
@pytest.mark.parametrize("seed", range(3))
def test_cover_agrees_with_spopt_with_what_is_there_locked(seed):
    cost, weights, _ = world(60, 15, seed)
    there = np.zeros(15)
    there[[2, 7]] = 1
    peer = MCLP.from_cost_matrix(cost, weights, 20, p_facilities=5, predefined_facilities_arr=there)
    peer = peer.solve(
        pulp.COIN_CMD(msg=False) if pulp.COIN_CMD().available() else pulp.PULP_CBC_CMD(msg=False)
    )
    found = max_cover(cost <= 20, weights, 3, (2, 7))
    assert found.value == pytest.approx(peer.problem.objective.value())


@pytest.mark.filterwarnings("ignore:.*PuLP 4.0:DeprecationWarning")
@pytest.mark.parametrize("seed", range(3))
def test_median_agrees_with_spopt_with_what_is_there_locked(seed):
    cost, weights, _ = world(40, 12, seed)
    there = np.zeros(12)
    there[[1, 5]] = 1
    peer = PMedian.from_cost_matrix(cost, weights, p_facilities=5, predefined_facilities_arr=there)
    peer = peer.solve(pulp.PULP_CBC_CMD(msg=False))
    found = p_median(cost, weights, 3, (1, 5))
    assert found.value == pytest.approx(peer.problem.objective.value())


def test_when_time_is_up_the_bound_is_said():
    cost, weights, _ = world(300, 120, 5)
    found = max_cover(cost <= 9, weights, 12, time_limit_s=1e-9)
    exact = max_cover(cost <= 9, weights, 12)
    assert exact.is_exact
    assert found.value <= exact.value + 1e-9 <= found.bound + 1e-6
    costly = p_median(cost, weights, 5, time_limit_s=1e-9)
    assert costly.bound <= costly.value
    assert not costly.is_exact


def test_where_nothing_helps_nothing_is_chosen():
    assert max_cover([[False]], [5], 1).chosen == ()
    assert max_cover(np.ones((2, 2), bool), [1, 1], 1, (0,)).chosen == ()
    assert p_median([[1.0, 3.0]], [2], 1, (0,)).chosen == ()


@pytest.mark.parametrize(
    ("cost", "weights", "p"), [([[1.0]], [1], 0), ([[1.0]], [-1], 1), ([[1.0]], [1, 2], 1)]
)
def test_nonsense_is_refused(cost, weights, p):
    with pytest.raises(ValueError, match=r"p must|weight"):
        p_median(cost, weights, p)
    with pytest.raises(ValueError, match=r"p must|weight"):
        max_cover(cost, weights, p)


def test_costs_out_of_reach_are_refused():
    with pytest.raises(ValueError, match="finite"):
        p_median([[np.inf]], [1], 1)
