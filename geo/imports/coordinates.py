"""Between degrees and metres."""

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Geod, Transformer

SWEREF99_TM = 3006
Floats = NDArray[np.float64]


def to_metres(lon: ArrayLike, lat: ArrayLike) -> Floats:
    """Project WGS 84 to EPSG:3006.

    Returns
    -------
    (n, 2) float64 metres

    Examples
    --------
    >>> to_metres([15.0], [0.0]).round(3).tolist()
    [[500000.0, 0.0]]
    """
    x, y = _transformer("EPSG:4326").transform(np.asarray(lon, float), np.asarray(lat, float))
    return np.column_stack((x, y))


def reproject(xy: Floats, crs: CRS) -> Floats:
    """Bring projected coordinates (n, 2) to EPSG:3006; those already there are left as they are."""
    if crs.to_epsg() == SWEREF99_TM:
        return xy
    return np.column_stack(_transformer(crs.to_wkt()).transform(xy[:, 0], xy[:, 1]))


def geodesic_m(lon: Floats, lat: Floats) -> Floats:
    """Metres over the ellipsoid between consecutive points.

    Examples
    --------
    >>> geodesic_m(np.array([15.0, 15.0]), np.array([59.0, 60.0])).round().tolist()
    [111404.0]
    """
    if len(lon) < 2:
        return np.empty(0)
    _, _, metres = Geod(ellps="WGS84").inv(lon[:-1], lat[:-1], lon[1:], lat[1:])
    return np.asarray(metres, np.float64)


@lru_cache(maxsize=4)
def _transformer(crs: str) -> Transformer:
    return Transformer.from_crs(crs, SWEREF99_TM, always_xy=True)
