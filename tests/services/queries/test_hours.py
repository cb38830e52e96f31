"""Opening hours against a table of hard cases, written by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.queries.holidays import eves, holidays
from services.queries.hours import SWEDEN, Opening, days_from, opening_at, state_at, states_at

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
    # The next day's own rule does not end a night that runs on.
    ("Fr 20:00-02:00; Sa 10:00-14:00", "2026-11-28 01:00", OPEN),
    ("Fr 20:00-02:00; Sa 10:00-14:00", "2026-11-28 02:00", CLOSED),
    ("Fr 20:00-02:00; Sa 10:00-14:00", "2026-11-28 12:00", OPEN),
    ("We-Th 17:00-23:00; Fr-Sa 17:00-01:00; Su 12:00-20:00", "2026-11-29 00:30", OPEN),
    ("We-Th 17:00-23:00; Fr-Sa 17:00-01:00; Su 12:00-20:00", "2026-11-27 00:30", CLOSED),
    ("Fr-Sa 17:00-26:00; Su off", "2026-11-29 01:30", OPEN),
    ("Fr 20:00-02:00; Sa off", "2026-11-28 01:00", OPEN),
    ("Mo-Fr 22:00-06:00; Sa-Su 10:00-18:00", "2026-11-28 05:59", OPEN),
    ("Mo-Fr 22:00-06:00; Sa-Su 10:00-18:00", "2026-11-29 05:59", CLOSED),
    # The night into a holiday is the eve's; the night after one is the holiday's.
    ("Mo-Su 18:00-01:00; PH off", "2026-12-24 00:30", OPEN),
    ("Mo-Su 18:00-01:00; PH off", "2026-12-25 00:30", CLOSED),
    ("Mo-Su 18:00-01:00", "2026-12-25 00:30", UNKNOWN),
    # Seasons, also one that wraps the year.
    ("Jun-Aug: Mo-Su 10:00-18:00", "2026-07-15 12:00", OPEN),
    ("Jun-Aug: Mo-Su 10:00-18:00", "2026-11-24 12:00", CLOSED),
    ("Nov-Mar: Mo-Su 10:00-15:00", "2027-02-02 12:00", OPEN),
    ("Nov-Mar: Mo-Su 10:00-15:00", "2026-11-24 12:00", OPEN),
    ("Nov-Mar: Mo-Su 10:00-15:00", "2026-04-20 12:00", CLOSED),
    ("Nov 15-Feb 15: Fr-Su 11:00-15:00", "2027-01-02 12:00", OPEN),
    ("Nov 15-Feb 15: Fr-Su 11:00-15:00", "2026-11-14 12:00", CLOSED),
    ("Nov 15-Feb 15: Fr-Su 11:00-15:00", "2027-02-14 12:00", OPEN),
    ("Dec-Jan: Mo-Su 18:00-02:00", "2027-02-01 01:00", OPEN),
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


@pytest.mark.parametrize(
    ("hours", "when", "until"),
    [
        ("Fr 20:00-02:00; Sa 10:00-14:00", "2026-11-27 21:00", "2026-11-28 02:00"),
        ("Fr 20:00-02:00; Sa 10:00-14:00", "2026-11-28 01:00", "2026-11-28 02:00"),
        ("Fr-Sa 17:00-01:00; Su 12:00-20:00", "2026-11-28 18:00", "2026-11-29 01:00"),
        # The night of the changed clock is an hour shorter, or longer, on the clock.
        ("Sa 22:00-03:30", "2026-03-28 23:00", "2026-03-29 03:30"),
        ("Sa 22:00-03:30", "2026-10-24 23:00", "2026-10-25 03:30"),
    ],
)
def test_open_until_the_night_ends(hours, when, until):
    assert opening_at(hours, at(when)).until == at(until)


def test_days_are_laid_out_with_holidays_and_nights():
    found = days_from("Mo-Th 10:00-18:00; Fr 10:00-01:00; Sa 12:00-16:00", date(2026, 12, 21))
    said = [
        [f"{start:%H:%M}-{end:%H:%M}" for start, end in one.spans] if one.is_known else None
        for one in found
    ]
    day = ["10:00-18:00"]
    assert said == [day, day, day, None, None, None, []]
    assert [one.is_eve for one in found] == [False, False, True, False, False, False, False]
    night = days_from("Mo-Th 10:00-18:00; Fr 10:00-01:00; Sa 12:00-16:00", date(2026, 11, 27), 2)
    assert [[f"{end:%d %H:%M}" for _, end in one.spans] for one in night] == [
        ["28 01:00"],
        ["28 16:00"],
    ]


def test_eves_of_a_year():
    assert sorted(eves(2026)) == [
        date(2026, 1, 5),
        date(2026, 4, 2),
        date(2026, 4, 4),
        date(2026, 4, 30),
        date(2026, 5, 13),
        date(2026, 10, 30),
        date(2026, 12, 23),
    ]


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


def test_hour_that_spring_skips_is_the_next():
    for minutes, expected in ((0, CLOSED), (30, OPEN)):
        when = datetime(2026, 3, 29, 2, minutes, tzinfo=SWEDEN)
        assert state_at("Su 03:30-05:00", when) == expected
        assert opening_at("Su 03:30-05:00", when).state == expected


@pytest.mark.parametrize(
    "first", ["2026-12-21", "2027-03-26", "2027-06-21", "2026-10-22", "2026-04-30"]
)
@pytest.mark.parametrize("by_arrangement", [False, True])
def test_many_moments_are_as_each_alone(first, by_arrangement):
    """Christmas and New Year, both changes of the clock, Midsummer, a change of season."""
    begin = datetime.fromisoformat(first).replace(tzinfo=SWEDEN)
    moments = [begin + timedelta(minutes=37 * step) for step in range(12 * 24)]
    for hours in sorted({hours for hours, *_ in CASES} | {'Mo-Fr 10:00-12:00 "ring först"'}):
        alone = [state_at(hours, when, by_arrangement=by_arrangement) for when in moments]
        assert states_at(hours, moments, by_arrangement=by_arrangement) == alone, hours
        # Whatever their order.
        again = states_at(hours, moments[::-1], by_arrangement=by_arrangement)
        assert again == alone[::-1], hours
