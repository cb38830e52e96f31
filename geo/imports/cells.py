"""Population squares of a file: their ids, sizes, age groups; pure functions on one row."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_noop as _

from geo.imports.columns import plain
from geo.imports.errors import RowProblem

SCB_ID = re.compile(r"^(?:\d{1,4}m)?(\d{6})(\d{7})$")
INSPIRE_ID = re.compile(r"^(?:SE_)?CRS3006RES(\d{2,5})mN(\d{7})E(\d{6,7})$", re.IGNORECASE)
# SCB names a group by its first year and the year after its last: ald0_5 is 0 to 4.
HALF_OPEN = re.compile(r"^ald(\d{1,3})_(\d{1,3})$")
OPEN_END = re.compile(r"^(?:ald|alder|age|residents)?_?(\d{1,3})(?:w|_?plus|_och_aldre)$")
CLOSED = re.compile(r"^(?:alder|age|residents|inv)_?(\d{1,3})_(\d{1,3})$|^(\d{1,3})_(\d{1,3})_ar$")
OLDEST = 200
# First and last year of our groups.
GROUPS = {"0_15": (0, 15), "16_64": (16, 64), "65_plus": (65, OLDEST), "80_plus": (80, OLDEST)}
SIZES = (100, 125, 250, 500, 1_000, 2_000, 5_000, 10_000)


@dataclass(frozen=True)
class Square:
    """One square of the grid, by its south-west corner."""

    x: int
    y: int
    size_m: int

    @property
    def grid_id(self) -> str:
        """The id that says size and corner, whatever the file called it."""
        return f"{self.size_m}m{self.x:06d}{self.y:07d}"

    @property
    def middle(self) -> tuple[float, float]:
        """The point that stands for the square."""
        return self.x + self.size_m / 2, self.y + self.size_m / 2


def square_of(name: str, size_m: int | None) -> Square:
    """Read a square from its id, which says its south-west corner.

    Raises
    ------
    RowProblem
        If it is no such id, or nobody says how large the square is.

    Examples
    --------
    >>> square_of("3940006133000", 1000).middle
    (394500.0, 6133500.0)
    >>> square_of("SE_CRS3006RES250mN6530250E594000", None).grid_id
    '250m5940006530250'
    """
    text = name.strip().removesuffix(".0")
    if match := INSPIRE_ID.match(text):
        found = Square(int(match[3]), int(match[2]), int(match[1]))
    elif match := SCB_ID.match(text):
        if size_m is None and "m" in text:
            size_m = int(text.partition("m")[0])
        if size_m is None:
            raise RowProblem(_("Nobody says how large the squares are."))
        found = Square(int(match[1]), int(match[2]), size_m)
    else:
        raise RowProblem(_("“%(text)s” is no id of a square."), text=name)
    if found.size_m not in SIZES:
        raise RowProblem(_("No grid has squares of %(size)s m."), size=found.size_m)
    if found.x % found.size_m or found.y % found.size_m:
        raise RowProblem(
            _("“%(text)s” is no corner of a grid of %(size)s m."), text=name, size=found.size_m
        )
    return found


def ages_of(header: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Find the columns that are age groups, each with its first and last year.

    Examples
    --------
    >>> ages_of(["ald0_5", "ald100w", "beftotalt", "0-15 år", "80+"])
    {'ald0_5': (0, 4), 'ald100w': (100, 200), '0-15 år': (0, 15), '80+': (80, 200)}
    """
    found = {}
    for name in header:
        said = plain(name.replace("+", "_plus"))
        if match := HALF_OPEN.match(said):
            found[name] = int(match[1]), int(match[2]) - 1
        elif match := OPEN_END.match(said):
            found[name] = int(match[1]), OLDEST
        elif match := CLOSED.match(said):
            first, last = (int(part) for part in match.groups() if part is not None)
            found[name] = first, last
    return {name: ages for name, ages in found.items() if ages[0] <= ages[1] <= OLDEST}


def shares(ages: Mapping[str, tuple[int, int]], split: bool = False) -> dict[str, dict[str, float]]:
    """Say which columns, and which share of each, make up each of our groups.

    A group that the columns cannot make up exactly is left out, unless ages may be split evenly.

    Examples
    --------
    >>> scb = {"ald0_5": (0, 4), "ald5_10": (5, 9), "ald10_15": (10, 14), "ald15_20": (15, 19)}
    >>> shares(scb | {"rest": (20, 200)})
    {}
    >>> shares(scb, split=True)["0_15"]
    {'ald0_5': 1.0, 'ald5_10': 1.0, 'ald10_15': 1.0, 'ald15_20': 0.2}
    """
    found = {}
    for group, (first, last) in GROUPS.items():
        if exact := next((name for name, span in ages.items() if span == (first, last)), None):
            found[group] = {exact: 1.0}
            continue
        parts: dict[str, float] = {}
        covered: list[tuple[int, int]] = []
        for name, (low, high) in ages.items():
            inside = min(high, last) - max(low, first) + 1
            if inside <= 0:
                continue
            covered.append((max(low, first), min(high, last)))
            parts[name] = 1.0 if inside == high - low + 1 else inside / (high - low + 1)
        whole = _covers(covered, first, last)
        if parts and whole and (split or all(part == 1.0 for part in parts.values())):
            found[group] = parts
    return found


def _covers(spans: list[tuple[int, int]], first: int, last: int) -> bool:
    """Whether spans, none over another, cover every year."""
    at = first
    for low, high in sorted(spans):
        if low != at:
            return False
        at = high + 1
    return at > last or (bool(spans) and at > 100)
