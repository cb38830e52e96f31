"""Whether a place is open at a moment: open, closed, by arrangement, or unknown. Pure.

Hours are OpenStreetMap's syntax. Where they do not say what holds on a holiday, a place that
would be open on an ordinary such weekday is *unknown*: nobody should drive there on a guess.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]

from services.queries.holidays import holidays

SWEDEN = ZoneInfo("Europe/Stockholm")
LOOK_AHEAD = timedelta(days=366)
MOST_CHANGES = 400
MOST_CHARACTERS = 500
ALWAYS = "24/7"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PUBLIC_HOLIDAY = re.compile(r"\bPH\b")
# The selector of a rule that names holidays: "PH", "Su,PH", "Sa-Su, PH"; the rest is its hours.
HOLIDAY_RULE = re.compile(r"^\s*[A-Za-z, -]*\bPH\b(?:\s*,\s*[A-Z][a-z](?:-[A-Z][a-z])?)*\s*(.*)$")
CALL = re.compile(r"ring|call|appointment|bokning|boka|överenskommelse", re.IGNORECASE)


class Opening(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    BY_ARRANGEMENT = "by_arrangement"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class OpeningAt:
    """What holds at a moment, and until when; the next opening where it is closed."""

    state: Opening
    until: datetime | None = None
    next_opening: datetime | None = None
    is_holiday: bool = False


def opening_at(hours: str, when: datetime, *, by_arrangement: bool = False) -> OpeningAt:
    """Say whether a place is open at a moment.

    Hours that cannot be read, or are not known, are unknown, never open.
    """
    local = when.astimezone(SWEDEN)
    is_holiday = local.date() in holidays(local.year)
    state = _state(hours, local, by_arrangement)
    if state is Opening.OPEN:
        return OpeningAt(state, until=_change(hours, local), is_holiday=is_holiday)
    if state is Opening.CLOSED:
        return OpeningAt(state, next_opening=_next_opening(hours, local), is_holiday=is_holiday)
    return OpeningAt(state, is_holiday=is_holiday)


def state_at(hours: str, when: datetime, *, by_arrangement: bool = False) -> Opening:
    """Say only which of the four states holds."""
    return _state(hours, when.astimezone(SWEDEN), by_arrangement)


def _state(hours: str, local: datetime, by_arrangement: bool) -> Opening:
    otherwise = Opening.BY_ARRANGEMENT if by_arrangement else Opening.UNKNOWN
    if not hours.strip():
        return otherwise
    parsed = _parsed(hours.strip(), local.year)
    if parsed is None:
        return otherwise
    state, comment = parsed.state(local)
    if comment and CALL.search(comment):
        return Opening.BY_ARRANGEMENT
    if state == State.UNKNOWN:
        return otherwise
    if state == State.CLOSED:
        return Opening.BY_ARRANGEMENT if by_arrangement else Opening.CLOSED
    return otherwise if _is_guess(hours, local.date()) else Opening.OPEN


def _is_guess(hours: str, day: date) -> bool:
    """Tell whether the hours are a weekday's on a holiday they do not speak of."""
    if hours.strip() == ALWAYS or day not in holidays(day.year):
        return False
    return not PUBLIC_HOLIDAY.search(hours) and _named(day) not in hours


def _change(hours: str, local: datetime) -> datetime | None:
    parsed = _parsed(hours.strip(), local.year)
    change = parsed.next_change(local) if parsed else None
    return change if change and change - local <= LOOK_AHEAD else None


def _next_opening(hours: str, local: datetime) -> datetime | None:
    """Return the next moment known to be open within a year."""
    moment = local
    for _ in range(MOST_CHANGES):
        change = _change(hours, moment)
        if change is None or change <= moment or change - local > LOOK_AHEAD:
            return None
        moment = change
        if _state(hours, moment, False) is Opening.OPEN:
            return moment
    return None


@lru_cache(maxsize=2048)
def _parsed(hours: str, year: int) -> OpeningHours | None:
    """Read hours with the holidays of the year and its neighbours written out as dates."""
    if len(hours) > MOST_CHARACTERS:
        return None
    rules = []
    for rule in hours.split(";"):
        rules.append(rule)
        found = HOLIDAY_RULE.match(rule)
        if found:
            days = [
                f"{day.year} {_named(day)}"
                for one in (year - 1, year, year + 1)
                for day in sorted(holidays(one))
                if _named(day) not in hours
            ]
            rules.append(f" {','.join(days)} {found[1]}")
    try:
        return OpeningHours(";".join(rules), timezone=SWEDEN)
    except ParserError:
        return None


def _named(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day:02d}"
