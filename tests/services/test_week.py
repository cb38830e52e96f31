"""Hours: what the editor writes can be evaluated and is read back as it was."""

from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.queries.hours import SWEDEN, state_at
from services.week import DAYS, MONTHS, SpecialDay, Week, is_understood, read, write

hours = st.sampled_from(["10:00-16:00", "08:30-18:00", "11:00-23:30"])
seasons = st.none() | st.tuples(st.sampled_from(MONTHS), st.sampled_from(MONTHS))
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
special = st.builds(
    lambda first, nights, hours: SpecialDay(
        first, first + timedelta(nights) if nights else None, hours
    ),
    days,
    st.integers(0, 40),
    st.just("") | hours,
)
weeks = st.builds(
    Week,
    hours=st.dictionaries(st.sampled_from(DAYS), hours, min_size=1),
    season=seasons,
    closed_on_holidays=st.booleans(),
    closed_on_eves=st.booleans(),
    special=st.lists(special, max_size=4).map(tuple),
)


def test_week_is_written_with_like_days_together():
    week = Week(dict.fromkeys(DAYS[:5], "10:00-18:00") | {"Sa": "10:00-14:00"}, ("May", "Sep"))
    assert write(week) == "May-Sep: Mo-Fr 10:00-18:00; May-Sep: Sa 10:00-14:00"


def test_round_the_clock_is_one_word():
    assert write(Week(always=True)) == "24/7"
    assert read("24/7").always


def test_what_the_editor_cannot_show_is_not_read():
    assert read("Mo-Fr 10:00-12:00,13:00-17:00") is None
    assert read('"ring först"') is None


def test_nonsense_is_not_understood():
    assert not is_understood("måndag till fredag")
    assert is_understood("Mo-Fr 10:00-12:00,13:00-17:00")


@given(weeks)
def test_every_week_is_understood_and_read_back(week):
    text = write(week)
    assert is_understood(text)
    again = read(text)
    assert again.hours == week.hours
    assert (again.season or None) == week.season
    assert again.closed_on_holidays == week.closed_on_holidays
    assert again.closed_on_eves == week.closed_on_eves
    assert again.special == week.special


@given(special, st.sampled_from(["24/7", "Mo-Su 09:00-20:00"]))
def test_a_special_day_holds_over_the_usual_week(one, usual):
    text = f"{usual}; {one.write()}"
    start, end = one.hours.split("-") if one.hours else ("00:00", "00:00")
    for day in {one.first, one.last or one.first}:
        for hour in (0, 9, 12, 17, 22):
            moment = datetime(day.year, day.month, day.day, hour, tzinfo=SWEDEN)
            state = state_at(text, moment)
            is_open = start <= f"{hour:02d}:00" < end
            # On a public holiday that the hours do not name, nobody is sent there on a guess.
            assert state == ("open" if is_open else "closed") or state == "unknown"
            assert not (is_open and state == "closed")
            assert not (not is_open and state == "open")
