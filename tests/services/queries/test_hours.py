"""Opening hours against a table of hard cases, written by hand."""

from datetime import UTC, date, datetime

import pytest

from services.queries.holidays import holidays
from services.queries.hours import SWEDEN, Opening, opening_at, state_at

OPEN, CLOSED, ARRANGED, UNKNOWN = (
    Opening.OPEN,
    Opening.CLOSED,
    Opening.BY_ARRANGEMENT,
    Opening.UNKNOWN,
)
WEEK = "Mo-Fr 10:00-18:00; Sa 10:00-14:00"

CASES = [
    ("", "2026-11-24 12:00", UNKNOWN),
    ("   ", "2026-11-24 12:00", UNKNOWN),
    ("öppet när skylten är ute", "2026-11-24 12:00", UNKNOWN),
    ("Mo-Fr 10:00-", "2026-11-24 12:00", UNKNOWN),
    ("x" * 501, "2026-11-24 12:00", UNKNOWN),
    (WEEK, "2026-11-24 12:00", OPEN),
    (WEEK, "2026-11-24 09:59", CLOSED),
    (WEEK, "2026-11-24 10:00", OPEN),
    (WEEK, "2026-11-24 18:00", CLOSED),
    (WEEK, "2026-11-29 12:00", CLOSED),
    # Midnight is crossed, also into a day the rule does not name.
    ("Fr 20:00-02:00", "2026-11-28 01:59", OPEN),
    ("Fr 20:00-02:00", "2026-11-28 02:00", CLOSED),
    ("Fr 20:00-02:00", "2026-11-27 01:00", CLOSED),
    # Seasons, also one that wraps the year.
    ("Jun-Aug: Mo-Su 10:00-18:00", "2026-07-15 12:00", OPEN),
    ("Jun-Aug: Mo-Su 10:00-18:00", "2026-11-24 12:00", CLOSED),
    ("Nov-Mar: Mo-Su 10:00-15:00", "2027-02-02 12:00", OPEN),
    ("Nov-Mar: Mo-Su 10:00-15:00", "2026-11-24 12:00", OPEN),
    ("Nov-Mar: Mo-Su 10:00-15:00", "2026-04-20 12:00", CLOSED),
    # Eves and holidays that the hours do not speak of: unknown where a weekday would be open.
    ("Mo-Su 10:00-18:00", "2026-06-19 12:00", UNKNOWN),
    ("Mo-Su 10:00-18:00", "2026-12-24 12:00", UNKNOWN),
    ("Mo-Su 10:00-18:00", "2026-12-31 12:00", UNKNOWN),
    ("Mo-Su 10:00-18:00", "2026-04-03 12:00", UNKNOWN),
    ("Mo-Su 10:00-18:00", "2026-12-24 20:00", CLOSED),
    ("Mo-Su 10:00-18:00", "2026-12-23 12:00", OPEN),
    ("24/7", "2026-12-24 12:00", OPEN),
    # Holidays they do speak of; the three eves are kept as holidays.
    ("Mo-Su 10:00-18:00; PH off", "2026-12-25 12:00", CLOSED),
    ("Mo-Su 10:00-18:00; PH off", "2026-12-24 12:00", CLOSED),
    ("Mo-Su 10:00-18:00; PH off", "2026-06-19 12:00", CLOSED),
    ("Mo-Fr 10:00-18:00; Su,PH 12:00-16:00", "2026-12-25 13:00", OPEN),
    ("Mo-Fr 10:00-18:00; Su,PH 12:00-16:00", "2026-12-25 11:00", CLOSED),
    ("Mo-Fr 10:00-18:00; Su,PH 12:00-16:00", "2026-11-29 13:00", OPEN),
    ("Mo-Su 10:00-18:00; PH off; Dec 24 10:00-13:00", "2026-12-24 12:00", OPEN),
    ("Mo-Su 10:00-18:00; Dec 24 10:00-13:00; PH off", "2026-12-24 12:00", OPEN),
    ("Mo-Su 10:00-18:00; Dec 24 off", "2026-12-24 12:00", CLOSED),
    # The hour that does not exist, and the one that comes twice.
    ("Sa 22:00-03:30", "2026-03-29 03:15", OPEN),
    ("Sa 22:00-03:30", "2026-10-25 03:15", OPEN),
    ("Su 00:00-02:00", "2026-10-25 02:30", CLOSED),
    # In words.
    ('Mo-Fr 10:00-18:00 "ring först"', "2026-11-24 12:00", ARRANGED),
    ("Mo-Fr 10:00-18:00 unknown", "2026-11-24 12:00", UNKNOWN),
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SWEDEN)


@pytest.mark.parametrize(("hours", "when", "expected"), CASES)
def test_state_in_hard_cases(hours, when, expected):
    assert state_at(hours, at(when)) is expected


@pytest.mark.parametrize(
    ("hours", "when", "expected"),
    [
        ("", "2026-11-24 12:00", ARRANGED),
        (WEEK, "2026-11-24 12:00", OPEN),
        (WEEK, "2026-11-24 20:00", ARRANGED),
        ("Mo-Su 10:00-18:00", "2026-12-24 12:00", ARRANGED),
    ],
)
def test_by_arrangement_holds_where_hours_do_not(hours, when, expected):
    assert state_at(hours, at(when), by_arrangement=True) is expected


def test_moment_in_another_zone_is_read_as_swedish_time():
    assert state_at(WEEK, datetime(2026, 7, 1, 8, 30, tzinfo=UTC)) is OPEN
    assert state_at(WEEK, datetime(2026, 11, 24, 8, 30, tzinfo=UTC)) is CLOSED


@pytest.mark.parametrize(
    ("hours", "when", "expected"),
    [
        (WEEK, "2026-11-28 15:00", "2026-11-30 10:00"),
        ("Jun-Aug: Mo-Su 10:00-18:00", "2026-11-24 12:00", "2027-06-01 10:00"),
        ("Mo-Su 10:00-18:00", "2026-12-24 20:00", "2026-12-27 10:00"),
        ("off", "2026-11-24 12:00", None),
    ],
)
def test_next_opening_is_the_next_known_one(hours, when, expected):
    found = opening_at(hours, at(when)).next_opening
    assert found == (at(expected) if expected else None)


def test_open_says_until_when():
    assert opening_at(WEEK, at("2026-11-24 12:00")).until == at("2026-11-24 18:00")


def test_holidays_of_a_year():
    assert {day for day in holidays(2026) if day.month == 6} == {
        date(2026, 6, 6),
        date(2026, 6, 19),
        date(2026, 6, 20),
    }
    assert date(2026, 5, 14) in holidays(2026)
    assert date(2026, 10, 31) in holidays(2026)
