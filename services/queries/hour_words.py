"""Opening hours as people write them, from the short form that is kept; for reading alone."""

import re

from django.utils.dates import MONTHS as MONTH_NAMES
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from services.week import DAYS, MONTHS

TIMES = re.compile(r"(\d{1,2}:\d{2})-(\d{1,2}:\d{2})")
RANGE = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])|(?<=\d)-(?=\d)")
DATE = re.compile(r"\b(?:(\d{4}) )?([A-Z][a-z]{2}) (\d{1,2})\b")
WORD = re.compile(r"\b[A-Za-z]{2,3}\b|24/7")


def hours_in_words(text: str) -> str:
    """Say hours in the reader's language, one rule after another; what is unknown stays as it is.

    >>> from django.utils.translation import override
    >>> with override("en"):
    ...     hours_in_words("May-Sep: Mo-Fr 10:00-16:00; PH off")
    'May–September: Mon–Fri 10:00–16:00; public holidays closed'
    """
    return "; ".join(_rule(part.strip()) for part in text.split(";") if part.strip())


def _rule(rule: str) -> str:
    if rule == "Jun 19-25 Fr off":
        return f"{_('Midsummer Eve')} {_('closed')}"
    said = DATE.sub(_date, rule)
    said = TIMES.sub(r"\1–\2", said)
    said = RANGE.sub("–", said)
    said = WORD.sub(_word, said)
    return said.replace(",", ", ").replace(",  ", ", ").replace('"', "")


def _date(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    if month not in MONTHS:
        return found[0]
    words = f"{int(day)} {_month(month)}"
    return f"{words} {year}" if year else words


def _month(code: str) -> str:
    return str(MONTH_NAMES[MONTHS.index(code) + 1])


def _word(found: re.Match[str]) -> str:
    code = found[0]
    if code in DAYS:
        return str(WEEKDAYS_ABBR[DAYS.index(code)])
    if code in MONTHS:
        return _month(code)
    known = {
        "PH": _("public holidays"),
        "SH": _("school holidays"),
        "off": _("closed"),
        "24/7": _("round the clock"),
    }
    return known.get(code, code)
