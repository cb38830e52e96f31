"""A table in a file, whatever its format: columns, coordinate system, rows one at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import shapely
from django.utils.translation import gettext_noop as _
from pyproj import CRS

from geo.imports.errors import Refused


@dataclass(frozen=True)
class Row:
    """One row: its number or name in the file, values by column, and its geometry if it has one.

    ``problem`` names, as a message id with ``params``, why the row cannot be used at all.
    """

    number: str
    values: Mapping[str, object]
    geometry: shapely.Geometry | None = None
    problem: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


class Table(Protocol):
    """What every reader returns; ``rows`` reads anew from the beginning."""

    columns: tuple[str, ...]
    crs: CRS | None
    # Rows if they are known beforehand, else 0.
    count: int

    def rows(self) -> Iterator[Row]: ...


FORMATS = ("csv", "xlsx", "geojson", "gpkg", "gpx")
ENDINGS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "csv",
    ".xlsx": "xlsx",
    ".geojson": "geojson",
    ".json": "geojson",
    ".gpkg": "gpkg",
    ".gpx": "gpx",
    ".pbf": "osm",
    ".osm": "osm",
}
OTHERS = (
    (b"\xd0\xcf\x11\xe0", _("This is an old workbook (.xls). Save it as .xlsx and try again.")),
    (b"%PDF", _("This is a PDF. The table itself is needed, as CSV, XLSX, GeoJSON or GeoPackage.")),
    (b"\x1f\x8b", _("The file is packed (gzip). Unpack it first.")),
    (b"\x89PNG", _("This is a picture, not a table.")),
    (b"\xff\xd8\xff", _("This is a picture, not a table.")),
)


def format_of(path: Path, name: str = "") -> str:
    """Tell the format of a file by what is in it, and see that its name agrees.

    Parameters
    ----------
    path : the file
    name : what it was called when it came, where that differs

    Returns
    -------
    ``csv``, ``xlsx``, ``geojson``, ``gpkg``, ``gpx`` or ``osm``

    Raises
    ------
    Refused
        If it is none of them, or not what its name says.
    """
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError:
        raise Refused(_("The file cannot be opened.")) from None
    if not head.strip():
        raise Refused(_("The file is empty."))
    said = ENDINGS.get(Path(name or path.name).suffix.lower(), "")
    found = _sniffed(head)
    if found == "xml":
        found = "osm" if said == "osm" else "gpx"
    # A list of words may begin with a brace; only its name tells then.
    if found == "geojson" and said == "csv":
        found = "csv"
    if said and found != said:
        raise Refused(
            _("The file is named as %(said)s but is not one; it looks like %(found)s."),
            said=said.upper(),
            found=found.upper(),
        )
    return found


def _sniffed(head: bytes) -> str:
    for magic, words in OTHERS:
        if head.startswith(magic):
            raise Refused(words)
    if head.startswith(b"SQLite format 3\0"):
        return "gpkg"
    if head.startswith(b"PK"):
        return "xlsx"
    if b"OSMHeader" in head[:64]:
        return "osm"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return "geojson"
    if text.startswith(b"<"):
        return "xml"
    if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused(_("The file is neither text nor any other format that can be read."))
    return "csv"


def open_table(
    path: Path,
    *,
    name: str = "",
    encoding: str = "",
    layer: str = "",
    wanted: frozenset[str] = frozenset(),
) -> Table:
    """Open a file as a table.

    Parameters
    ----------
    path : CSV, XLSX, GeoJSON, GeoPackage or GPX
    name : what it was called when it came
    encoding : of a text file, where it does not tell itself
    layer : of a GeoPackage or workbook with several
    wanted : names of columns; of several layers the one that has the most of them is read

    Raises
    ------
    Refused
        If it cannot be read.
    """
    found = format_of(path, name)
    # Each reader's library is loaded only for its own format.
    if found == "csv":
        from geo.imports.delimited import Delimited

        return Delimited(path, encoding)
    if found == "xlsx":
        from geo.imports.workbooks import Workbook

        return Workbook(path, layer)
    if found == "geojson":
        from geo.imports.geojson import GeoJson

        return GeoJson(path)
    if found == "gpkg":
        from geo.imports.geopackages import GeoPackage

        return GeoPackage(path, layer, wanted)
    if found == "gpx":
        from geo.imports.gpx import Gpx

        return Gpx(path)
    raise Refused(_("This table cannot be read from OpenStreetMap data."))
