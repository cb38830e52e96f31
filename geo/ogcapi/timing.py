"""What time features speak of, and which of them a ``datetime`` meets."""

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Func, Max, Min, Q, QuerySet, TextField, Value, lookups
from django.db.models.functions import Cast, Coalesce, Collate, Concat

Period = tuple[datetime | None, datetime | None]
Interval = tuple[str | None, str | None]  # as RFC 3339 writes moments; none: open
# A year, a month or a day, the first and the last in a text such as "2017–2019".
MONTH = r"-(?:0[1-9]|1[0-2])"
FIRST = rf"\d{{4}}(?:{MONTH}(?!\d)(?:-[0-3]\d(?!\d))?)?"
LAST = rf"\d{{4}}(?:{MONTH}(?:-[0-3]\d)?)?$"
BEYOND = "~"  # comes after every digit and hyphen: "2019~" after "2019-12-31"


@dataclass(frozen=True)
class Timing:
    """Which published properties say what time a feature speaks of.

    They hold days, years, or texts such as ``2019-10`` and ``2017–2019``. They are compared as ISO
    8601 writes them, where a year comes before each of its days. What is not known is open.

    Parameters
    ----------
    begins, ends : names of properties; the same where it is one year or day
    """

    begins: str
    ends: str

    def condition(self, period: Period, columns: Mapping[str, Any]) -> Q:
        """Build the condition that a row's time meets a period, or is not known."""
        begins, ends = self._columns(columns)
        since, until = _days(period)
        found = Q()
        if until:
            earlier = lookups.LessThanOrEqual(Collate(begins, "C"), Value(until))
            found &= Q(lookups.IsNull(begins, True)) | Q(earlier)
        if since:
            beyond = Collate(Concat(ends, Value(BEYOND), output_field=TextField()), "C")
            later = lookups.GreaterThanOrEqual(beyond, Value(since))
            found &= Q(lookups.IsNull(ends, True)) | Q(later)
        return found

    def holds(self, period: Period, properties: Mapping[str, Any]) -> bool:
        """Whether a feature's time meets a period, or is not known.

        Examples
        --------
        >>> from datetime import datetime
        >>> spring = (datetime(2019, 3, 1), datetime(2019, 5, 31))
        >>> timing = Timing("year", "year")
        >>> [timing.holds(spring, {"year": one}) for one in (2018, 2019, 2020, None)]
        [False, True, False, True]
        >>> timing.holds(spring, {"year": "2017–2020"})
        True
        """
        begins, ends = self._read(properties)
        since, until = _days(period)
        is_begun = not (until and begins) or begins <= until
        return is_begun and (not (since and ends) or ends + BEYOND >= since)

    def of_rows(self, rows: QuerySet[Any], columns: Mapping[str, Any]) -> Interval:
        """Return what time some rows speak of as a whole."""
        begins, ends = self._columns(columns)
        rows = rows.order_by().annotate(its_begin=begins, its_end=ends)
        whole = rows.aggregate(
            begin=Min(Collate("its_begin", "C")), end=Max(Collate("its_end", "C"))
        )
        is_open = rows.filter(its_begin__isnull=False, its_end__isnull=True).exists()
        return _interval(whole["begin"], None if is_open else whole["end"])

    def of_features(self, every: list[Mapping[str, Any]]) -> Interval:
        """Return what time some features speak of as a whole."""
        read = [self._read(properties) for properties in every]
        begins = [begin for begin, _ in read if begin]
        ends = [end for _, end in read if end]
        is_open = any(begin and not end for begin, end in read)
        return _interval(min(begins, default=None), None if is_open else max(ends, default=None))

    def role_of(self, name: str) -> str:
        """Name the role of a property as OGC API's schemas do; empty without one."""
        if name not in {self.begins, self.ends}:
            return ""
        if self.begins == self.ends:
            return "primary-instant"
        return f"primary-interval-{'start' if name == self.begins else 'end'}"

    def _columns(self, columns: Mapping[str, Any]) -> tuple[Any, Any]:
        texts = [Cast(columns[name], TextField()) for name in (self.begins, self.ends)]
        return _part(texts[0], FIRST), Coalesce(_part(texts[1], LAST), _part(texts[1], FIRST))

    def _read(self, properties: Mapping[str, Any]) -> tuple[str, str]:
        begins, ends = (str(properties[name] or "") for name in (self.begins, self.ends))
        first, last = re.search(FIRST, begins), re.search(LAST, ends) or re.search(FIRST, ends)
        return first.group() if first else "", last.group() if last else ""


def _part(text: Any, pattern: str) -> Any:
    return Func(text, Value(pattern), function="substring", output_field=TextField())


def _days(period: Period) -> tuple[str, str]:
    since, until = (one.date().isoformat() if one else "" for one in period)
    return since, until


def _interval(begin: str | None, end: str | None) -> Interval:
    return (
        f"{begin}{'-01-01'[len(begin) - 4 :]}T00:00:00Z" if begin else None,
        f"{_last_day(end)}T23:59:59Z" if end else None,
    )


def _last_day(text: str) -> str:
    """Complete a year or a month to its last day.

    Examples
    --------
    >>> _last_day("2024"), _last_day("2024-02"), _last_day("2024-02-03")
    ('2024-12-31', '2024-02-29', '2024-02-03')
    """
    year, _, rest = text.partition("-")
    if not rest:
        return f"{year}-12-31"
    return text if "-" in rest else f"{text}-{monthrange(int(year), int(rest))[1]:02}"
