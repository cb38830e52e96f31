"""Whether a place is open at a moment: open, closed, by arrangement, or unknown. Pure.

Hours are OpenStreetMap's syntax. Where they do not say what holds on a holiday, a place that
would be open on an ordinary such weekday is *unknown*: nobody should drive there on a guess.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]

from services.queries.holidays import eves, holidays

SWEDEN = ZoneInfo("Europe/Stockholm")
LOOK_AHEAD = timedelta(days=366)
MOST_CHANGES = 400
MOST_CHARACTERS = 500
ALWAYS = "24/7"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PUBLIC_HOLIDAY = re.compile(r"\bPH\b")
# The selector of a rule that names holidays: "PH", "Su,PH", "Sa-Su, PH"; the rest is its hours.
HOLIDAY_RULE = re.compile(r"^\s*[A-Za-z, -]*\bPH\b(?:\s*,\s*[A-Z][a-z](?:-[A-Z][a-z])?)*\s*(.*)$")
SPAN = re.compile(r"(\d\d:\d\d)-(\d\d:\d\d)")
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
    is_eve: bool = False


def opening_at(hours: str, when: datetime, *, by_arrangement: bool = False) -> OpeningAt:
    """Say whether a place is open at a moment.

    Hours that cannot be read, or are not known, are unknown, never open.
    """
    local = local_time(when)
    is_holiday = local.date() in holidays(local.year)
    is_eve = local.date() in eves(local.year)
    state = _state(hours, local, by_arrangement)
    until = _until(hours, local) if state is Opening.OPEN else None
    opens = _next_opening(hours, local) if state is Opening.CLOSED else None
    return OpeningAt(state, until, opens, is_holiday, is_eve)


def state_at(hours: str, when: datetime, *, by_arrangement: bool = False) -> Opening:
    """Say only which of the four states holds."""
    return _state(hours, local_time(when), by_arrangement)


def local_time(when: datetime) -> datetime:
    """Return the moment as clocks in Sweden show it; an hour that spring skips is the next."""
    return when.astimezone(UTC).astimezone(SWEDEN)


def states_at(
    hours: str, moments: Sequence[datetime], *, by_arrangement: bool = False
) -> list[Opening]:
    """Say which state holds at each of many moments: as `state_at` does, asked once per change.

    Moments in ascending order are quickest: what holds is kept until the hours change or the day
    ends, for the next day may be a holiday.
    """
    found: list[Opening] = []
    since = until = None
    for when in moments:
        local = local_time(when)
        if since is None or until is None or not since <= local < until:
            since, until = local, _holds_until(hours, local)
            state = _state(hours, local, by_arrangement)
        found.append(state)
    return found


def _holds_until(hours: str, local: datetime) -> datetime | None:
    """Return until when a state is sure to hold; None where it has to be asked anew."""
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), tzinfo=SWEDEN)
    if not hours.strip():
        return midnight
    parsed = _parsed(hours.strip(), local.year)
    if parsed is None:
        return midnight
    if parsed.crosses_midnight:
        return None
    change = parsed.whole.next_change(local)
    return midnight if change is None else min(change, midnight)


def _state(hours: str, local: datetime, by_arrangement: bool) -> Opening:
    otherwise = Opening.BY_ARRANGEMENT if by_arrangement else Opening.UNKNOWN
    if not hours.strip():
        return otherwise
    parsed = _parsed(hours.strip(), local.year)
    if parsed is None:
        return otherwise
    state, comment = parsed.whole.state(local)
    if comment and CALL.search(comment):
        return Opening.BY_ARRANGEMENT
    if state == State.UNKNOWN:
        return otherwise
    day = local.date()
    if state == State.CLOSED:
        if _spill(parsed, local) is None:
            return Opening.BY_ARRANGEMENT if by_arrangement else Opening.CLOSED
        day -= timedelta(days=1)
    return otherwise if _is_guess(hours, day) else Opening.OPEN


def _spill(parsed: "Parsed", local: datetime) -> OpeningHours | None:
    """Return the rule by which yesterday's hours still run, although today's rule replaced it.

    "Fr 17:00-01:00; Sa 12:00-20:00" is read by the letter as closed from midnight; whoever wrote
    it is open until one.
    """
    if not parsed.crosses_midnight:
        return None
    eve = local.replace(hour=23, minute=59, second=0, microsecond=0, fold=0) - timedelta(days=1)
    if parsed.whole.state(eve)[0] != State.OPEN:
        return None
    for rule in reversed(parsed.rules):
        if rule.state(eve)[0] == State.OPEN:
            change = rule.next_change(eve)
            runs_on = change is not None and change > local and change - eve < timedelta(days=1)
            return rule if runs_on else None
    return None


def _until(hours: str, local: datetime) -> datetime | None:
    """Return when what is open closes; a change of rule at midnight is no closing."""
    moment = local
    for _ in range(MOST_CHANGES):
        parsed = _parsed(hours.strip(), moment.year)
        if parsed is None:
            return None
        spill = _spill(parsed, moment) if parsed.whole.state(moment)[0] == State.CLOSED else None
        change = (spill or parsed.whole).next_change(moment)
        if change is None or change <= moment or change - local > LOOK_AHEAD:
            return None
        moment = change
        if _state(hours, moment, False) is not Opening.OPEN:
            return moment
    return None


def _is_guess(hours: str, day: date) -> bool:
    """Tell whether the hours are a weekday's on a holiday they do not speak of."""
    if hours.strip() == ALWAYS or day not in holidays(day.year):
        return False
    return not PUBLIC_HOLIDAY.search(hours) and _named(day) not in hours


