"""The longest stretch without a stop: by hand, by law, and against trying every choice."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.stretches import stretches_without

stops = st.lists(
    st.tuples(st.integers(0, 50_000).map(float), st.integers(0, 12_000).map(float)), max_size=7
)


def legs(length, chosen):
    path = [(0.0, 0.0), *sorted(chosen), (length, 0.0)]
    return [b[0] - a[0] + a[1] + b[1] for a, b in pairwise(path)]


@given(stops)
def test_longest_is_the_least_of_every_choice(chosen):
    found = stretches_without(50_000, [s[0] for s in chosen], [s[1] for s in chosen])
    tried = min(
        max(legs(50_000.0, some))
        for count in range(len(chosen) + 1)
        for some in combinations(chosen, count)
    )
    assert found.length_m.max() == pytest.approx(tried)


@given(stops, st.tuples(st.floats(0, 50_000), st.floats(0, 5_000)))
def test_one_more_stop_never_lengthens_the_longest(chosen, more):
    def longest(some):
        return stretches_without(50_000, [s[0] for s in some], [s[1] for s in some]).length_m.max()

    assert longest([*chosen, more]) <= longest(chosen) + 1e-6


@given(stops)
def test_direction_changes_no_length(chosen):
    there = stretches_without(50_000, [s[0] for s in chosen], [s[1] for s in chosen])
    back = stretches_without(50_000, [50_000 - s[0] for s in chosen], [s[1] for s in chosen])
    assert there.length_m.max() == pytest.approx(back.length_m.max())


def test_both_ends_of_the_road_count():
    found = stretches_without(100_000, [45_000, 55_000])
    assert found.length_m.tolist() == [45_000, 10_000, 45_000]
    assert found.from_stop.tolist() == [-1, 0, 1]


def test_stop_too_far_aside_is_passed_by():
    found = stretches_without(20_000, [10_000], [15_000])
    assert found.length_m.tolist() == [20_000]


@pytest.mark.parametrize(
    ("length", "at", "aside"),
    [(0, [], []), (10, [1], [1, 2]), (10, [float("nan")], [0]), (10, [1], [-1])],
)
def test_wrong_input_is_refused(length, at, aside):
    with pytest.raises(ValueError, match=r"length|equal|finite"):
        stretches_without(length, np.array(at), np.array(aside))
