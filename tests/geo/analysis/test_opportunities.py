"""The score of an opportunity: bounded, and each reason speaks in its direction."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.opportunities import WEIGHTS, opportunity_parts, opportunity_score

FIGURES = st.tuples(
    st.floats(0, 1e6), st.floats(1, 1e5), st.floats(0, 1e5), st.floats(0, 1e5), st.booleans()
)


@given(FIGURES)
def test_parts_and_score_lie_between_0_and_1(figures):
    parts = opportunity_parts(*figures)
    assert ((parts >= 0) & (parts <= 1)).all()
    assert 0 <= opportunity_score(parts)[0] <= 1


@given(FIGURES, st.floats(0, 1e5))
def test_more_of_a_reason_never_lowers_the_score(figures, more):
    longest, limit, residents, apart, same = figures
    score = opportunity_score(opportunity_parts(*figures))[0]
    for better in (
        (longest + more, limit, residents, apart, same),
        (longest, limit, residents + more, apart, same),
        (longest, limit, residents, max(apart - more, 0), same),
        (longest, limit, residents, apart, True),
    ):
        assert opportunity_score(opportunity_parts(*better))[0] >= score - 1e-12


def test_the_score_does_not_depend_on_the_scale_of_the_weights():
    parts = [[0.2, 0.9, 0.5, 1.0]]
    twice = [2 * one for one in WEIGHTS]
    np.testing.assert_allclose(opportunity_score(parts), opportunity_score(parts, twice))


@pytest.mark.parametrize("weights", [(0, 0, 0, 0), (-1, 1, 1, 1), (np.nan, 1, 1, 1)])
def test_weights_that_weigh_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="weights"):
        opportunity_score([[1, 1, 1, 1]], weights)


@pytest.mark.parametrize("figures", [(1, 0, 1, 1, True), (-1, 1, 1, 1, True), (1, 1, np.inf, 1, 0)])
def test_figures_out_of_reason_are_refused(figures):
    with pytest.raises(ValueError, match="figures"):
        opportunity_parts(*figures)
