"""Stops at the same place become one line, one label, one dot; none is lost."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.drawing.strip import LABEL_STEP, gather
from portal.queries.gathering import MANY, many_words, same_place, short_words

chainages = st.lists(st.floats(0, 20_000), max_size=80).map(sorted)


def stops(chainage_m):
    return [
        SimpleNamespace(chainage_m=one, key=n, offset_m=0.0) for n, one in enumerate(chainage_m)
    ]


@given(chainages)
def test_groups_hold_every_stop_once_and_in_order(chainage_m):
    found = same_place(stops(chainage_m))
    assert [stop.key for group in found for stop in group] == list(range(len(chainage_m)))
    for group in found:
        assert len(group) == 1 or len(group) >= MANY
        assert group[-1].chainage_m - group[0].chainage_m <= 100


@given(chainages, st.floats(100, 900))
def test_labels_of_the_strip_fit_its_room(chainage_m, room):
    given_stops = stops(chainage_m)
    at = [one / 20_000 * room for one in chainage_m]
    found = gather(given_stops, at, room)
    assert [stop.key for group in found for stop in group] == list(range(len(chainage_m)))
    assert len(found) * LABEL_STEP <= room or not found


ROAD = SimpleNamespace(from_name="Flen", to_name="Bettna", alignment=SimpleNamespace(length=950))


def places(villages, from_first_m, offset_m):
    return [
        SimpleNamespace(locality=village, from_first_m=at, offset_m=aside, road=ROAD, key=at)
        for village, at, aside in zip(villages, from_first_m, offset_m, strict=True)
    ]


@pytest.mark.parametrize(
    ("villages", "from_first_m", "offset_m", "words", "short"),
    [
        (["Flen"] * 3, [0] * 3, [10, 900, 20], "3 ställen i Flen", "3 ställen, Flen"),
        (
            ["Flen", "Mellösa", ""],
            [0, 0, 30],
            [10, 900, 10_840],
            "3 ställen i och runt Flen, upp till 10,8 km från vägen",
            "3 ställen, Flen",
        ),
        (
            ["", "", ""],
            [950, 950, 900],
            [8_000, 0, 0],
            "3 ställen i och runt Bettna, upp till 8,0 km från vägen",
            "3 ställen, Bettna",
        ),
        (["Flen", "Bettna", ""], [300] * 3, [0, 0, 0], "3 ställen", "3 ställen"),
        (
            ["", "", ""],
            [300] * 3,
            [0, 2_000, 0],
            "3 ställen, upp till 2,0 km från vägen",
            "3 ställen",
        ),
    ],
)
def test_place_is_named_only_where_all_are_in_it_and_how_far_they_lie_is_said(
    villages, from_first_m, offset_m, words, short
):
    stops = places(villages, from_first_m, offset_m)
    assert many_words(stops) == words
    assert short_words(stops) == short


def test_what_lies_beyond_an_end_stands_nearest_first():
    stops = places([""] * 3, [0, 0, 0], [8_000, 100, 3_000])
    for stop in stops:
        stop.chainage_m = stop.from_first_m
    assert [stop.offset_m for stop in same_place(stops)[0]] == [100, 3_000, 8_000]