def _change(hours: str, local: datetime) -> datetime | None:
    parsed = _parsed(hours.strip(), local.year)
    change = parsed.whole.next_change(local) if parsed else None
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


@dataclass(frozen=True)
class Parsed:
    """Hours as a whole, and rule by rule where one of them crosses midnight."""

    whole: OpeningHours
    rules: tuple[OpeningHours, ...]

    @property
    def crosses_midnight(self) -> bool:
        return bool(self.rules)


@lru_cache(maxsize=2048)
def _parsed(hours: str, year: int) -> Parsed | None:
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
        whole = OpeningHours(";".join(rules), timezone=SWEDEN)
        several = len(rules) > 1 and any(map(_crosses_midnight, rules))
        parts = [rule for rule in rules if rule.strip()] if several else []
        return Parsed(whole, tuple(OpeningHours(rule, timezone=SWEDEN) for rule in parts))
    except ParserError:
        return None


def _crosses_midnight(rule: str) -> bool:
    return any(end <= start or end > "24:00" for start, end in SPAN.findall(rule))


def _named(day: date) -> str:
    return f"{MONTHS[day.month - 1]} {day.day:02d}"


@dataclass(frozen=True)
class DayHours:
    """One day's hours: when it opens and closes, or that nobody knows."""

    day: date
    spans: tuple[tuple[datetime, datetime], ...]
    is_known: bool
    is_holiday: bool
    is_eve: bool


def days_from(hours: str, first: date, days: int = 7) -> list[DayHours]:
    """Lay hours out by day, holidays and season in; a span belongs to the day it begins on."""
    found = []
    for number in range(days):
        day = first + timedelta(days=number)
        parsed = _parsed(hours.strip(), day.year) if hours.strip() else None
        is_known = parsed is not None and not _is_guess(hours, day)
        found.append(
            DayHours(
                day=day,
                spans=_spans(hours, parsed, day) if parsed and is_known else (),
                is_known=is_known,
                is_holiday=day in holidays(day.year),
                is_eve=day in eves(day.year),
            )
        )
    return found


def _spans(hours: str, parsed: Parsed, day: date) -> tuple[tuple[datetime, datetime], ...]:
    midnight = datetime.combine(day, time(), tzinfo=SWEDEN)
    tomorrow = datetime.combine(day + timedelta(days=1), time(), tzinfo=SWEDEN)
    spans = []
    for start, _end, state, _comment in parsed.whole.intervals(midnight, tomorrow):
        runs_since_yesterday = start == midnight and (
            _state(hours, midnight - timedelta(minutes=1), False) is Opening.OPEN
        )
        is_whole_day = hours.strip() == ALWAYS
        if state == State.OPEN and (is_whole_day or not runs_since_yesterday):
            spans.append((start, tomorrow if is_whole_day else _until(hours, start) or tomorrow))
    return tuple(spans)
