"""Features as files: CSV as a stream, GeoPackage and Excel written in batches."""

import csv
import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyogrio
import shapely
import xlsxwriter

from geo.ogcapi.collection import BATCH, Collection, Feature
from geo.ogcapi.errors import BadParameter
from geo.ogcapi.parameters import ItemsQuery

LINES = 500  # sent together: each piece costs a step through every layer of the server
MOST_ROWS = 1_048_575  # what a sheet of Excel holds under its heading
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "gpkg": "application/geopackage+sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NUMPY = {"integer": np.float64, "number": np.float64, "boolean": object}


class _Line:
    def write(self, text: str) -> str:
        return text


def as_csv(collection: Collection, query: ItemsQuery) -> Iterator[str]:
    """Return lines of CSV with x and y, or WKT where the geometry is no point."""
    return _lines(collection, _begun(collection.stream(query)))


def _lines(collection: Collection, features: Iterable[Feature]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(_heading(collection))
    lines = []
    for feature in features:
        lines.append(writer.writerow([_harmless(one) for one in _cells(collection, feature)]))
        if len(lines) == LINES:
            yield "".join(lines)
            lines = []
    yield "".join(lines)


def as_xlsx(collection: Collection, query: ItemsQuery) -> Path:
    """Write a workbook, row by row, and return its path.

    Raises
    ------
    BadParameter
        If there are more rows than a sheet holds.
    """
    features = _begun(collection.stream(query))
    with _kept(".xlsx") as path:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with xlsxwriter.Workbook(path, options) as book:
            sheet = book.add_worksheet(collection.id[:31])
            sheet.write_row(0, 0, _heading(collection))
            for number, feature in enumerate(features, 1):
                if number > MOST_ROWS:
                    raise BadParameter("f", f"a sheet holds {MOST_ROWS} rows; narrow it, or csv")
                sheet.write_row(number, 0, _cells(collection, feature))
    return path


def as_gpkg(collection: Collection, query: ItemsQuery) -> Path:
    """Write a GeoPackage in batches, and return its path."""
    features, is_begun = _begun(collection.stream(query)), False
    with _kept(".gpkg") as path:
        path.unlink()
        while (batch := list(islice(features, BATCH))) or not is_begun:
            _append(path, collection, query, batch, is_begun)
            is_begun = True
    return path


def _append(
    path: Path, collection: Collection, query: ItemsQuery, batch: list[Feature], is_begun: bool
) -> None:
    shapes = [
        None if one["geometry"] is None else shapely.from_geojson(orjson.dumps(one["geometry"]))
        for one in batch
    ]
    columns = [np.array([str(one["id"]) for one in batch], object)]
    for field in collection.fields:
        values = [one["properties"][field.name] for one in batch]
        if field.type in {"integer", "number"}:
            column = np.array([np.nan if v is None else v for v in values], np.float64)
        else:
            column = np.array([None if v is None else _text(v) for v in values], object)
        columns.append(column)
    pyogrio.raw.write(
        path,
        geometry=np.array([shapely.to_wkb(one) for one in shapes], object),
        field_data=columns,
        fields=["feature_id", *(field.name for field in collection.fields)],
        layer=collection.id,
        driver="GPKG",
        geometry_type="Unknown",
        crs=f"EPSG:{query.crs.srid}",
        append=is_begun,
    )


def _heading(collection: Collection) -> list[str]:
    return ["id", *(field.name for field in collection.fields), "x", "y", "wkt"]


def _cells(collection: Collection, feature: Feature) -> list[Any]:
    geometry = feature["geometry"]
    place: list[Any] = ["", "", ""]
    if geometry is not None:
        read = json.loads(orjson.dumps(geometry))
        if read["type"] == "Point":
            place = [*read["coordinates"], ""]
        else:
            place = ["", "", shapely.from_geojson(json.dumps(read)).wkt[:32_000]]
    values = [feature["properties"][field.name] for field in collection.fields]
    return [feature["id"], *("" if v is None else _plain(v) for v in values), *place]


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | float) else _text(value)


def _text(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _harmless(value: Any) -> Any:
    """Keep a spreadsheet from reading text as a formula."""
    is_formula = isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}
    return f"'{value}" if is_formula else value


def _begun(features: Iterator[Feature]) -> Iterator[Feature]:
    """Read the first feature at once, so that what is wrong is known before an answer begins."""
    first = list(islice(features, 1))
    return chain(first, features)


@contextmanager
def _kept(suffix: str) -> Iterator[Path]:
    """Make a temporary file, and keep it only if nothing goes wrong."""
    with tempfile.NamedTemporaryFile(suffix=suffix, delete=False) as file:
        path = Path(file.name)
    try:
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        raise
