"""Where people live: SCB's grid, 1 km or 250 m, with ages as far as the file has them."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_noop as _

from geo.imports import values as cells
from geo.imports.cells import GROUPS, Square, ages_of, shares, square_of
from geo.imports.columns import Column, require
from geo.imports.errors import Refused, RowProblem
from geo.imports.options import Options
from geo.imports.planning import ADDED, CHANGED, DISAPPEARED, REJECTED, UNCHANGED, Change
from geo.imports.roads import AREAS
from geo.imports.tables import Row
from geo.models import Dataset, PopulationCell
from geo.queries.belonging import Places
from geo.tables.living import Progress, rejection
from geo.tables.swapped import MOST_SHOWN, OWN_SOURCE, Loaded, SwappedTable

CHUNK = 20_000
OUTSIDE = _("The square lies in none of the municipalities that are loaded.")
ABROAD = _("The square lies outside Sweden.")
TWICE = _("The square stands in the file twice.")
STAGE = """
CREATE TEMPORARY TABLE cell_stage (
    number bigint, grid_id text, size_m int, x float8, y float8, municipality_id bigint,
    locality_id bigint, residents float8, a float8, b float8, c float8, d float8, is_estimate bool
) ON COMMIT DROP
"""
FILL = """
INSERT INTO geo_populationcell (dataset_id, grid_id, size_m, point, municipality_id, locality_id,
    residents, residents_0_15, residents_16_64, residents_65_plus, residents_80_plus, is_estimate)
SELECT %s, grid_id, size_m, ST_SetSRID(ST_MakePoint(x, y), 3006), municipality_id, locality_id,
    residents, a, b, c, d, is_estimate
FROM cell_stage ORDER BY number
ON CONFLICT DO NOTHING
"""
TWICES = """
SELECT number, grid_id FROM (
    SELECT number, grid_id, row_number() OVER (PARTITION BY grid_id ORDER BY number) AS nth
    FROM cell_stage
) AS numbered WHERE nth > 1 ORDER BY number
"""
DIFFERS = " OR ".join(
    f"new.{name} IS DISTINCT FROM old.{name}"
    for name in ("residents", *(f"residents_{group}" for group in GROUPS), "locality_id")
)
COMPARE = f"""
SELECT count(*) FILTER (WHERE old.id IS NULL), count(*) FILTER (WHERE new.id IS NULL),
       count(*) FILTER (WHERE old.id IS NOT NULL AND new.id IS NOT NULL AND ({DIFFERS}))
