"""The national road database's accessibility network, as a GeoPackage."""

from pathlib import Path

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray
from pyogrio.errors import DataSourceError
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.imports.coordinates import reproject
from geo.imports.errors import UnusableFile
from geo.imports.roads import RoadRows

# Our name, and the names it goes by in files, without regard to capitals.
COLUMNS = {
    "length_m": ("extlen", "extent_length", "shape_length", "length_m"),
    "forward_kmh": ("f_hogst_225", "f_hogsta_tillatna_hastighet", "f_hastighet", "forward_kmh"),
    "backward_kmh": ("b_hogst_225", "b_hogsta_tillatna_hastighet", "b_hastighet", "backward_kmh"),
    "road_class": ("klass_181", "funktionell_vagklass", "klass", "road_class"),
    "forward_prohibited": ("f_forbjudenfardriktning", "f_forbjuden_fardriktning", "f_forbj_85"),
    "backward_prohibited": ("b_forbjudenfardriktning", "b_forbjuden_fardriktning", "b_forbj_85"),
    "is_ferry": ("farjeled", "farjel_302", "is_ferry"),
}
OPTIONAL_COLUMNS = {
    "is_motorway": ("motorvag", "motorv_309", "is_motorway"),
    "number": ("vagnummer", "vagnr", "huvnr_556_1", "number"),
}


def read_nvdb(path: Path) -> RoadRows:
    """Read and map a GeoPackage of the accessibility network.

    Parameters
    ----------
    path : a file with links in a projected coordinate system and the columns above

    Raises
    ------
    UnusableFile
        If it cannot be read, has no such columns, degrees instead of metres, or broken geometry.
    """
    try:
        layers = pyogrio.list_layers(path)
        infos = {str(layer): pyogrio.read_info(path, layer=layer) for layer, _ in layers}
    except DataSourceError as error:
        raise UnusableFile("the file cannot be read as a GeoPackage") from error
    layer, names = _choose(infos)
    crs = _projected(infos[layer]["crs"])
    meta, _, wkb, values = pyogrio.raw.read(path, layer=layer, columns=sorted(names.values()))
    column = dict(zip(meta["fields"].tolist(), values, strict=True))
    lines = _lines(wkb)
    xy, index = shapely.get_coordinates(lines, return_index=True)
    offset = np.concatenate(([0], np.cumsum(np.bincount(index, minlength=len(lines)))))
    bad = ~np.isfinite(xy).all(axis=1)
    if bad.any():
        raise UnusableFile("a coordinate is not a number", int(index[np.argmax(bad)]) + 1)

    def numbers(name: str) -> NDArray[np.float64]:
        if name not in names:
            return np.zeros(len(lines))
        return _numbers(column[names[name]], names[name])

    surveyed = numbers("length_m")
    drawn = shapely.length(lines)
    road_class = numbers("road_class")
    in_classes = (road_class >= 0) & (road_class <= 9)
    number = column[names["number"]] if "number" in names else np.full(len(lines), "")
    return RoadRows(
        xy=reproject(xy, crs),
        offset=offset,
        length_m=np.where(np.isnan(surveyed), drawn, surveyed),
        forward_kmh=numbers("forward_kmh"),
        backward_kmh=numbers("backward_kmh"),
        forward_permitted=numbers("forward_prohibited") != 1,
        backward_permitted=numbers("backward_prohibited") != 1,
        road_class=np.where(in_classes, road_class, -1).astype(np.int16),
        number=np.array(["" if one is None else str(one) for one in number], np.str_),
        is_ferry=numbers("is_ferry") == 1,
        is_motorway=numbers("is_motorway") == 1,
        ferry_s=np.full(len(lines), np.nan),
        name=np.arange(1, len(lines) + 1).astype(np.str_),
        report={"links without a surveyed length": int(np.isnan(surveyed).sum())},
    )


def _choose(infos: dict[str, dict[str, NDArray[np.object_]]]) -> tuple[str, dict[str, str]]:
    """Find the layer that has the columns, and what they are called in it."""
    if not infos:
        raise UnusableFile("there are no layers in the file")
    fewest: tuple[int, str] | None = None
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
            fewest = len(missing), f"layer {layer} has no column {', '.join(missing)}"
    raise UnusableFile(fewest[1] if fewest else "there are no layers in the file")


def _projected(text: str | None) -> CRS:
    try:
        crs = CRS.from_user_input(text) if text else None
    except CRSError:
        crs = None
    if crs is None:
        raise UnusableFile("the file does not say which coordinate system it uses")
    if not crs.is_projected:
        raise UnusableFile(f"{crs.name} is in degrees, but metres are needed (EPSG:3006)")
    return crs


def _lines(wkb: NDArray[np.object_]) -> NDArray[np.object_]:
    lines = shapely.from_wkb(wkb, on_invalid="ignore")
    multiple = shapely.get_type_id(lines) == shapely.GeometryType.MULTILINESTRING
    single = multiple & (shapely.get_num_geometries(lines) == 1)
    lines[single] = shapely.get_geometry(lines[single], 0)
    broken = (shapely.get_type_id(lines) != shapely.GeometryType.LINESTRING) | (
        shapely.get_num_coordinates(lines) < 2
    )
    if broken.any():
        raise UnusableFile("the geometry is not one line", int(np.argmax(broken)) + 1)
    return np.asarray(shapely.force_2d(lines), np.object_)


def _numbers(values: NDArray[np.generic], name: str) -> NDArray[np.float64]:
    if values.dtype != np.object_:
        return values.astype(np.float64)
    found = np.full(len(values), np.nan)
    for row, value in enumerate(values):
        if value is None or value == "":
            continue
        try:
            found[row] = float(value)
        except (TypeError, ValueError):
            raise UnusableFile(f"{name} is {value!r}, not a number", row + 1) from None
    return found
