"""The register's tables as files that can be edited and taken in again without a change."""

import csv
import tempfile
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyogrio
import shapely
import xlsxwriter

from geo.actions.imports import AnyTable
from geo.imports.values import RUNS
from geo.tables.swapped import SwappedTable
from portal.imports import TABLES

SHAPED = {"municipalities", "areas", "roads", "routes"}
FORMATS: dict[str, tuple[str, ...]] = {
    slug: ("geojson", "gpkg") if slug in SHAPED else ("csv", "xlsx", "geojson", "gpkg")
    for slug in TABLES
}
FORMATS |= {"indicators": ("csv", "xlsx"), "population": ("csv", "xlsx"), "roads": ("gpkg",)}
BATCH = 5_000
Rows = Iterator[dict[str, Any]]


def sources_of(table: AnyTable) -> list[str]:
    """Name the sources that are taken out one by one: none of a table whose rows live on."""
    return table.sources() if isinstance(table, SwappedTable) else []


def write_table(table: AnyTable, ending: str, source: str = "") -> Path:
    """Write all rows of a table, of one that is swapped those of a source, to a temporary file.

    The caller removes it.
    """
    with tempfile.NamedTemporaryFile(suffix=f".{ending}", delete=False) as file:
        path = Path(file.name)
    writers = {"csv": _csv, "xlsx": _xlsx, "geojson": _geojson, "gpkg": _gpkg}
    try:
        rows = table.export(source) if isinstance(table, SwappedTable) else table.export()
        writers[ending](table, rows, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def harmless(value: Any) -> Any:
    """Keep a spreadsheet from running a text; reading takes the apostrophe away again."""
    return f"'{value}" if isinstance(value, str) and value.startswith(RUNS) else value


def _header(rows: Rows, table: AnyTable) -> tuple[list[str], Any]:
    """Take the names from the first rows, in the order of the table's columns."""
    first = list(islice(rows, BATCH))
    names = dict.fromkeys(name for row in first for name in row if name != "geometry")
    columns = [column.name for column in table.every_column()]
    ordered = [name for name in columns if name in names]
    return ordered + [name for name in names if name not in columns], _chain(first, rows)


def _chain(first: list[Any], rest: Iterator[Any]) -> Iterator[Any]:
    yield from first
    yield from rest


def _csv(table: AnyTable, rows: Rows, path: Path) -> None:
    names, rows = _header(rows, table)
    # With a mark, so that spreadsheets see that it is UTF-8.
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for row in rows:
            writer.writerow([harmless(_cell(row.get(name))) for name in names])


def _xlsx(table: AnyTable, rows: Rows, path: Path) -> None:
    names, rows = _header(rows, table)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(path, options)
    sheet = book.add_worksheet(table.slug[:31])
    sheet.write_row(0, 0, names)
    sheet.freeze_panes(1, 0)
    for number, row in enumerate(rows, start=1):
        for at, name in enumerate(names):
            value = harmless(_cell(row.get(name)))
            if isinstance(value, str):
                sheet.write_string(number, at, value)
            else:
                sheet.write(number, at, value)
    book.close()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return int(value)
    return value


def _shape(row: dict[str, Any]) -> shapely.Geometry | None:
    if "geometry" in row:
        return shapely.from_wkb(bytes(row["geometry"].wkb))
    if row.get("lon") is None:
        return None
    return shapely.Point(row["lon"], row["lat"])


def _geojson(table: AnyTable, rows: Rows, path: Path) -> None:
    """Write features one by one; shapes stay in metres and say so, so that nothing is rounded."""
    is_shaped = table.slug in SHAPED
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}
    with path.open("wb") as file:
        head: dict[str, Any] = {"type": "FeatureCollection"} | ({"crs": crs} if is_shaped else {})
        file.write(orjson.dumps(head)[:-1] + b',"features":[\n')
        for number, row in enumerate(rows):
            shape = _shape(row)
            feature = {
                "type": "Feature",
                "properties": {k: v for k, v in row.items() if k not in {"geometry", "lon", "lat"}},
                "geometry": None if shape is None else orjson.loads(shapely.to_geojson(shape)),
            }
            file.write((b",\n" if number else b"") + orjson.dumps(feature))
        file.write(b"\n]}")


def _gpkg(table: AnyTable, rows: Rows, path: Path) -> None:
    path.unlink()
    names, rows = _header(rows, table)
    names = [name for name in names if name not in {"lon", "lat"}]
    is_begun = False
    kinds: dict[str, bool] = {}
    while (batch := list(islice(rows, BATCH))) or not is_begun:
        shapes = np.array([shapely.to_wkb(_shape(row)) for row in batch], object)
        columns = []
        for name in names:
            values = [row.get(name) for row in batch]
            if name not in kinds:
                told = [value for value in values if value not in (None, "")]
                kinds[name] = bool(told) and all(isinstance(v, int | float) for v in told)
            if kinds[name]:
                numbers = [np.nan if value in (None, "") else float(value) for value in values]
                columns.append(np.array(numbers, np.float64))
            else:
                texts = [None if value in (None, "") else str(value) for value in values]
                columns.append(np.array(texts, object))
        pyogrio.raw.write(
            path,
            geometry=shapes,
            field_data=columns,
            fields=names,
            layer=table.slug,
            driver="GPKG",
            geometry_type="Unknown",
            crs="EPSG:3006" if table.slug in SHAPED else "EPSG:4326",
            append=is_begun,
        )
        is_begun = True
