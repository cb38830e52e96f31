"""A table with positions as a GeoPackage, with what it rests on in its metadata."""

import tempfile
from pathlib import Path

import numpy as np
import pyogrio.raw
import shapely

from portal.exports.tables import Table


def as_geopackage(table: Table) -> bytes:
    """Write one layer of points in SWEREF 99 TM; rows without a position keep an empty one."""
    points = [shapely.Point(one) if one else None for one in table.points]
    columns = list(zip(*table.rows, strict=True)) or [()] * len(table.columns)
    names: list[str] = []
    data = []
    for name, values in zip(table.columns, columns, strict=True):
        names.append(_free(name, names))
        data.append(_array(values))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{table.name}.gpkg"
        pyogrio.raw.write(
            str(path),
            geometry=shapely.to_wkb(np.array(points, object)),
            field_data=data,
            fields=names,
            layer=table.name.replace("-", "_"),
            driver="GPKG",
            geometry_type="Point",
            crs="EPSG:3006",
            dataset_metadata={"TITLE": table.title, "NOTES": " ".join(table.notes)},
            layer_metadata={"DESCRIPTION": f"{table.title}. {' '.join(table.notes)}"},
        )
        return path.read_bytes()


def _free(name: str, taken: list[str]) -> str:
    wanted, number = name or "?", 2
    while wanted.lower() in {one.lower() for one in (*taken, "fid", "geom")}:
        wanted, number = f"{name} {number}", number + 1
    return wanted


def _array(values: tuple[object, ...]) -> np.ndarray:  # type: ignore[type-arg]
    numbers = [one for one in values if isinstance(one, int | float)]
    if numbers and len(numbers) == sum(one is not None for one in values):
        return np.array([np.nan if one is None else one for one in values], np.float64)
    return np.array([None if one is None else str(one) for one in values], object)
