"""A moment in an address is read in Swedish time, and nonsense is none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.queries.opening import moment, now_at
from services.models import Offer


def test_local_time_is_read_in_sweden():
    assert moment("2026-11-24T13:30") == datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01T00:00", "9999-01-01T00:00", "now "])
def test_nonsense_is_no_moment(text):
    assert moment(text) is None


@given(st.text(max_size=40))
def test_any_text_is_read(text):
    moment(text)


def test_offer_always_open_says_so():
    now = now_at(Offer(opening_hours="24/7"))
    assert now.opening.state == "open"
    assert now.words
