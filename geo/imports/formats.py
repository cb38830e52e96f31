"""Which reader takes which file of roads."""

from pathlib import Path

from geo.imports.errors import UnusableFile
from geo.imports.nvdb import read_nvdb
from geo.imports.osm import read_osm
from geo.imports.roads import RoadRows

READERS = {"nvdb": read_nvdb, "osm": read_osm}
FORMATS = tuple(READERS)


def format_of(path: Path) -> str:
    """Tell the format by the file's name.

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
    raise UnusableFile(f"{path.name} ends in neither .gpkg nor .osm.pbf: say which --format it has")


def read_roads(path: Path, file_format: str | None = None, area: str = "any") -> RoadRows:
    """Read, map and validate a file of roads.

    Raises
    ------
    UnusableFile
        If it cannot be used, with the row that is wrong.
    """
    if not path.is_file():
        raise UnusableFile(f"there is no file {path}")
    rows = READERS[file_format or format_of(path)](path)
    rows.validate(area)
    return rows
