"""A road for a map: its line, its stops and the stretches where something is missing."""

from typing import Any

import numpy as np
from pyproj import Transformer
from shapely import LineString
from shapely.ops import substring

from route221.models import Route
from route221.queries.missing import missing_stops
from route221.queries.travellers import road_stops

TO_DEGREES = Transformer.from_crs(3006, 4326, always_xy=True)
# About a decimetre.
DECIMALS = 6
# Finer than this no map on a page shows.
SIMPLE_M = 5


def road_features(route: Route) -> dict[str, Any]:
    """Return a GeoJSON collection: the road, missing stretches, and every stop anyone may see."""
    line = LineString(route.alignment.coords)
    stops = road_stops(route)
    road = {"kind": "road", "number": route.number, "is_schematic": route.is_schematic}
    features = [_feature("LineString", _degrees(line.simplify(SIMPLE_M).coords), road)]
    for one in missing_stops(stops, line.length):
        if one.is_lacking and one.to_chainage_m > one.from_chainage_m:
            part = substring(line, one.from_chainage_m, one.to_chainage_m).simplify(SIMPLE_M)
            told = {
                "kind": "missing",
                "amenity": one.limit.amenity,
                "name": str(one.limit.get_amenity_display()),
                "verdict": one.verdict,
                "longest_m": round(one.longest_m),
            }
            features.append(_feature("LineString", _degrees(part.coords), told))
    places = _degrees([(stop.x_m, stop.y_m) for stop in stops])
    for stop, at in zip(stops, places, strict=True):
        told = {
            "kind": "stop",
            "key": stop.key,
            "name": stop.name,
            "sort": stop.sort,
            "icon": stop.icon,
            "url": stop.url,
            "chainage_m": round(stop.chainage_m),
            "precision": stop.precision,
            "is_example": stop.is_example,
        }
        features.append(_feature("Point", at, told))
    return {"type": "FeatureCollection", "features": features}


def _feature(kind: str, coordinates: list[Any], properties: dict[str, Any]) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _degrees(xy: Any) -> list[list[float]]:
    metres = np.asarray(xy, dtype=np.float64).reshape(-1, 2)
    lon, lat = TO_DEGREES.transform(metres[:, 0], metres[:, 1])
    found: list[list[float]] = np.column_stack((lon, lat)).round(DECIMALS).tolist()
    return found
