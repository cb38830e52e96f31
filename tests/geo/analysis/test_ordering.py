"""The best order: against trying every order."""

from itertools import pairwise, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.ordering import best_order

places = st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=2, max_size=7)


def way(cost, order):
    return sum(cost[a, b] for a, b in pairwise([0, *order, len(cost) - 1]))


@given(places)
def test_no_order_is_shorter(at):
    xy = np.array(at, dtype=float)
    cost = np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1))
    found = best_order(cost)
    assert sorted(found) == list(range(1, len(at) - 1))
    shortest = min(way(cost, order) for order in permutations(range(1, len(at) - 1)))
    assert way(cost, found) == pytest.approx(shortest)


def test_more_than_twelve_places_are_refused():
    with pytest.raises(ValueError, match="at most 12"):
        best_order(np.zeros((15, 15)))


def test_costs_that_are_no_square_are_refused():
    with pytest.raises(ValueError, match="square"):
        best_order(np.zeros((2, 3)))
