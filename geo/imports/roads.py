"""Road links as a file gives them, whatever its format, and what makes them usable."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

import numpy as np
from django.utils.translation import gettext_noop as _
from numpy.typing import NDArray

from geo.analysis.links import FIELD_ROAD_KMH, Links, travel_seconds
from geo.imports.errors import Refused

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
SLOWEST_KMH, FASTEST_KMH = 1.0, 200.0
# (west, south, east, north) in EPSG:3006, with the sea around.
AREAS = {"sweden": (200_000.0, 6_100_000.0, 1_000_000.0, 7_700_000.0)}
NO_ROADS = _("there are no roads in the file")
NO_LENGTH = _("row %(row)s: the length is no length")
NO_NUMBER = _("row %(row)s: a coordinate is not a number")
NO_SPEED = _("row %(row)s: no road has a speed of %(value)s km/h")
OUTSIDE = _("row %(row)s: it lies outside Sweden (--area any takes it)")


@dataclass(frozen=True)
class RoadRows:
    """l links with c vertices, in the order of the file; speeds are ``nan`` where none is posted.

    Attributes
    ----------
    xy : (c, 2) float64, EPSG:3006 metres
    offset : (l + 1,) int64, first vertex of each link
    length_m : (l,) float64, surveyed or else geodesic
    forward_kmh, backward_kmh : (l,) float64
    forward_permitted, backward_permitted : (l,) bool
    road_class : (l,) int16, functional class 0-9, -1 unknown
    number : (l,) str, road number or empty
    is_ferry, is_motorway : (l,) bool
    ferry_s : (l,) float64, the ferry's own duration, ``nan`` unknown
    name : (l,) str, what a row is called in its file
    report : counts of what was left out or filled in, by reason
    """

    xy: Floats
    offset: NDArray[np.int64]
    length_m: Floats
    forward_kmh: Floats
    backward_kmh: Floats
    forward_permitted: Flags
    backward_permitted: Flags
    road_class: NDArray[np.int16]
    number: NDArray[np.str_]
    is_ferry: Flags
    is_motorway: Flags
    ferry_s: Floats
    name: NDArray[np.str_]
    report: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.length_m)

    def validate(self, area: str = "any") -> None:
        """Refuse the whole file for its first row that cannot be right.

        Raises
        ------
        Refused
            If a row has a length, speed or position that cannot be.
        """
        self._refuse(~np.isfinite(self.length_m) | (self.length_m < 0), NO_LENGTH)
        self._refuse(self._repeated(np.asarray(~np.isfinite(self.xy).all(axis=1))), NO_NUMBER)
        for kmh, permitted in (
            (self.forward_kmh, self.forward_permitted),
            (self.backward_kmh, self.backward_permitted),
        ):
            wrong = (kmh < SLOWEST_KMH) | (kmh > FASTEST_KMH)
            self._refuse(wrong & permitted & ~self.is_ferry, NO_SPEED, kmh)
        if area in AREAS:
            west, south, east, north = AREAS[area]
            x, y = self.xy.T
            inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
            self._refuse(self._repeated(~inside), OUTSIDE)

    def links(self, field_road_kmh: float = FIELD_ROAD_KMH) -> Links:
        """Turn speeds, classes and permissions into travel times."""

        def seconds(kmh: Floats, permitted: Flags) -> Floats:
            return travel_seconds(
                self.length_m,
                kmh,
                permitted,
                self.road_class,
                self.is_ferry,
                self.ferry_s,
                field_road_kmh,
            )

        return Links(
            xy=self.xy,
            offset=self.offset,
            length_m=self.length_m,
            forward_s=seconds(self.forward_kmh, self.forward_permitted),
            backward_s=seconds(self.backward_kmh, self.backward_permitted),
            joinable=~self.is_ferry & ~self.is_motorway,
        )

    def without_speed(self) -> int:
        """Count what the report must say: permitted directions that take their class's speed."""
        without = np.isnan(self.forward_kmh) & self.forward_permitted & ~self.is_ferry
        against = np.isnan(self.backward_kmh) & self.backward_permitted & ~self.is_ferry
        return int(without.sum() + against.sum())

    def _repeated(self, bad: Flags) -> Flags:
        """Tell which links have a bad vertex."""
        if not len(self):
            return np.zeros(0, bool)
        return np.asarray(np.logical_or.reduceat(bad, self.offset[:-1]))

    def _refuse(self, bad: Flags, reason: str, values: Floats | None = None) -> None:
        if bad.any():
            first = int(np.argmax(bad))
            value = "" if values is None else f"{values[first]:g}"
            raise Refused(reason, row=str(self.name[first]), value=value)


def joined(pieces: Iterable[RoadRows]) -> RoadRows:
    """Put pieces of one file behind one another.

    Examples
    --------
    >>> len(joined([NO_ROWS, NO_ROWS]))
    0
    """
    parts = [NO_ROWS, *pieces]
    starts = np.cumsum([0] + [len(part.xy) for part in parts])
    columns = {
        one.name: np.concatenate([getattr(part, one.name) for part in parts])
        for one in fields(RoadRows)
        if one.name not in {"offset", "report"}
    }
    offset = [part.offset[:-1] + start for part, start in zip(parts, starts, strict=False)]
    report: Counter[str] = Counter()
    for part in parts:
        report.update(part.report)
    whole = np.concatenate([*offset, starts[-1:]]).astype(np.int64)
    return RoadRows(offset=whole, report=dict(report), **columns)


def packed(lines: Iterable[Floats]) -> tuple[Floats, NDArray[np.int64]]:
    """Put lines, each (n, 2), behind one another: all vertices, and where each line begins."""
    parts = list(lines)
    if not parts:
        return np.empty((0, 2)), np.zeros(1, np.int64)
    offset = np.concatenate(([0], np.cumsum([len(part) for part in parts])))
    return np.concatenate(parts), offset


NO_ROWS = RoadRows(
    xy=np.empty((0, 2)),
    offset=np.zeros(1, np.int64),
    length_m=np.empty(0),
    forward_kmh=np.empty(0),
    backward_kmh=np.empty(0),
    forward_permitted=np.empty(0, bool),
    backward_permitted=np.empty(0, bool),
    road_class=np.empty(0, np.int16),
    number=np.empty(0, np.str_),
    is_ferry=np.empty(0, bool),
    is_motorway=np.empty(0, bool),
    ferry_s=np.empty(0),
    name=np.empty(0, np.str_),
)
