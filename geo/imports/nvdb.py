"""The national road database's accessibility network, as a GeoPackage."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio
import shapely
from django.utils.translation import gettext_noop as _
from numpy.typing import NDArray
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.imports.coordinates import reproject
from geo.imports.errors import Refused
from geo.imports.roads import NO_NUMBER, NO_ROADS, RoadRows

Column = NDArray[Any]
LINKS_A_PIECE = 50_000
NOT_SURVEYED = _("links without a surveyed length")

# Our name, and the names it goes by in files, without regard to capitals.
COLUMNS = {
    "length_m": ("extlen", "extent_length", "shape_length", "length_m"),
    "forward_kmh": ("f_hogst_225", "f_hogsta_tillatna_hastighet", "f_hastighet", "forward_kmh"),
    "backward_kmh": ("b_hogst_225", "b_hogsta_tillatna_hastighet", "b_hastighet", "backward_kmh"),
    "road_class": ("klass_181", "funktionell_vagklass", "klass", "road_class"),
    "forward_prohibited": (
        "f_forbjudenfardriktning",
        "f_forbjuden_fardriktning",
        "f_forbj_85",
        "forward_prohibited",
    ),
    "backward_prohibited": (
        "b_forbjudenfardriktning",
        "b_forbjuden_fardriktning",
        "b_forbj_85",
        "backward_prohibited",
    ),
    "is_ferry": ("farjeled", "farjel_302", "is_ferry"),
}
OPTIONAL_COLUMNS = {
    "is_motorway": ("motorvag", "motorv_309", "is_motorway"),
    "number": ("vagnummer", "vagnr", "huvnr_556_1", "number"),
    # Only in files that were taken out of the portal.
    "ferry_s": ("ferry_s",),
}


def nvdb_pieces(path: Path) -> Iterator[RoadRows]:
    """Read and map a GeoPackage of the accessibility network, some ten thousand links at a time.

    Parameters
    ----------
    path : a file with links in a projected coordinate system and the columns above

    Yields
    ------
    RoadRows
        links in the order of the file

    Raises
    ------
    Refused
        If it cannot be read, has no such columns, degrees instead of metres, or broken geometry.

    Examples
    --------
    >>> list(nvdb_pieces(Path("none.gpkg")))
    Traceback (most recent call last):
    ...
    geo.imports.errors.Refused: the file cannot be read as a GeoPackage
    """
    try:
        layers = pyogrio.list_layers(path)
        infos = {str(layer): pyogrio.read_info(path, layer=layer) for layer, _kind in layers}
        layer, names = _choose(infos)
        crs = _projected(infos[layer]["crs"])
        for first in count(0, LINKS_A_PIECE):
            meta, _fids, wkb, values = pyogrio.raw.read(
                path,
                layer=layer,
                columns=sorted(names.values()),
                skip_features=first,
                max_features=LINKS_A_PIECE,
            )
            if wkb is None or not len(wkb):
                return
            column = dict(zip(meta["fields"].tolist(), values, strict=True))
            yield _rows(wkb, {ours: column[theirs] for ours, theirs in names.items()}, crs, first)
            if len(wkb) < LINKS_A_PIECE:
                return
    except (DataSourceError, DataLayerError, FeatureError) as error:
        raise Refused(_("the file cannot be read as a GeoPackage")) from error


def _rows(wkb: Column, column: dict[str, Column], crs: CRS, first: int) -> RoadRows:
    """Map one piece; its rows are counted from the first of the file."""
    lines = _lines(wkb, first)
    xy, index = shapely.get_coordinates(lines, return_index=True)
    offset = np.concatenate(([0], np.cumsum(np.bincount(index, minlength=len(lines)))))
    bad = ~np.isfinite(xy).all(axis=1)
    if bad.any():
        raise Refused(NO_NUMBER, row=first + int(index[np.argmax(bad)]) + 1)

    def numbers(name: str, missing: float = 0.0) -> NDArray[np.float64]:
        if name not in column:
            return np.full(len(lines), missing)
        return _numbers(column[name], name, first)

    surveyed = numbers("length_m")
    drawn = shapely.length(lines)
    road_class = numbers("road_class")
    in_classes = (road_class >= 0) & (road_class <= 9)
    number = column.get("number", np.full(len(lines), ""))
    return RoadRows(
        xy=reproject(xy, crs),
        offset=offset,
        length_m=np.where(np.isnan(surveyed), drawn, surveyed),
        forward_kmh=numbers("forward_kmh"),
        backward_kmh=numbers("backward_kmh"),
        forward_permitted=numbers("forward_prohibited") != 1,
        backward_permitted=numbers("backward_prohibited") != 1,
        road_class=np.where(in_classes, road_class, -1).astype(np.int16),
        number=np.array(["" if one is None else str(one)[:40] for one in number], np.str_),
        is_ferry=numbers("is_ferry") == 1,
        is_motorway=numbers("is_motorway") == 1,
        ferry_s=numbers("ferry_s", np.nan),
        name=np.arange(first + 1, first + len(lines) + 1).astype(np.str_),
        report={NOT_SURVEYED: int(np.isnan(surveyed).sum())},
    )


def _choose(infos: dict[str, dict[str, NDArray[np.object_]]]) -> tuple[str, dict[str, str]]:
    """Find the layer that has the columns, and what they are called in it."""
    fewest: tuple[int, str, str] | None = None
    for layer, info in infos.items():
        there = {str(name).lower(): str(name) for name in info["fields"]}
        names = {
            ours: next(there[alias] for alias in aliases if alias in there)
            for ours, aliases in (COLUMNS | OPTIONAL_COLUMNS).items()
            if any(alias in there for alias in aliases)
        }
        missing = [aliases[0] for ours, aliases in COLUMNS.items() if ours not in names]
        if not missing:
            return layer, names
        if fewest is None or len(missing) < fewest[0]:
            fewest = len(missing), layer, ", ".join(missing)
    if fewest is None:
        raise Refused(NO_ROADS)
    raise Refused(
        _("layer %(layer)s has no column %(names)s"), layer=fewest[1][:60], names=fewest[2]
    )


def _projected(text: str | None) -> CRS:
    try:
        crs = CRS.from_user_input(text) if text else None
    except CRSError:
        crs = None
    if crs is None:
        raise Refused(_("the file does not say which coordinate system it uses"))
    if not crs.is_projected:
        raise Refused(_("%(name)s is in degrees, but metres are needed (EPSG:3006)"), name=crs.name)
    return crs


def _lines(wkb: Column, first: int) -> NDArray[np.object_]:
    lines = shapely.from_wkb(wkb, on_invalid="ignore")
    multiple = shapely.get_type_id(lines) == shapely.GeometryType.MULTILINESTRING
    single = multiple & (shapely.get_num_geometries(lines) == 1)
    lines[single] = shapely.get_geometry(lines[single], 0)
    broken = (shapely.get_type_id(lines) != shapely.GeometryType.LINESTRING) | (
        shapely.get_num_coordinates(lines) < 2
    )
    if broken.any():
        raise Refused(
            _("row %(row)s: the geometry is not one line"), row=first + int(np.argmax(broken)) + 1
        )
    return np.asarray(shapely.force_2d(lines), np.object_)


def _numbers(values: Column, name: str, first: int) -> NDArray[np.float64]:
    if values.dtype != np.object_:
        return values.astype(np.float64)
    found = np.full(len(values), np.nan)
    for row, value in enumerate(values):
        if value is None or value == "":
            continue
        try:
            found[row] = float(value)
        except (TypeError, ValueError):
            raise Refused(
                _("row %(row)s: %(name)s is %(value)s, not a number"),
                row=first + row + 1,
                name=name,
                value=repr(value)[:60],
            ) from None
    return found
