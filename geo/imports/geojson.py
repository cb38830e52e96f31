"""Tables as GeoJSON, feature by feature, so that a large file needs no more memory."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import shapely
from django.utils.translation import gettext_noop as _
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.imports.errors import Refused
from geo.imports.limits import MOST_CELL_CHARS, MOST_FEATURE_CHARS, MOST_ROWS, check_columns
from geo.imports.tables import Row

BLOCK = 1 << 16
EDGE = 4096
SAMPLE = 200
FEATURES = re.compile(r'"features"\s*:\s*\[')
NAMED = re.compile(
    r'"crs"\s*:\s*\{\s*"type"\s*:\s*"name"\s*,\s*"properties"\s*:\s*'
    r'\{\s*"name"\s*:\s*"([^"]{1,100})"'
)
GEOMETRY_TYPES = {
    "Point",
    "LineString",
    "Polygon",
    "MultiPoint",
    "MultiLineString",
    "MultiPolygon",
}


class GeoJson:
    """A collection of features; degrees, longitude first, unless it says otherwise."""

    count = 0

    def __init__(self, path: Path) -> None:
        self.path = path
        self.crs: CRS | None = _crs(path)
        names: dict[str, None] = {}
        for number, row in enumerate(self.rows()):
            names.update(dict.fromkeys(row.values))
            if number >= SAMPLE:
                break
        self.columns = tuple(names)
        check_columns(list(self.columns) or ["geometry"])

    def rows(self) -> Iterator[Row]:
        """Yield the features."""
        for number, feature in enumerate(_features(self.path), start=1):
            if number > MOST_ROWS:
                raise Refused(_("The file has more than %(most)s rows."), most=MOST_ROWS)
            properties = feature.get("properties") or {} if isinstance(feature, dict) else {}
            if not isinstance(properties, dict):
                properties = {}
            check_columns([*properties] or ["geometry"])
            values = {name: _scalar(value) for name, value in properties.items()}
            if not isinstance(feature, dict) or feature.get("type") != "Feature":
                yield Row(str(number), values, None, _("This is no feature."))
                continue
            if "id" in feature and "id" not in values:
                values["id"] = _scalar(feature["id"])
            try:
                geometry = _geometry(feature.get("geometry"))
            except (ValueError, TypeError, shapely.errors.ShapelyError):
                yield Row(str(number), values, None, _("The geometry cannot be read."))
                continue
            yield Row(str(number), values, geometry)


def _features(path: Path) -> Iterator[Any]:
    """Decode one feature after the other from a buffer that never holds much more than one."""
    decoder = json.JSONDecoder()
    try:
        with path.open(encoding="utf-8-sig") as file:
            buffer = ""
            while not (found := FEATURES.search(buffer)):
                block = file.read(max(BLOCK, len(buffer)))
                if not block:
                    yield from _single(buffer)
                    return
                buffer += block
                if len(buffer) > MOST_FEATURE_CHARS:
                    raise Refused(_("This is JSON, but not GeoJSON."))
            buffer = buffer[found.end() :]
            while True:
                buffer = buffer.lstrip(" \t\r\n,")
                if buffer.startswith("]"):
                    return
                try:
                    feature, end = decoder.raw_decode(buffer)
                    if end == len(buffer):
                        raise json.JSONDecodeError("perhaps cut", buffer, end)
                except json.JSONDecodeError:
                    block = file.read(max(BLOCK, len(buffer)))
                    if not block or len(buffer) > MOST_FEATURE_CHARS:
                        raise Refused(_("The file is damaged or cut off.")) from None
                    buffer += block
                    continue
                yield feature
                buffer = buffer[end:]
    except UnicodeError:
        raise Refused(_("The text is not in the encoding %(name)s."), name="UTF-8") from None
    except RecursionError:
        raise Refused(_("The file is damaged or cut off.")) from None


def _single(text: str) -> Iterator[Any]:
    try:
        whole = json.loads(text)
    except ValueError:
        raise Refused(_("The file is damaged or cut off.")) from None
    if isinstance(whole, dict) and whole.get("type") == "Feature":
        yield whole
    elif isinstance(whole, dict) and whole.get("type") in GEOMETRY_TYPES:
        yield {"type": "Feature", "properties": {}, "geometry": whole}
    else:
        raise Refused(_("This is JSON, but not GeoJSON."))


def _crs(path: Path) -> CRS:
    with path.open("rb") as file:
        head = file.read(EDGE)
        file.seek(max(0, path.stat().st_size - EDGE))
        tail = file.read(EDGE)
    found = NAMED.search(head.decode("utf-8", "replace")) or NAMED.search(
        tail.decode("utf-8", "replace")
    )
    if not found or "CRS84" in found[1]:
        return CRS.from_epsg(4326)
    try:
        return CRS.from_user_input(found[1])
    except CRSError:
        raise Refused(
            _("The coordinate system %(name)s is not known."), name=found[1][:60]
        ) from None


def _geometry(value: Any) -> shapely.Geometry | None:
    if value is None:
        return None
    if not isinstance(value, dict) or value.get("type") not in GEOMETRY_TYPES:
        raise ValueError("no geometry")
    return shapely.force_2d(shapely.from_geojson(json.dumps(value)))


def _scalar(value: Any) -> object:
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False)
    if isinstance(value, str) and len(value) > MOST_CELL_CHARS:
        return value[:MOST_CELL_CHARS]
    return value
