"""Which reader takes which file of roads."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext_noop as _

from geo.imports.errors import Refused
from geo.imports.nvdb import nvdb_pieces
from geo.imports.osm import osm_pieces
from geo.imports.roads import NO_ROADS, RoadRows, joined

READERS = {"nvdb": nvdb_pieces, "osm": osm_pieces}
FORMATS = tuple(READERS)


def format_of(path: Path) -> str:
    """Tell the format by the file's name.

    Raises
    ------
    Refused
        If the name tells none.

    Examples
    --------
    >>> format_of(Path("roads.gpkg")), format_of(Path("sweden-latest.osm.pbf"))
    ('nvdb', 'osm')
    """
    name = path.name.lower()
    if name.endswith(".gpkg"):
        return "nvdb"
    if name.endswith((".pbf", ".osm", ".osm.xml", ".osm.gz", ".osm.bz2")):
        return "osm"
    raise Refused(
        _("%(name)s ends in neither .gpkg nor .osm.pbf: say which --format it has"), name=path.name
    )


def road_pieces(
    path: Path, file_format: str | None = None, area: str = "any"
) -> Iterator[RoadRows]:
    """Read, map and validate a file of roads, piece by piece, so that memory stays flat.

    Raises
    ------
    Refused
        If it cannot be used, with the row that is wrong.
    """
    if not path.is_file():
        raise Refused(_("there is no file %(name)s"), name=str(path))
    count = 0
    for piece in READERS[file_format or format_of(path)](path):
        piece.validate(area)
        count += len(piece)
        yield piece
    if not count:
        raise Refused(NO_ROADS)


def read_roads(path: Path, file_format: str | None = None, area: str = "any") -> RoadRows:
    """Read, map and validate a whole file of roads.

    Raises
    ------
    Refused
        If it cannot be used, with the row that is wrong.
    """
    return joined(road_pieces(path, file_format, area))
