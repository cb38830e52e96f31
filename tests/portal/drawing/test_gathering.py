"""Stops at the same place become one line, one label, one dot; none is lost."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.drawing.strip import LABEL_STEP, gather
from portal.queries.gathering import MANY, many_words, same_place

chainages = st.lists(st.floats(0, 20_000), max_size=80).map(sorted)


def stops(chainage_m):
    return [SimpleNamespace(chainage_m=one, key=n) for n, one in enumerate(chainage_m)]


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


ROAD = SimpleNamespace(from_name="Flen", to_name="Bettna", alignment=SimpleNamespace(length=9.5))


@pytest.mark.parametrize(
    ("villages", "from_first_m", "words"),
    [
        (["Flen"] * 3, [0, 0, 0], "3 ställen i Flen"),
        (["Flen", "Mellösa", ""], [0, 0, 0], "3 ställen vid vägens ände, Flen"),
        (["", "", ""], [9.5, 9.5, 9.5], "3 ställen vid vägens ände, Bettna"),
        (["Flen", "Bettna", ""], [3, 3, 3], "3 ställen"),
        (["", "", ""], [0, 3, 3], "3 ställen"),
    ],
)
def test_place_is_named_only_where_all_are_in_it(villages, from_first_m, words):
    stops = [
        SimpleNamespace(locality=village, from_first_m=at, road=ROAD)
        for village, at in zip(villages, from_first_m, strict=True)
    ]
    assert many_words(stops) == words
