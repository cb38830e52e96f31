"""Lines out of any file that GDAL reads: a road's alignment as somebody drew or surveyed it."""

import re
import zipfile
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.imports.coordinates import reproject
from geo.imports.errors import UnusableFile

MOST_VERTICES = 200_000
MOST_LINES = 20_000
LINES = (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)
# What each kind of file begins with: GDAL judges by content, and some contents name other files.
SQLITE, ZIP = b"SQLite format 3\x00", b"PK\x03\x04"
FIRST_ELEMENT = re.compile(rb"<(?:\w+:)?([A-Za-z]\w*)[\s>/]")
SHAPEFILE = {".shp", ".shx", ".dbf", ".prj", ".cpg", ".sbn", ".sbx", ".qix", ".xml"}
# (west, south, east, north) of Sweden in EPSG:3006, with the sea around.
SWEDEN = (200_000.0, 6_100_000.0, 1_000_000.0, 7_700_000.0)


def read_lines(path: Path) -> list[NDArray[np.float64]]:
    """Read every line of a file: GeoPackage, GeoJSON, GPX, KML, zipped Shapefile.

    Parameters
    ----------
    path : the file; its extension tells the format

    Returns
    -------
    list of (m, 2) float64
        Metres, EPSG:3006; the parts of a multiline apart.

    Raises
    ------
    UnusableFile
        If it cannot be read, has no line, no coordinate system, too many vertices, or lies
        outside Sweden.

    Examples
    --------
    >>> read_lines(Path("none.gpkg"))
    Traceback (most recent call last):
    ...
    geo.imports.errors.UnusableFile: the file cannot be read as a map file
    """
    if not _is_map_file(path):
        raise UnusableFile("the file cannot be read as a map file")
    source = f"/vsizip/{path}" if path.suffix.lower() == ".zip" else str(path)
    found: list[NDArray[np.float64]] = []
    try:
        for layer in _layers(source):
            found += _of_layer(source, layer)
    except (DataSourceError, DataLayerError) as error:
        raise UnusableFile("the file cannot be read as a map file") from error
    if not found:
        raise UnusableFile("there is no line in the file")
    if len(found) > MOST_LINES or sum(map(len, found)) > MOST_VERTICES:
        raise UnusableFile(f"more than {MOST_VERTICES} vertices are too many for one road")
    west, south, east, north = SWEDEN
    xy = np.concatenate(found)
    if not (np.isfinite(xy).all() and (xy >= (west, south)).all() and (xy <= (east, north)).all()):
        raise UnusableFile("the line lies outside Sweden")
    return found


def _is_map_file(path: Path) -> bool:
    """Tell whether the file is what its name says."""
    if not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(2_000).removeprefix(b"\xef\xbb\xbf").lstrip()
    match path.suffix.lower():
        case ".gpkg":
            return head.startswith(SQLITE)
        case ".geojson" | ".json":
            return head.startswith(b"{")
        case ".gpx" | ".kml" as suffix:
            found = FIRST_ELEMENT.search(head)
            return found is not None and found[1].decode() == suffix[1:]
        case ".zip" if head.startswith(ZIP):
            try:
                names = zipfile.ZipFile(path).namelist()
            except zipfile.BadZipFile:
                return False
            return all(Path(name).suffix.lower() in SHAPEFILE for name in names)
    return False


def _layers(source: str) -> list[str]:
    """Name the layers to read; of a GPX file its tracks, else its routes, never its points."""
    layers = [str(name) for name, _ in pyogrio.list_layers(source)]
    if not source.lower().endswith(".gpx"):
        return layers
    return next(([one] for one in ("tracks", "routes") if one in layers), [])


def _of_layer(source: str, layer: str) -> list[NDArray[np.float64]]:
    meta, _, wkb, _ = pyogrio.raw.read(source, layer=layer, columns=[])
    if wkb is None:
        return []
    shapes = shapely.from_wkb([one for one in wkb if one is not None], on_invalid="ignore")
    lines = shapes[np.isin(shapely.get_type_id(shapes), LINES)]
    if not len(lines):
        return []
    try:
        crs = CRS.from_user_input(meta["crs"]) if meta["crs"] else None
    except CRSError:
        crs = None
    if crs is None:
        raise UnusableFile("the file does not say which coordinate system it uses")
    parts = shapely.get_parts(shapely.force_2d(lines))
    return [reproject(shapely.get_coordinates(part), crs) for part in parts]
