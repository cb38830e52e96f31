"""A week, a season, special and closed days, to OpenStreetMap's opening_hours and back. Pure."""

import re
from dataclasses import dataclass, field
from datetime import date

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Swedish eves are no public holidays in the library: each is written out.
EVES = "Jun 19-25 Fr off; Dec 24 off; Dec 31 off"
HOLIDAYS = "PH off"
ALWAYS = "24/7"


@dataclass(frozen=True)
class SpecialDay:
    """A day, or several in a row, with hours of their own; no hours means closed."""

    first: date
    last: date | None = None
    hours: str = ""

    def write(self) -> str:
        """Write it as opening_hours."""
        day = _written(self.first)
        if self.last:
            day += f"-{_written(self.last)}"
        return f"{day} {self.hours or 'off'}"


def _written(day: date) -> str:
    return f"{day.year} {MONTHS[day.month - 1]} {day.day:02d}"


@dataclass(frozen=True)
class Week:
    """Hours by day ("Mo" → "10:00-16:00"), the months they hold, and when closed in spite."""

    hours: dict[str, str] = field(default_factory=dict)
    season: tuple[str, str] | None = None
    closed_on_holidays: bool = False
    closed_on_eves: bool = False
    always: bool = False
    special: tuple[SpecialDay, ...] = ()


def write(week: Week) -> str:
    """Write a week as opening_hours, days with the same hours together."""
    special = [day.write() for day in week.special]
    if week.always:
        return "; ".join([ALWAYS, *special])
    groups: list[tuple[list[str], str]] = []
    for day in DAYS:
        hours = week.hours.get(day, "")
        if groups and groups[-1][1] == hours:
            groups[-1][0].append(day)
        else:
            groups.append(([day], hours))
    months = f"{'-'.join(dict.fromkeys(week.season))}: " if week.season else ""
    rules = [
        f"{months}{days[0] if len(days) == 1 else f'{days[0]}-{days[-1]}'} {hours}"
        for days, hours in groups
        if hours
    ]
    if rules:
        rules += [HOLIDAYS] * week.closed_on_holidays + [EVES] * week.closed_on_eves
    return "; ".join(rules + special)


_SPECIAL = re.compile(
    r"^(\d{4}) ([A-Z][a-z]{2}) (\d\d)(?:-(\d{4}) ([A-Z][a-z]{2}) (\d\d))? "
    r"(off|\d\d:\d\d-\d\d:\d\d)$"
)


def _special(rule: str) -> SpecialDay | None:
    """Read a rule of one day or several in a row; None if it is another kind of rule."""
    found = _SPECIAL.match(rule)
    if found is None:
        return None
    try:
        days = [
            date(int(year), MONTHS.index(month) + 1, int(day))
            for year, month, day in (found.groups()[:3], found.groups()[3:6])
            if year
        ]
    except ValueError:
        return None
    hours = "" if found[7] == "off" else found[7]
    return SpecialDay(days[0], days[1] if len(days) > 1 else None, hours)


_RULE = re.compile(
    r"^(?:(?P<from>[A-Z][a-z]{2})(?:-(?P<to>[A-Z][a-z]{2}))?:? )?"
    r"(?P<first>Mo|Tu|We|Th|Fr|Sa|Su)(?:-(?P<last>Mo|Tu|We|Th|Fr|Sa|Su))? "
    r"(?P<hours>\d\d:\d\d-\d\d:\d\d)$"
)


def read(text: str) -> Week | None:
    """Read what `write` wrote; None where the text says more than the editor can show."""
    has_eves = EVES in text
    given = [rule.strip() for rule in text.replace(EVES, "").split(";") if rule.strip()]
    special = tuple(day for day in map(_special, given) if day)
    rules = [rule for rule in given if _special(rule) is None]
    if rules == [ALWAYS]:
        return Week(always=True, special=special)
    has_holidays = HOLIDAYS in rules
    hours: dict[str, str] = {}
    seasons: set[tuple[str, str] | None] = set()
    for rule in rules:
        if rule == HOLIDAYS:
            continue
        found = _RULE.match(rule)
        if found is None or (found["from"] or MONTHS[0]) not in MONTHS:
            return None
        if (found["to"] or MONTHS[0]) not in MONTHS:
            return None
        first = DAYS.index(found["first"])
        last = DAYS.index(found["last"] or found["first"])
        hours |= dict.fromkeys(DAYS[first : last + 1], found["hours"])
        seasons.add((found["from"], found["to"] or found["from"]) if found["from"] else None)
    if len(seasons) > 1:
        return None
    season = seasons.pop() if seasons else None
    return Week(hours, season, has_holidays, has_eves, special=special)


def is_understood(text: str) -> bool:
    """Whether the text is opening_hours that can be evaluated."""
    try:
        OpeningHours(text)
    except ParserError:
        return False
    return True
