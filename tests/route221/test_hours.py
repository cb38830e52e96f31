"""Hours: what the editor writes can be evaluated and is read back as it was."""

from hypothesis import given
from hypothesis import strategies as st

from route221.hours import DAYS, MONTHS, Week, is_understood, read, write

hours = st.sampled_from(["10:00-16:00", "08:30-18:00", "11:00-23:30"])
seasons = st.none() | st.tuples(st.sampled_from(MONTHS), st.sampled_from(MONTHS))
weeks = st.builds(
    Week,
    hours=st.dictionaries(st.sampled_from(DAYS), hours, min_size=1),
    season=seasons,
    closed_on_holidays=st.booleans(),
    closed_on_eves=st.booleans(),
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
