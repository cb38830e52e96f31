"""Lines and points as GPX, as a navigator or a phone writes them."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import shapely
from django.utils.translation import gettext_noop as _
from pyproj import CRS

from geo.imports.errors import Refused
from geo.imports.tables import Row

MOST_BYTES = 50_000_000


class Gpx:
    """The tracks, routes and waypoints of a file, in this order."""

    columns: tuple[str, ...] = ("name", "kind")
    count = 0

    def __init__(self, path: Path) -> None:
        self.path = path
        self.crs: CRS | None = CRS.from_epsg(4326)
        if path.stat().st_size > MOST_BYTES:
            raise Refused(_("The file is larger than any GPX should be."))
        # No GPX has a DTD; what has one may be made to swell.
        if b"<!DOCTYPE" in path.read_bytes()[:EDGE]:
            raise Refused(_("The file is damaged or cut off."))
        try:
            self._root = ElementTree.parse(path).getroot()  # noqa: S314 — no DTD, size bounded
        except (ElementTree.ParseError, UnicodeError, LookupError, ValueError):
            raise Refused(_("The file is damaged or cut off.")) from None
        if self._root.tag.rpartition("}")[2] != "gpx":
            raise Refused(_("This is XML, but not GPX."))

    def rows(self) -> Iterator[Row]:
        """Yield each track or route as a line, each waypoint as a point."""
        number = 0
        for kind, points in (("trk", "trkpt"), ("rte", "rtept"), ("wpt", "")):
            for element in self._root.iterfind(f"{{*}}{kind}"):
                number += 1
                name = (element.findtext("{*}name") or "").strip()
                values = {"name": name, "kind": kind}
                parts = element.iterfind(f".//{{*}}{points}") if points else [element]
                try:
                    degrees = [(float(p.attrib["lon"]), float(p.attrib["lat"])) for p in parts]
                except (KeyError, ValueError):
                    yield Row(str(number), values, None, _("The geometry cannot be read."))
                    continue
                if points and len(degrees) < 2:
                    yield Row(str(number), values, None, _("The line has fewer than two points."))
                    continue
                shape = shapely.LineString(degrees) if points else shapely.Point(degrees[0])
                yield Row(str(number), values, shape)


EDGE = 4096