FROM (SELECT * FROM geo_populationcell WHERE dataset_id = %s) AS new
FULL JOIN (SELECT * FROM geo_populationcell WHERE dataset_id = %s) AS old USING (grid_id)
"""  # noqa: S608 — names of our own columns

SHOW = f"""
SELECT kind, grid_id, x, y, half, before, after FROM (
    SELECT CASE WHEN old.id IS NULL THEN 'added' WHEN new.id IS NULL THEN 'disappeared'
                ELSE 'changed' END AS kind, grid_id,
           coalesce(new.size_m, old.size_m) / 2.0::float8 AS half,
           ST_X(coalesce(new.point, old.point)) AS x, ST_Y(coalesce(new.point, old.point)) AS y,
           old.residents AS before, new.residents AS after
    FROM (SELECT * FROM geo_populationcell WHERE dataset_id = %s) AS new
    FULL JOIN (SELECT * FROM geo_populationcell WHERE dataset_id = %s) AS old USING (grid_id)
    WHERE old.id IS NULL OR new.id IS NULL OR {DIFFERS}
) AS change ORDER BY hashtext(grid_id) LIMIT %s
"""  # noqa: S608


class Population(SwappedTable):
    """Population squares; each belongs to one locality, or to its municipality outside them."""

    slug = "population"
    kind = Dataset.Kind.POPULATION
    title = _("Population by square")
    model = PopulationCell
    formats = ("csv", "xlsx", "geojson", "gpkg")
    columns = (
        Column(
            "grid_id",
            _("id of the square"),
            ("rutid_scb", "rutid_inspire", "ruta", "rut_id", "rutid", "rutnr"),
            required=True,
        ),
        Column(
            "residents",
            _("residents"),
            ("beftotalt", "bef_totalt", "befolkning", "bef", "pop", "totalbef", "tot"),
            cells.number,
            required=True,
        ),
        Column("size_m", _("size of the square, m"), ("rutstorl", "rutstorlek"), cells.count),
        Column("is_estimate", _("estimated"), (), cells.yes),
    )

    def load(
        self, path: Path, options: Options, dataset: Dataset, loaded: Loaded, progress: Progress
    ) -> None:
        """Read in pieces and copy them in, so that memory does not grow with the file."""
        table = self.open(path, options)
        mapping = self.mapping(table.columns, options)
        require(self.columns, mapping)
        ages = ages_of(set(table.columns) - set(mapping.values()))
        parts = shares(ages, split=bool(options.more.get("split_ages")))
        for group in GROUPS:
            if ages and group not in parts:
                loaded.notes[
                    f"residents {group.replace('_', '–')}: not known from these columns"
                ] = 1
        places = _Places(options.area or settings.PORTAL_AREA)
        reader = _Reader(mapping, parts, options, loaded)
        with connection.cursor() as cursor:
            cursor.execute(STAGE)
            rows, done = table.rows(), 0
            while piece := list(islice(rows, CHUNK)):
                lines = [line for row in piece if (line := reader.read(row))]
                with cursor.copy("COPY cell_stage FROM STDIN") as copy:
                    for staged in places.assign(lines, loaded):
                        copy.write_row(staged)
                done += len(piece)
                progress("read", done, table.count)
            progress("write", 0, 0)
            cursor.execute("ANALYZE cell_stage")
            cursor.execute(TWICES)
            for number, grid_id in cursor.fetchall():
                loaded.reject(Change(REJECTED, row=str(number), label=grid_id, reason=TWICE))
            cursor.execute(FILL, [dataset.pk])
            if not cursor.rowcount:
                raise Refused(
                    _("No row of the file can be used; the first: %(why)s"),
                    why=loaded.changes[0].reason if loaded.changes else "–",
                )
            cursor.execute("DROP TABLE cell_stage")
        is_estimate = PopulationCell.objects.filter(dataset=dataset, is_estimate=True).exists()
        Dataset.objects.filter(pk=dataset.pk).update(is_estimate=is_estimate)

    def compare(self, new: Dataset, before: Dataset | None, loaded: Loaded) -> None:
        total = PopulationCell.objects.filter(dataset=new).count()
        with connection.cursor() as cursor:
            cursor.execute(COMPARE, [new.pk, before.pk if before else 0])
            added, gone, changed = cursor.fetchone()
            cursor.execute(SHOW, [new.pk, before.pk if before else 0, MOST_SHOWN])
            loaded.changes += [
                Change(
                    kind,
                    label=grid_id,
                    fields={} if after is None else {"residents": [old, after]},
                    xy=(x, y),
                    shape=shapely.box(x - half, y - half, x + half, y + half).wkb_hex,
                )
                for kind, grid_id, x, y, half, old, after in cursor.fetchall()
            ]
        loaded.counts |= {
            ADDED: added,
            CHANGED: changed,
            DISAPPEARED: gone,
            UNCHANGED: total - added - changed,
        }

    def export(self, source: str) -> Iterator[dict[str, Any]]:
        rows = PopulationCell.objects.filter(dataset__is_active=True, dataset__slug=source)
        for row in rows.order_by("pk").iterator(5_000):
            yield {
                "grid_id": row.grid_id,
                "size_m": row.size_m,
                "residents": row.residents,
                **{f"residents_{g}": getattr(row, f"residents_{g}") for g in GROUPS},
                "is_estimate": row.is_estimate,
                OWN_SOURCE: source,
            }


class _Reader:
    """Reads a row to a line of the staging table, without its place."""

    def __init__(
        self,
        mapping: dict[str, str],
        parts: dict[str, dict[str, float]],
        options: Options,
        loaded: Loaded,
    ) -> None:
        self.id, self.total = mapping["grid_id"], mapping["residents"]
        self.size, self.estimate = mapping.get("size_m"), mapping.get("is_estimate")
        self.parts = [parts.get(group) for group in GROUPS]
        self.is_split = any(share != 1 for one in parts.values() for share in one.values())
        given = options.more.get("size_m")
        self.given = int(given) if given else None
        self.loaded = loaded

    def read(self, row: Row) -> tuple[Row, Square, list[float | None], bool] | None:
        try:
            if row.problem:
                raise RowProblem(row.problem, **row.params)
            values = row.values
            size = cells.count(values.get(self.size)) if self.size else None
            square = square_of(cells.text(values.get(self.id), 60), self.given or size)
            residents = cells.number(values.get(self.total))
            if residents is None or residents < 0:
                raise RowProblem(_("“%(text)s” is no count."), text=values.get(self.total))
            found: list[float | None] = [residents]
            for part in self.parts:
                found.append(_sum(part, values) if part else None)
            if found[3] is not None and found[4] is not None and found[4] > found[3]:
                raise RowProblem(_("More are 80 and older than 65 and older."))
            said = cells.yes(values.get(self.estimate)) if self.estimate else None
            return row, square, found, bool(said) or self.is_split
        except RowProblem as problem:
            self.loaded.reject(rejection(row, problem))
            return None


def _sum(part: dict[str, float], values: Any) -> float | None:
    total = 0.0
    for name, share in part.items():
        number = cells.number(values.get(name))
        if number is None:
            return None
        if number < 0:
            raise RowProblem(_("“%(text)s” is no count."), text=number)
        total += number * share
    return total


class _Places(Places):
    """Gives each line of the staging table its municipality and locality."""

    def __init__(self, area: str) -> None:
        super().__init__()
        self.area = AREAS.get(area)
        if not self.has_municipalities:
            raise Refused(_("Import the boundaries of the municipalities first."))

    def assign(
        self, lines: list[tuple[Row, Square, list[float | None], bool]], loaded: Loaded
    ) -> Iterator[tuple[object, ...]]:
        """Yield the lines of the staging table; what lies nowhere is rejected."""
        if not lines:
            return
        xy = np.array([square.middle for _row, square, _found, _is in lines])
        municipality, locality = self.find(xy)
        for at, (row, square, found, is_estimate) in enumerate(lines):
            x, y = square.middle
            if self.area and not (
                self.area[0] <= x <= self.area[2] and self.area[1] <= y <= self.area[3]
            ):
                loaded.reject(rejection(row, RowProblem(ABROAD)))
            elif municipality[at] == 0:
                loaded.reject(rejection(row, RowProblem(OUTSIDE)))
            else:
                place = int(locality[at]) or None
                yield (
                    int(row.number),
                    square.grid_id,
                    square.size_m,
                    x,
                    y,
                    int(municipality[at]),
                    place,
                    *found,
                    is_estimate,
                )
