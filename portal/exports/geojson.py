"""A trip as GeoJSON (RFC 7946)."""

import orjson

from portal.exports.trip import Trip


def geojson(trip: Trip) -> bytes:
    """Write the stops as points and the road as a line."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]},
            "properties": {
                "name": point.name,
                "note": point.note,
                "arrival": point.arrival.isoformat(),
                "leave": point.leave.isoformat(),
            },
        }
        for point in trip.points
    ]
    track = [[round(lon, 6), round(lat, 6)] for lon, lat in trip.track]
    features.append(
        {
            "type": "Feature",
            "geometry": {"type": "LineString", "coordinates": track},
            "properties": {"name": trip.name, "note": trip.note},
        }
    )
    return orjson.dumps({"type": "FeatureCollection", "features": features})
