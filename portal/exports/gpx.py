"""A trip as GPX 1.1: waypoints, a route and a track."""

from datetime import UTC
from xml.etree import ElementTree as Et

from portal.exports.trip import Trip, TripPoint

GPX = "http://www.topografix.com/GPX/1/1"


def gpx(trip: Trip, *, site_url: str) -> bytes:
    """Write GPX 1.1; the order of its elements is the schema's."""
    root = Et.Element("gpx", {"version": "1.1", "creator": "Bygdekartan", "xmlns": GPX})
    metadata = Et.SubElement(root, "metadata")
    Et.SubElement(metadata, "name").text = trip.name
    Et.SubElement(metadata, "desc").text = trip.note
    for point in trip.points:
        _point(root, "wpt", point, site_url)
    route = Et.SubElement(root, "rte")
    Et.SubElement(route, "name").text = trip.name
    for point in trip.points:
        _point(route, "rtept", point, site_url)
    track = Et.SubElement(root, "trk")
    Et.SubElement(track, "name").text = trip.name
    segment = Et.SubElement(track, "trkseg")
    for lon, lat in trip.track:
        Et.SubElement(segment, "trkpt", {"lat": f"{lat:.6f}", "lon": f"{lon:.6f}"})
    return bytes(Et.tostring(root, encoding="utf-8", xml_declaration=True))


def _point(parent: Et.Element, tag: str, point: TripPoint, site_url: str) -> None:
    at = {"lat": f"{point.lat:.6f}", "lon": f"{point.lon:.6f}"}
    element = Et.SubElement(parent, tag, at)
    when = point.arrival.astimezone(UTC)
    Et.SubElement(element, "time").text = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    Et.SubElement(element, "name").text = point.name
    Et.SubElement(element, "desc").text = point.note
    Et.SubElement(element, "link", {"href": site_url + point.path})
