"""Swedish holidays, and the eves that people keep as holidays."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

SATURDAY = 5


@lru_cache(maxsize=32)
def holidays(year: int) -> frozenset[date]:
    """Return the days of a year on which ordinary hours say nothing.

    The holidays of lag (1989:253) om allmänna helgdagar, Sundays apart, and the three eves that
    people keep as holidays: Midsummer's, Christmas and New Year's.
    """
    sunday = easter(year)
    midsummer = _saturday_from(date(year, 6, 20))
    return frozenset(
        {
            date(year, 1, 1),
            date(year, 1, 6),
            sunday - timedelta(days=2),
            sunday,
            sunday + timedelta(days=1),
            date(year, 5, 1),
            sunday + timedelta(days=39),
            sunday + timedelta(days=49),
            date(year, 6, 6),
            midsummer - timedelta(days=1),
            midsummer,
            _saturday_from(date(year, 10, 31)),
            date(year, 12, 24),
            date(year, 12, 25),
            date(year, 12, 26),
            date(year, 12, 31),
        }
    )


@lru_cache(maxsize=32)
def eves(year: int) -> frozenset[date]:
    """Return the eves that are working days, on which many close early.

    Twelfth Night's, Maundy Thursday, Easter's, Walpurgis, Ascension's, All Saints' and the day
    before Christmas Eve: ordinary hours hold less surely than on other days.
    """
    sunday = easter(year)
    return frozenset(
        {
            date(year, 1, 5),
            sunday - timedelta(days=3),
            sunday - timedelta(days=1),
            date(year, 4, 30),
            sunday + timedelta(days=38),
            _saturday_from(date(year, 10, 31)) - timedelta(days=1),
            date(year, 12, 23),
        }
    )


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(SATURDAY - day.weekday()) % 7)
