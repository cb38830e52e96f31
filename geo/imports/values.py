"""Cells of a table as values: Swedish numbers, dates, yes and no."""

import re
import unicodedata
from datetime import date, datetime
from math import isfinite

from django.utils.translation import gettext_noop as _

from geo.imports.errors import RowProblem

# How registers write that there is no figure.
NOTHING = {"", "-", "–", "..", "...", ".", "null", "none", "nan", "n/a", "saknas", "uppgift saknas"}
YES = {"ja", "j", "yes", "y", "true", "sant", "1", "x"}
NO = {"nej", "n", "no", "false", "falskt", "0"}
SPACES = re.compile(r"[\s\u00a0\u2009\u202f]")
DAY = re.compile(r"^(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?$")
RUNS = ("=", "+", "-", "@", "\t", "\r")


def text(value: object, most: int = 300) -> str:
    """Read a text: trimmed, in composed characters, without control characters.

    Examples
    --------
    >>> text("  Mello\\u0308sa\\x00 "), text(None), text(12.0), text("'=1+1")
    ('Mellösa', '', '12', '=1+1')
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime | date):
        value = value.isoformat()[:10]
    found = unicodedata.normalize("NFC", str(value))
    if not found.isprintable():
        found = "".join(c for c in found if c in "\n\t" or unicodedata.category(c) != "Cc")
    found = found.strip()
    # Our own downloads put an apostrophe before what a spreadsheet would run.
    if found[:1] == "'" and found[1:2] in RUNS:
        found = found[1:]
    if len(found) > most:
        raise RowProblem(_("“%(text)s” is longer than %(most)s characters."), text=found, most=most)
    return found


def number(value: object) -> float | None:
    """Read a number, with a decimal comma or point and spaces between thousands.

    Examples
    --------
    >>> number("1 234,5"), number(".."), number(7), number("12 %")
    (1234.5, None, 7.0, 12.0)
    """
    if isinstance(value, str) and value.isdecimal() and len(value) < 16:
        return float(value)
    if value is None or isinstance(value, bool):
        return None if value is None else float(value)
    if isinstance(value, int | float):
        found = float(value)
        if found != found:
            return None
    else:
        stripped = SPACES.sub("", str(value)).removesuffix("%").replace("−", "-")
        if stripped.casefold() in NOTHING:
            return None
        if "," in stripped and "." in stripped:
            # The last mark is the decimal one.
            thousands = "." if stripped.rindex(",") > stripped.rindex(".") else ","
            stripped = stripped.replace(thousands, "")
        try:
            found = float(stripped.replace(",", "."))
        except ValueError:
            raise RowProblem(_("“%(text)s” is no number."), text=value) from None
    if not isfinite(found):
        raise RowProblem(_("“%(text)s” is no number."), text=value)
    return found


def coordinate(value: object) -> float | None:
    """Read a coordinate; what is written as no number is a mistake, not a place without position.

    Examples
    --------
    >>> coordinate("16,64"), coordinate("")
    (16.64, None)
    >>> coordinate("NaN")
    Traceback (most recent call last):
    ...
    geo.imports.errors.RowProblem: A coordinate is not a number.
    """
    if isinstance(value, str) and value.strip().casefold() == "nan":
        raise RowProblem(_("A coordinate is not a number."))
    return number(value)


def whole(value: object) -> int | None:
    """Read a whole number.

    Examples
    --------
    >>> whole("6 577"), whole("")
    (6577, None)
    """
    found = number(value)
    if found is None:
        return None
    if not found.is_integer() or abs(found) > 2**53:
        raise RowProblem(_("“%(text)s” is no whole number."), text=value)
    return int(found)


def count(value: object) -> int | None:
    """Read a whole number that is not negative.

    Examples
    --------
    >>> count("12")
    12
    """
    found = whole(value)
    if found is not None and not 0 <= found <= 2_000_000_000:
        raise RowProblem(_("“%(text)s” is no count."), text=value)
    return found


def year(value: object) -> int | None:
    """Read a year, from a date too.

    Examples
    --------
    >>> year("2020"), year("20251231"), year(date(2021, 12, 31))
    (2020, 2025, 2021)
    """
    if isinstance(value, date):
        return value.year
    if match := DAY.match(str(value).strip()):
        return _sensible(int(match[1]), value)
    found = whole(value)
    return None if found is None else _sensible(found, value)


def _sensible(found: int, value: object) -> int:
    if not 1700 <= found <= 2200:
        raise RowProblem(_("“%(text)s” is no year."), text=value)
    return found


def day(value: object) -> str | None:
    """Read a date as ``YYYY-MM-DD``.

    Examples
    --------
    >>> day("2024-05-01"), day("20240501"), day("")
    ('2024-05-01', '2024-05-01', None)
    """
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if value is None or str(value).strip().casefold() in NOTHING:
        return None
    match = DAY.match(str(value).strip().removesuffix(".0"))
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        pass
    raise RowProblem(_("“%(text)s” is no date; write it as 2024-05-31."), text=value)


def yes(value: object) -> bool | None:
    """Read yes or no.

    Examples
    --------
    >>> yes("Ja"), yes("0"), yes("")
    (True, False, None)
    """
    if value is None or isinstance(value, bool):
        return value
    said = str(value).strip().casefold().removesuffix(".0")
    if said in YES:
        return True
    if said in NO:
        return False
    if said in NOTHING:
        return None
    raise RowProblem(_("“%(text)s” is neither yes nor no."), text=value)
