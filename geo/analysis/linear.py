"""Where along a line, how far from it, and on which side: linear referencing in metres."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray

from geo.analysis.costs import Floats, as_points

ON_LINE_M = 0.005


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
    The nearest position is GEOS's (`shapely.line_locate_point`). The side is the sign of the cross
    product with the segment that the position lies on.

    Examples
    --------
    >>> found = locate([(0, 0), (10, 0)], [(3, 2), (4, -1), (12, 0)])
    >>> found.chainage_m.tolist(), found.offset_m.tolist(), found.side.tolist()
    ([3.0, 4.0, 10.0], [2.0, 1.0, 2.0], ['left', 'right', 'on'])
    """
    vertices, points = as_points(line_xy), as_points(points_xy)
    steps = np.hypot(*np.diff(vertices, axis=0).T) if len(vertices) > 1 else np.zeros(0)
    if not steps.sum() > 0:
        raise ValueError("the line has no length")
    keep = np.append(True, steps > 0)
    vertices, steps = vertices[keep], steps[steps > 0]
    line = shapely.linestrings(vertices)
    shapely.prepare(line)
    marks = shapely.points(points)
    chainage_m = shapely.line_locate_point(line, marks)
    offset_m = shapely.distance(line, marks)
    ends_m = np.cumsum(steps)
    segment = np.minimum(np.searchsorted(ends_m, chainage_m), len(steps) - 1)
    along = vertices[segment + 1] - vertices[segment]
    away = points - vertices[segment]
    cross_m = (along[:, 0] * away[:, 1] - along[:, 1] * away[:, 0]) / steps[segment]
    side = np.where(cross_m > ON_LINE_M, "left", np.where(cross_m < -ON_LINE_M, "right", "on"))
    return Located(chainage_m=chainage_m, offset_m=offset_m, side=side)
