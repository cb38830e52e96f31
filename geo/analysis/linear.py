"""Where along a line, how far from it, and on which side: linear referencing in metres."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from geo.analysis.costs import Floats, as_points
from geo.analysis.segments import nearest_segments

ON_LINE_M = 0.005
# Positions closer than this to each other count as equally near; the first along the line wins.
TIE_M = 1e-6


@dataclass(frozen=True)
class Located:
    """Positions of n points along a line.

    Attributes
    ----------
    chainage_m : (n,) float64
        Metres from the line's first point to the nearest position on it; the first such position
        where the line comes equally near twice.
    offset_m : (n,) float64
        Straight metres from the point to that position.
    side : (n,) str
        ``"left"`` or ``"right"`` of the line's direction there, or ``"on"`` it.
    """

    chainage_m: Floats
    offset_m: Floats
    side: NDArray[np.str_]


def locate(line_xy: ArrayLike, points_xy: ArrayLike) -> Located:
    """Locate points along a line.

    Parameters
    ----------
    line_xy : (m, 2) metres, at least two different points
    points_xy : (n, 2) metres

    Raises
    ------
    ValueError
        If the line has no length, or coordinates are not finite pairs.

    Notes
    -----
    Boxes around runs of segments leave few to try for each point; the position is a projection.
    Where the line comes equally near twice (a loop, a crossing), the first passage counts;
    `passages` lists them all. The side is the sign of the cross product with the segment that the
    position lies on. This is ISO 19148's absolute linear referencing with lateral offset.

    Examples
    --------
    >>> found = locate([(0, 0), (10, 0)], [(3, 2), (4, -1), (12, 0)])
    >>> found.chainage_m.tolist(), found.offset_m.tolist(), found.side.tolist()
    ([3.0, 4.0, 10.0], [2.0, 1.0, 2.0], ['left', 'right', 'on'])
    """
    vertices, steps_m, starts_m = _segments(line_xy)
    points = as_points(points_xy)
    if not len(points):
        return Located(np.zeros(0), np.zeros(0), np.zeros(0, dtype="<U5"))
    segment = nearest_segments(vertices, points, TIE_M)
    along_m, away_m, cross_m = _project(points, vertices, steps_m, segment)
    return Located(starts_m[segment] + along_m, away_m, _side(cross_m))


def interpolate(line_xy: ArrayLike, chainage_m: ArrayLike) -> Floats:
    """Find the positions at given distances along a line.

    Parameters
    ----------
    line_xy : (m, 2) metres, at least two different points
    chainage_m : (n,) metres from the line's first point; beyond an end, that end

    Returns
    -------
    (n, 2) float64
        Metres.

    Raises
    ------
    ValueError
        If the line has no length, or a chainage is not finite.

    Examples
    --------
    >>> interpolate([(0, 0), (10, 0), (10, 10)], [3, 14, 99]).tolist()
    [[3.0, 0.0], [10.0, 4.0], [10.0, 10.0]]
    """
    vertices, steps_m, starts_m = _segments(line_xy)
    wanted_m = np.atleast_1d(np.asarray(chainage_m, dtype=np.float64))
    if not np.isfinite(wanted_m).all():
        raise ValueError("chainage_m must be finite")
    measured_m = np.append(starts_m, starts_m[-1] + steps_m[-1])
    return np.column_stack(
        [np.interp(wanted_m, measured_m, vertices[:, axis]) for axis in range(2)]
    )


def passages(line_xy: ArrayLike, point_xy: ArrayLike, within_m: float) -> Floats:
    """Find every chainage at which a line passes a point: loops, hairpins, divided roads.

    Parameters
    ----------
    line_xy : (m, 2) metres, at least two different points
    point_xy : (2,) metres
    within_m : metres; passages farther away are left out

    Returns
    -------
    (k,) float64
        Chainages in metres, ascending: one for each run of the line that stays within reach, at
        its nearest point.

    Raises
    ------
    ValueError
        If the line has no length, or coordinates are not finite pairs.

    Examples
    --------
    A road out and back, 40 m apart: two passages of one house.

    >>> passages([(0, 0), (100, 0), (100, 40), (0, 40)], (30, 20), within_m=25).tolist()
    [30.0, 210.0]
    """
    vertices, steps_m, starts_m = _segments(line_xy)
    point = as_points(np.atleast_2d(np.asarray(point_xy, dtype=np.float64)))
    everywhere = np.arange(len(steps_m))
    along_m, away_m, _ = _project(
        np.repeat(point, len(steps_m), axis=0), vertices, steps_m, everywhere
    )
    within = away_m <= within_m
    joined = (
        within & np.append(False, within[:-1]) & (np.hypot(*(vertices[:-1] - point).T) <= within_m)
    )
    run = np.cumsum(within & ~joined)
    found = []
    for number in np.unique(run[within]):
        members = np.flatnonzero(within & (run == number))
        best = members[np.argmin(away_m[members])]
        found.append(starts_m[best] + along_m[best])
    return np.array(found, dtype=np.float64)


def _segments(line_xy: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Return a line's different vertices, its segments' lengths, and where each begins."""
    vertices = as_points(line_xy)
    steps_m = np.hypot(*np.diff(vertices, axis=0).T) if len(vertices) > 1 else np.zeros(0)
    if not steps_m.sum() > 0:
        raise ValueError("the line has no length")
    vertices, steps_m = vertices[np.append(True, steps_m > 0)], steps_m[steps_m > 0]
    return vertices, steps_m, np.append(0.0, np.cumsum(steps_m)[:-1])


def _project(
    points: Floats, vertices: Floats, steps_m: Floats, segment: NDArray[np.intp]
) -> tuple[Floats, Floats, Floats]:
    """Project each point on its segment: metres along, metres away, signed metres across."""
    tail, unit = vertices[segment], np.diff(vertices, axis=0)[segment] / steps_m[segment, None]
    away = points - tail
    along_m = np.clip((away * unit).sum(axis=1), 0.0, steps_m[segment])
    cross_m = unit[:, 0] * away[:, 1] - unit[:, 1] * away[:, 0]
    away_m = np.hypot(*(away - along_m[:, None] * unit).T)
    return along_m, away_m, cross_m


def _side(cross_m: Floats) -> NDArray[np.str_]:
    return np.where(cross_m > ON_LINE_M, "left", np.where(cross_m < -ON_LINE_M, "right", "on"))
