"""Residents by band, quantiles, gaps and closures, against counting person by person."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.costs import NearestServices
from geo.analysis.coverage import (
    choices_within,
    closure_effect,
    coverage,
    gap,
    residents_by_band,
    weighted_quantile,
)

costs = st.one_of(st.integers(0, 30).map(float), st.just(math.inf))
cells = st.lists(st.tuples(costs, st.integers(0, 4), st.integers(0, 4), st.integers(0, 2)))


def columns(cells):
    cost = np.array([c[0] for c in cells], float)
    residents = np.array([[c[1], c[2]] for c in cells], float).reshape(-1, 2)
    area = np.array([c[3] for c in cells], int)
    return cost, residents, area


def people(cells, area, group):
    """Costs of every single resident."""
    return sorted(c[0] for c in cells if c[3] == area for _ in range(c[1 + group]))


@given(cells, st.integers(1, 30))
def test_coverage_agrees_with_counting_each_resident(cells, threshold):
    found = coverage(*columns(cells), 3, threshold, bands=(5, 10, 20))
    for area in range(3):
        for group in range(2):
            each = people(cells, area, group)
            finite = [c for c in each if c < math.inf]
            at = (area, group)
            assert found.residents[at] == len(each)
            assert found.within[at] == sum(c <= threshold for c in each)
            assert found.unreached[at] == each.count(math.inf)
            assert found.surely_within[at] == sum(c <= threshold * 0.85 for c in each)
            assert found.possibly_within[at] == sum(c <= threshold * (1 + 0.15) for c in each)
            assert found.by_band[at].tolist() == [
                sum(c <= 5 for c in each),
                sum(5 < c <= 10 for c in each),
                sum(10 < c <= 20 for c in each),
                sum(20 < c < math.inf for c in each),
                each.count(math.inf),
            ]
            excess = sum(1 if c == math.inf else max(0, c - threshold) / threshold for c in each)
            assert found.severity[at] == pytest.approx(excess)
            if finite:
                assert found.mean_cost[at] == pytest.approx(sum(finite) / len(finite))
            else:
                assert math.isnan(found.mean_cost[at])
            if each:
                assert found.median_cost[at] == each[math.ceil(0.5 * len(each)) - 1]
                assert found.p90_cost[at] == each[math.ceil(round(0.9 * len(each), 9)) - 1]
                assert found.share_within[at] == found.within[at] / len(each)
            else:
                assert math.isnan(found.median_cost[at])
                assert math.isnan(found.share_within[at])


@given(cells, st.integers(1, 30))
def test_coverage_conserves_residents(cells, threshold):
    found = coverage(*columns(cells), 3, threshold, bands=(7,))
    np.testing.assert_array_equal(found.within + found.beyond + found.unreached, found.residents)
    np.testing.assert_array_equal(found.by_band.sum(axis=2), found.residents)


@given(st.lists(st.tuples(costs, st.floats(0, 1e6)), min_size=1), st.floats(0.01, 1))
def test_quantile_splits_fractional_residents(cells, share):
    cost, residents = np.array(cells).T
    value = weighted_quantile(cost, residents, np.zeros(len(cost), int), 1, share).item()
    total = residents.sum()
    if math.isnan(value):
        assert total < 1e-4
    else:
        assert residents[cost <= value].sum() >= share * total - 1e-3
        assert residents[cost < value].sum() <= share * total + 1e-3


def test_quantile_falls_among_the_unreached_as_infinite():
    assert weighted_quantile([1.0, np.inf], [4, 6], [0, 0], 1, 0.5).item() == np.inf


@given(st.integers(0, 100), st.data())
def test_gap_is_what_is_missing_for_the_target(residents, data):
    within = data.draw(st.integers(0, residents))
    percent = data.draw(st.integers(0, 100))
    missing = gap(residents, within, percent / 100)
    assert missing == pytest.approx(max(0, percent * residents / 100 - within))
    assert (missing == 0) == (within * 100 >= percent * residents)


@given(
    st.lists(st.tuples(costs, costs, st.integers(0, 3), st.integers(0, 3), st.integers(0, 9))),
    st.one_of(st.just(math.inf), st.integers(1, 20).map(float)),
)
def test_closure_effect_agrees_with_closing_one_at_a_time(rows, reach):
    rows = [(*sorted(r[:2]), r[2], r[3], r[4]) for r in rows if r[2] != r[3]]
    near = NearestServices(
        np.array([r[:2] for r in rows], float).reshape(-1, 2),
        np.array([r[2:4] for r in rows], np.int32).reshape(-1, 2),
        np.zeros(len(rows)),
    )
    near.service[np.isinf(near.cost)] = -1
    effect = closure_effect(near, [r[4] for r in rows], 4, reach)
    for closed in range(4):
        none, added = 0, 0.0
        for first, second, service, _, residents in rows:
            if service == closed and first < math.inf and first <= reach:
                if second == math.inf or second > reach:
                    none += residents
                else:
                    added += residents * (second - first)
        assert effect.left_with_none[closed, 0] == none
        assert effect.added[closed, 0] == added


def test_closure_effect_needs_two_nearest():
    near = NearestServices(np.zeros((1, 1)), np.zeros((1, 1), np.int32), np.zeros(1))
    with pytest.raises(ValueError, match="two nearest"):
        closure_effect(near, [1], 1)


def test_choices_within_counts_at_the_threshold():
    assert choices_within([[4.0, 5.0, 5.1]], 5).tolist() == [2]


def test_nobody_anywhere_gives_empty_areas():
    found = coverage([], np.empty((0, 5)), [], 2, 1000, bands=(500,))
    assert found.residents.shape == (2, 5)
    assert found.by_band.shape == (2, 5, 3)
    assert np.isnan(found.median_cost).all()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"threshold": 0}, "threshold"),
        ({"bands": (5, 5)}, "bands"),
        ({"cost": [-1.0]}, "at least 0"),
        ({"cost": [math.nan]}, "at least 0"),
        ({"residents": [-1]}, "residents"),
        ({"residents": [1, 2]}, "one row"),
        ({"area": [1]}, "numbered 0 to 0"),
        ({"area": [-1]}, "numbered 0 to 0"),
    ],
)
def test_coverage_refuses_what_it_cannot_add_up(change, words):
    good = {"cost": [1.0], "residents": [1], "area": [0], "areas": 1, "threshold": 5}
    with pytest.raises(ValueError, match=words):
        coverage(**good | change)


def test_bands_are_counted_up_to_and_including_their_edge():
    counted = residents_by_band([5.0, 5.1], [1, 2], [0, 0], 1, (5,))
    assert counted.ravel().tolist() == [1, 2, 0]
