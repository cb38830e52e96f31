"""What indicators say of a village: of itself, of its area, of its municipality, by year."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from django.db.models import Q

from geo.models import Area, Indicator, Locality, Observation, Precision

WIDE, HIGH = 100, 28
MOST_YEARS = 8


@dataclass(frozen=True)
class Series:
    """One indicator in one area, the newest year first."""

    indicator: Indicator
    observations: list[Observation]

    @property
    def newest(self) -> Observation:
        return self.observations[0]

    @property
    def earlier(self) -> list[Observation]:
        """The years before, newest first, as many as fit."""
        return self.observations[1:MOST_YEARS]

    @property
    def trend(self) -> str:
        """Up, down or level against the year before; empty without one."""
        if len(self.observations) < 2 or None in (one.shown for one in self.observations[:2]):
            return ""
        change = self.newest.value - self.observations[1].value
        if abs(change) < 1e-9:
            return "level"
        return "up" if change > 0 else "down"

    @property
    def line(self) -> str:
        """The years as corners of a small drawn line; empty where there are too few."""
        told = [(one.year, one.shown) for one in reversed(self.observations[:MOST_YEARS])]
        shown = [(year, value) for year, value in told if value is not None]
        if len(shown) < 2:
            return ""
        values = [value for _year, value in shown]
        low, high = min(values), max(values)
        first, last = shown[0][0], shown[-1][0]
        return " ".join(
            f"{WIDE * (year - first) / (last - first):.1f},"
            f"{HIGH / 2 if high == low else HIGH - HIGH * (value - low) / (high - low):.1f}"
            for year, value in shown
        )


def series_of(locality: Locality) -> list[Series]:
    """Return every indicator of a village, of the narrowest area that has it, by name."""
    areas: list[int] = []
    if locality.point is not None and locality.precision == Precision.EXACT:
        around = Area.objects.filter(boundary__intersects=locality.point)
        areas = list(around.values_list("pk", flat=True))
    rows = (
        Observation.objects.active()
        .filter(Q(locality=locality) | Q(area__in=areas) | Q(municipality=locality.municipality_id))
        .select_related("indicator", "locality", "area", "municipality", "dataset")
        .order_by("indicator__name", "indicator", "-year", "-pk")
    )
    told: dict[Indicator, dict[int, list[Observation]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        told[row.indicator][_width(row)].append(row)
    return [Series(one, _one_a_year(widths[min(widths)])) for one, widths in told.items()]


def _width(row: Observation) -> int:
    if row.locality_id:
        return 0
    if row.area is None:
        return 3
    return 1 if row.area.kind == Area.Kind.DESO else 2


def _one_a_year(rows: list[Observation]) -> list[Observation]:
    """Of two sources for one year keep the later taken in."""
    return rows[:1] + [row for before, row in pairwise(rows) if row.year != before.year]
