"""The segment of a line that lies nearest to each of many points, compiled."""

import numba
import numpy as np
from numpy.typing import NDArray

from geo.analysis.costs import Floats

RUN = 32


def nearest_segments(vertices: Floats, points: Floats, tie_m: float) -> NDArray[np.intp]:
    """Find each point's nearest segment; of those equally near, the first along the line.

    Parameters
    ----------
    vertices : (m, 2) metres, m at least 2
    points : (n, 2) metres
    tie_m : metres; segments that differ less count as equally near

    Returns
    -------
    (n,) intp
        Number of the segment, from 0 to m - 2.

    Notes
    -----
    Runs of 32 segments have a box each; a run whose box is farther than a segment already found
    is never looked into.

    Examples
    --------
    >>> line = np.array([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)])
    >>> nearest_segments(line, np.array([(3.0, 1.0), (12.0, 9.0), (10.0, 0.0)]), 1e-6).tolist()
    [0, 1, 0]
    """
    starts = np.arange(0, len(vertices) - 1, RUN)
    ends = np.minimum(starts + RUN, len(vertices) - 1)
    boxes = np.array(
        [
            (*vertices[start : end + 1].min(axis=0), *vertices[start : end + 1].max(axis=0))
            for start, end in zip(starts, ends, strict=True)
        ]
    )
    found: NDArray[np.intp] = _search(vertices, points, boxes, tie_m)
    return found


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _search(vertices, points, boxes, tie_m):  # type: ignore[no-untyped-def]
    found = np.zeros(len(points), dtype=np.intp)
    box_m2 = np.empty(len(boxes))
    for number in range(len(points)):
        x, y = points[number, 0], points[number, 1]
        nearest = 0
        for run in range(len(boxes)):
            dx = max(boxes[run, 0] - x, 0.0, x - boxes[run, 2])
            dy = max(boxes[run, 1] - y, 0.0, y - boxes[run, 3])
            box_m2[run] = dx * dx + dy * dy
            if box_m2[run] < box_m2[nearest]:
                nearest = run
        bound_m, _ = _nearest_in_run(vertices, nearest, x, y, tie_m)
        best_m = np.inf
        for run in range(len(boxes)):
            limit_m = min(bound_m, best_m) + tie_m
            if box_m2[run] > limit_m * limit_m:
                continue
            away_m, segment = _nearest_in_run(vertices, run, x, y, tie_m)
            if away_m < best_m - tie_m:
                best_m = away_m
                found[number] = segment
    return found


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def _nearest_in_run(vertices, run, x, y, tie_m):  # type: ignore[no-untyped-def]
    best_m, best = np.inf, run * RUN
    for segment in range(run * RUN, min((run + 1) * RUN, len(vertices) - 1)):
        tail_x, tail_y = vertices[segment, 0], vertices[segment, 1]
        along_x, along_y = vertices[segment + 1, 0] - tail_x, vertices[segment + 1, 1] - tail_y
        share = (x - tail_x) * along_x + (y - tail_y) * along_y
        share = min(1.0, max(0.0, share / (along_x * along_x + along_y * along_y)))
        away_m = np.hypot(x - tail_x - share * along_x, y - tail_y - share * along_y)
        if away_m < best_m - tie_m:
            best_m, best = away_m, segment
    return best_m, best
