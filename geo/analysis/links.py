"""Road links as arrays, and how long it takes to drive along them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.analysis.costs import Floats

FERRY_KMH = 15.0
FERRY_WAIT_S = 600.0
FIELD_ROAD_CLASS = 9
FIELD_ROAD_KMH = 50.0
# Speed where none is posted, by functional class 0 (most important) to 9 (forest and field).
CLASS_KMH = (100.0, 90.0, 80.0, 80.0, 70.0, 70.0, 70.0, 50.0, 50.0, 50.0)
UNKNOWN_CLASS_KMH = 50.0


@dataclass(frozen=True)
class Links:
    """What a network is compiled from: l links with c vertices in all.

    Links meet where their end points are equal to the millimetre.

    Attributes
    ----------
    xy : (c, 2) float64
        Vertices, EPSG:3006 metres, link by link from tail to head.
    offset : (l + 1,) int64
        Where each link's vertices begin, and the end.
    length_m : (l,) float64
        Surveyed length, or else geodesic.
    forward_s, backward_s : (l,) float64
        Seconds from tail to head and back; ``inf`` where that direction is prohibited.
    joinable : (l,) bool
        Whether a point may join here: not a ferry, not a motorway.
    """

    xy: Floats
    offset: NDArray[np.int64]
    length_m: Floats
    forward_s: Floats
    backward_s: Floats
    joinable: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.length_m)

    def check(self) -> tuple[Floats, Floats]:
        """Return the lowest and the highest coordinates (2,), if the arrays fit together.

        Raises
        ------
        ValueError
            If they do not, or naming the first bad link.
        """
        n = len(self)
        if self.xy.ndim != 2 or self.xy.shape[1] != 2:
            raise ValueError("vertices must have the shape (c, 2)")
        if len(self.offset) != n + 1 or self.offset[0] != 0 or self.offset[-1] != len(self.xy):
            raise ValueError("offsets do not cover the vertices")
        for name in ("forward_s", "backward_s", "joinable"):
            if getattr(self, name).shape != (n,):
                raise ValueError(f"{name} must have one value for each link")
        _refuse(np.diff(self.offset) < 2, "has fewer than two vertices")
        low = np.array([axis.min(initial=np.inf) for axis in self.xy.T])
        high = np.array([axis.max(initial=-np.inf) for axis in self.xy.T])
        # The extremes are numbers only if all are; looking for the first bad one takes memory.
        if n and not np.isfinite((low, high)).all():
            broken = ~np.isfinite(self.xy).all(axis=1)
            link = np.searchsorted(self.offset, np.argmax(broken), side="right") - 1
            raise ValueError(f"link {link} has a coordinate that is not a number")
        _refuse(~(np.isfinite(self.length_m) & (self.length_m >= 0)), "has no valid length")
        for seconds in (self.forward_s, self.backward_s):
            _refuse(~(seconds >= 0), "has no valid travel time")
        return low, high


def travel_seconds(
    length_m: ArrayLike,
    kmh: ArrayLike,
    permitted: ArrayLike,
    road_class: ArrayLike,
    is_ferry: ArrayLike,
    ferry_s: ArrayLike,
    field_road_kmh: float = FIELD_ROAD_KMH,
) -> Floats:
    """Say how long each link takes in one direction, at free flow and posted speed.

    A prohibition wins over a speed. Forest and field roads (class 9) are capped. Without a posted
    speed the class decides. A ferry takes its own duration, else 15 km/h and ten minutes' wait.

    Parameters
    ----------
    length_m : (l,) metres
    kmh : (l,) posted speed, ``nan`` where there is none
    permitted : (l,) bool
    road_class : (l,) int, functional class 0-9, anything else unknown
    is_ferry : (l,) bool
    ferry_s : (l,) seconds of the crossing, ``nan`` unknown
    field_road_kmh : cap on class 9

    Returns
    -------
    (l,) float64 seconds, ``inf`` where prohibited

    Examples
    --------
    >>> travel_seconds(1000.0, [60, 70, 60, np.nan], [1, 1, 0, 1], [5, 9, 5, 4], 0, np.nan).tolist()
    [60.0, 72.0, inf, 51.42857142857143]
    >>> travel_seconds(1500.0, np.nan, True, 0, True, [np.nan, 300.0]).tolist()
    [960.0, 300.0]
    """
    length, speed, number = np.broadcast_arrays(
        np.asarray(length_m, np.float64), np.asarray(kmh, np.float64), np.asarray(road_class)
    )
    speed = np.where(np.isnan(speed), default_kmh(number), speed)
    speed = np.where(number == FIELD_ROAD_CLASS, np.minimum(speed, field_road_kmh), speed)
    crossing = np.asarray(ferry_s, np.float64)
    crossing = np.where(np.isnan(crossing), length * 3.6 / FERRY_KMH + FERRY_WAIT_S, crossing)
    seconds = np.where(np.asarray(is_ferry, bool), crossing, length * 3.6 / speed)
    return np.where(np.asarray(permitted, bool), seconds, np.inf)


def default_kmh(road_class: ArrayLike) -> Floats:
    """Speed by functional class, where none is posted.

    Examples
    --------
    >>> default_kmh([3, 9, -1]).tolist()
    [80.0, 50.0, 50.0]
    """
    number = np.asarray(road_class)
    known = (number >= 0) & (number < len(CLASS_KMH))
    table: Floats = np.array(CLASS_KMH)
    return np.where(known, table[np.where(known, number, 0).astype(np.intp)], UNKNOWN_CLASS_KMH)


def _refuse(bad: NDArray[np.bool_], words: str) -> None:
    if bad.any():
        raise ValueError(f"link {int(np.argmax(bad))} {words}")
