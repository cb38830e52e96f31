"""The five classes, one by one and against each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.verdicts import Completeness, Verdict, verdict


@pytest.mark.parametrize(
    ("within", "completeness", "expected"),
    [
        (90, "complete", Verdict.MET),
        (90, "partial", Verdict.MET),
        (89, "complete", Verdict.GAP),
        (89, "partial", Verdict.POSSIBLE_GAP),
        (90, "none", Verdict.NOT_ASSESSED),
        (0, "none", Verdict.NOT_ASSESSED),
    ],
)
def test_verdict_by_what_the_register_knows(within, completeness, expected):
    assert verdict(100, within, 0.9, completeness).item() == expected


@pytest.mark.parametrize(
    ("surely", "within", "possibly", "expected"),
    [
        (95, 96, 97, Verdict.MET),
        (85, 96, 97, Verdict.TOO_CLOSE),
        (85, 86, 97, Verdict.TOO_CLOSE),
        (85, 86, 89, Verdict.GAP),
    ],
)
def test_estimate_is_called_only_when_the_margin_cannot_turn_it(surely, within, possibly, expected):
    answer = verdict(
        100,
        within,
        0.9,
        "complete",
        is_estimate=True,
        surely_within=surely,
        possibly_within=possibly,
    )
    assert answer.item() == expected


def test_measured_cost_near_the_threshold_is_called():
    answer = verdict(100, 96, 0.9, "complete", surely_within=80, possibly_within=99)
    assert answer.item() == Verdict.MET


def test_estimate_not_met_by_a_partial_register_is_a_possible_gap():
    margins = {"is_estimate": True, "surely_within": 80, "possibly_within": 99}
    assert verdict(100, 85, 0.9, "partial", **margins).item() == Verdict.POSSIBLE_GAP
    assert verdict(100, 95, 0.9, "partial", **margins).item() == Verdict.TOO_CLOSE


def test_estimate_of_an_unknown_register_is_not_assessed():
    answer = verdict(100, 96, 0.9, "none", is_estimate=True, surely_within=80, possibly_within=99)
    assert answer.item() == Verdict.NOT_ASSESSED


def test_area_without_residents_lacks_nobody():
    assert verdict(0, 0, 0.9, "complete").item() == Verdict.MET


@given(
    st.lists(st.integers(0, 100), min_size=3, max_size=3).map(sorted),
    st.integers(0, 100),
    st.sampled_from(list(Completeness)),
    st.booleans(),
)
def test_exactly_one_class_and_more_reach_never_makes_it_worse(counts, percent, known, estimate):
    def rank(*margins):
        answer = verdict(
            100,
            margins[1],
            percent / 100,
            known,
            is_estimate=estimate,
            surely_within=margins[0],
            possibly_within=margins[2],
        ).item()
        return [Verdict.POSSIBLE_GAP, Verdict.GAP, Verdict.TOO_CLOSE, Verdict.MET].index(answer)

    if known == Completeness.NONE:
        assert verdict(100, counts[1], percent / 100, known).item() == Verdict.NOT_ASSESSED
    else:
        assert rank(*counts) <= rank(*(min(100, c + 10) for c in counts))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"completeness": "most"}, "completeness"),
        ({"target_share": 90}, "share"),
        ({"is_estimate": True}, "surely"),
    ],
)
def test_verdict_refuses_what_it_cannot_judge(change, words):
    good = {"residents": 100, "within": 1, "target_share": 0.9, "completeness": "complete"}
    with pytest.raises(ValueError, match=words):
        verdict(**good | change)
