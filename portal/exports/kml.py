"""A trip as KML 2.2."""

from xml.etree import ElementTree as Et

from portal.exports.trip import Trip

KML = "http://www.opengis.net/kml/2.2"


def kml(trip: Trip) -> bytes:
    """Write one placemark for each stop and one for the road."""
    root = Et.Element("kml", {"xmlns": KML})
    document = Et.SubElement(root, "Document")
    Et.SubElement(document, "name").text = trip.name
    Et.SubElement(document, "description").text = trip.note
    for point in trip.points:
        mark = Et.SubElement(document, "Placemark")
        Et.SubElement(mark, "name").text = point.name
        Et.SubElement(mark, "description").text = f"{point.arrival:%H:%M} – {point.note}"
        place = Et.SubElement(mark, "Point")
        Et.SubElement(place, "coordinates").text = f"{point.lon:.6f},{point.lat:.6f}"
    mark = Et.SubElement(document, "Placemark")
    Et.SubElement(mark, "name").text = trip.name
    line = Et.SubElement(mark, "LineString")
    corners = " ".join(f"{lon:.6f},{lat:.6f}" for lon, lat in trip.track)
    Et.SubElement(line, "coordinates").text = corners
    return bytes(Et.tostring(root, encoding="utf-8", xml_declaration=True))
