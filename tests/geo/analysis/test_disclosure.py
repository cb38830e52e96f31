"""No count of 1 to 4 is shown, and none can be worked out from what is shown with the sums."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from geo.analysis.disclosure import hidden, hidden_change, is_small

TABLES = arrays(
    np.int64,
    st.tuples(st.integers(1, 5), st.integers(1, 4)),
    elements=st.one_of(st.integers(0, 9), st.integers(0, 400)),
)


def lines(table, away, across):
    yield from zip(table.T, away.T, strict=True)
    if across:
        yield from zip(table, away, strict=True)


@given(TABLES, st.booleans())
def test_no_small_count_is_shown_and_none_stands_hidden_alone(table, across):
    away = hidden(table, adds_across=across)
    assert away[is_small(table)].all()
    for counts, is_away in lines(table, away, across):
        # Alone in its line, a hidden count is the published sum less what is shown of it.
        if is_away.sum() == 1:
            assert not counts[~is_away].any()


@given(TABLES)
def test_nothing_is_hidden_where_every_count_is_large_or_none(table):
    table = np.where(table < 5, 0, table)
    assert not hidden(table, adds_across=True).any()


def test_what_is_hidden_for_another_s_sake_is_the_smallest():
    assert hidden([2, 90, 30, 0, 60]).tolist() == [True, False, True, False, False]


def test_a_change_of_a_few_people_is_hidden():
    assert hidden_change([40, 40, 40, 40], [40, 37, 43, 45]).tolist() == [False, True, True, False]


@pytest.mark.parametrize("counts", [[-1], [np.nan], [np.inf]])
def test_what_is_no_count_is_refused(counts):
    with pytest.raises(ValueError, match="counts"):
        hidden(counts)
