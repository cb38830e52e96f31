"""Locate 100,000 points on a 500 km line: this project beside PostGIS and shapely one by one.

Run: DATABASE_URL=… python benchmarks/linear.py
"""

import os
import time

import numpy as np
import psycopg
import shapely

from geo.analysis.linear import locate

POINTS, LENGTH_M, STEP_M = 100_000, 500_000, 50
SLOW_SHARE = 50  # The peers are timed on every 50th point and scaled; they are linear in points.


def world() -> tuple[np.ndarray, np.ndarray]:
    """Make a winding line of about 500 km and points within 5 km of it."""
    random = np.random.default_rng(221)
    heading = np.cumsum(random.normal(0, 0.05, LENGTH_M // STEP_M))
    steps = STEP_M * np.column_stack([np.cos(heading), np.sin(heading)])
    line = np.cumsum(np.vstack([[600_000, 6_530_000], steps]), axis=0)
    at = random.integers(0, len(line), POINTS)
    return line, line[at] + random.uniform(-5_000, 5_000, (POINTS, 2))


def main() -> None:
    """Print seconds and ratios of one run."""
    line, points = world()
    some = points[::SLOW_SHARE]
    locate(line, points[:100])
    begun = time.perf_counter()
    found = locate(line, points)
    own_s = time.perf_counter() - begun

    shape = shapely.linestrings(line)
    begun = time.perf_counter()
    one_by_one = [shape.project(shapely.Point(point)) for point in some]
    shapely_s = (time.perf_counter() - begun) * SLOW_SHARE

    with psycopg.connect(os.environ["DATABASE_URL"]) as database:
        begun = time.perf_counter()
        rows = database.execute(
            "SELECT ST_LineLocatePoint(l, ST_MakePoint(x, y)) * ST_Length(l)"
            " FROM ST_GeomFromWKB(%s) l, unnest(%s::float8[], %s::float8[]) AS p(x, y)",
            [shapely.to_wkb(shape), some[:, 0].tolist(), some[:, 1].tolist()],
        ).fetchall()
        postgis_s = (time.perf_counter() - begun) * SLOW_SHARE

    own = found.chainage_m[::SLOW_SHARE]
    for name, seconds, theirs in (
        ("geo.analysis.linear.locate", own_s, own),
        ("PostGIS ST_LineLocatePoint", postgis_s, np.array([row[0] for row in rows])),
        ("shapely, one by one", shapely_s, np.array(one_by_one)),
    ):
        same = (np.abs(theirs - own) < 0.01).mean()
        print(f"{name:30} {seconds:8.2f} s  x{seconds / own_s:7.1f}  same within 1 cm {same:.4f}")


if __name__ == "__main__":
    main()
