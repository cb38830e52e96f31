"""Indicators: one value of one measure for one area and year a row, or a column a measure."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext_noop as _

from geo.imports import values as cells
from geo.imports.columns import Column, parsed, require
from geo.imports.errors import Refused, RowProblem
from geo.imports.options import Options
from geo.imports.planning import (
    ADDED,
    CHANGED,
    DISAPPEARED,
    REJECTED,
    UNCHANGED,
    Change,
)
from geo.imports.tables import Row
from geo.models import Area, Dataset, Import, Indicator, Locality, Municipality, Observation
from geo.tables.living import Progress, rejection
from geo.tables.swapped import MOST_SHOWN, OWN_SOURCE, Loaded, SwappedTable

MOST_VALUES = 1_000_000
MOST_INDICATORS = 5_000
CHUNK = 20_000
TWICE = _("The same area, year and indicator stand on row %(row)s already.")
STAGE = """
CREATE TEMPORARY TABLE value_stage (
    at bigint, number text, indicator_id bigint, municipality_id bigint, locality_id bigint,
    area_id bigint, year int, value float8, source text
) ON COMMIT DROP
"""
SAME = "indicator_id, municipality_id, locality_id, area_id, year"
TWICES = f"""
SELECT number, first FROM (
    SELECT at, number, first_value(number) OVER told AS first, row_number() OVER told AS nth
    FROM value_stage WINDOW told AS (PARTITION BY {SAME} ORDER BY at)
) AS numbered WHERE nth > 1 ORDER BY at
"""  # noqa: S608 — names of our own columns
FILL = f"""
INSERT INTO geo_observation (dataset_id, {SAME}, value, source, point)
SELECT %s, stage.indicator_id, stage.municipality_id, stage.locality_id, stage.area_id, stage.year,
       stage.value, stage.source,
       coalesce(locality.point, ST_PointOnSurface(coalesce(area.boundary, municipality.boundary)))
FROM value_stage AS stage
LEFT JOIN geo_locality AS locality ON locality.id = stage.locality_id
LEFT JOIN geo_area AS area ON area.id = stage.area_id
LEFT JOIN geo_municipality AS municipality ON municipality.id = stage.municipality_id
ORDER BY stage.at
ON CONFLICT DO NOTHING
"""  # noqa: S608
VERSION = """
SELECT id, indicator_id, coalesce(municipality_id, 0) AS m, coalesce(locality_id, 0) AS l,
       coalesce(area_id, 0) AS a, year, value
FROM geo_observation WHERE dataset_id = %s
"""
COMPARE = f"""
CREATE TEMPORARY TABLE value_change ON COMMIT DROP AS
SELECT CASE WHEN old.id IS NULL THEN 'added' WHEN new.id IS NULL THEN 'disappeared'
            ELSE 'changed' END AS kind, new.id AS new_id, old.id AS old_id
FROM ({VERSION}) AS new FULL JOIN ({VERSION}) AS old USING (indicator_id, m, l, a, year)
WHERE new.id IS NULL OR old.id IS NULL
   OR abs(new.value - old.value) > 1e-9 * greatest(1, abs(new.value), abs(old.value))
"""  # noqa: S608
SHOW = """
SELECT new_id, old_id FROM value_change WHERE kind = %s
ORDER BY coalesce(new_id, old_id) LIMIT %s
"""


class Indicators(SwappedTable):
    """Broadband, jobs, new firms, ages, dwellings by tenure: whatever has an area and a year."""

    slug = "indicators"
    kind = Dataset.Kind.INDICATORS
    title = _("Indicators")
    model = Observation
    columns = (
        Column(
            "area",
            _("area, by code or name"),
            ("omrade", "region", "kommun", "ort", "kommunkod", "tatortskod", "deso", "kod", "code"),
            lambda value: cells.text(value, 120),
            required=True,
        ),
        Column("year", _("year"), ("ar", "artal"), cells.year, required=True),
        Column(
            "indicator",
            _("indicator"),
            ("matt", "nyckeltal", "variabel", "kpi"),
            lambda value: cells.text(value, 160),
            required=True,
        ),
        Column("value", _("value"), ("varde", "tal", "andel", "antal"), cells.number, True),
        Column("unit", _("unit"), ("enhet",), lambda value: cells.text(value, 40)),
        Column("source", _("source"), ("kalla",), lambda value: cells.text(value, 300)),
    )

    def load(
        self, path: Path, options: Options, dataset: Dataset, loaded: Loaded, progress: Progress
    ) -> None:
        table = self.open(path, options)
        mapping = self.mapping(table.columns, options)
        require(self.columns, mapping)
        areas, measures = _Areas(), _Measures()
        with connection.cursor() as cursor:
            cursor.execute(STAGE)
            rows, done = table.rows(), 0
            while piece := list(islice(rows, CHUNK)):
                done += len(piece)
                if done > MOST_VALUES:
                    raise Refused(_("The file has more than %(most)s rows."), most=MOST_VALUES)
                lines = []
                for number, row in enumerate(piece, start=done - len(piece)):
                    try:
                        line = _line(self._values(row, mapping), areas, measures)
                        lines.append((number, row.number, *line))
                    except RowProblem as problem:
                        loaded.reject(rejection(row, problem))
                with cursor.copy("COPY value_stage FROM STDIN") as copy:
                    for staged in lines:
                        copy.write_row(staged)
                progress("read", done, table.count)
            progress("write", 0, 0)
            cursor.execute(TWICES)
            for number, first in cursor.fetchall():
                loaded.reject(Change(REJECTED, number, reason=TWICE, params={"row": first}))
            cursor.execute(FILL, [dataset.pk])
            is_empty = not cursor.rowcount
            cursor.execute("DROP TABLE value_stage")
        if is_empty:
            raise Refused(
                _("No row of the file can be used; the first: %(why)s"),
                why=loaded.changes[0].reason if loaded.changes else "–",
            )

    def _values(self, row: Row, mapping: dict[str, str]) -> dict[str, Any]:
        if row.problem:
            raise RowProblem(row.problem, **row.params)
        return parsed(self.columns, mapping, row.values)

    def compare(self, new: Dataset, before: Dataset | None, loaded: Loaded) -> None:
        with connection.cursor() as cursor:
            cursor.execute(COMPARE, [new.pk, before.pk if before else 0])
            cursor.execute("SELECT kind, count(*) FROM value_change GROUP BY kind")
            found = dict(cursor.fetchall())
            loaded.counts |= found
            loaded.counts[UNCHANGED] = self.count(new) - found.get(ADDED, 0) - found.get(CHANGED, 0)
            for kind in (CHANGED, ADDED, DISAPPEARED):
                cursor.execute(SHOW, [kind, MOST_SHOWN])
                loaded.changes += _shown(kind, cursor.fetchall())
            cursor.execute("DROP TABLE value_change")

    def tidy(self, dataset: Dataset) -> None:
        """Take away indicators that only an undone version named, unless a goal aims at them."""
        named = Observation.objects.filter(dataset=dataset).values("indicator")
        undone = Import.objects.filter(state=Import.State.UNDONE, dataset__isnull=False)
        others = (
            Observation.objects.exclude(dataset=dataset)
            .exclude(dataset__in=undone.values("dataset"))
            .values("indicator")
        )
        for indicator in Indicator.objects.filter(pk__in=named).exclude(pk__in=others):
            with suppress(ProtectedError):
                indicator.delete()

    def export(self, source: str) -> Iterator[dict[str, Any]]:
        rows = (
            Observation.objects.active()
            .filter(dataset__slug=source)
            .select_related("indicator", "municipality", "locality", "area")
        )
        for row in rows.order_by("pk").iterator(2_000):
            yield {
                "area": _code(row),
                "year": row.year,
                "indicator": row.indicator.name,
                "value": row.value,
                "unit": row.indicator.unit,
                "source": row.source,
                OWN_SOURCE: source,
            }


def _code(row: Observation) -> str:
    if row.municipality:
        return row.municipality.code
    if row.locality:
        return row.locality.scb_code or row.locality.slug
    return row.area.code if row.area else ""


def _line(values: dict[str, Any], areas: "_Areas", measures: "_Measures") -> tuple[object, ...]:
    """Make a line of the staging table, from its indicator on."""
    if values["year"] is None:
        raise RowProblem(_("The row has no year."))
    if values["value"] is None:
        raise RowProblem(_("The row has no value."))
    found = areas.find(values["area"])
    return (
        measures.key(values["indicator"], values.get("unit") or ""),
        *(found.get(name) for name in ("municipality_id", "locality_id", "area_id")),
        values["year"],
        values["value"],
        values.get("source") or "",
    )


def _shown(kind: str, pairs: list[tuple[int | None, int | None]]) -> Iterator[Change]:
    """Make examples of changes, with their place on the map."""
    rows = Observation.objects.select_related("indicator", "municipality", "locality", "area")
    found = rows.in_bulk({key for pair in pairs for key in pair if key})
    for new_id, old_id in pairs:
        new, old = found.get(new_id or 0), found.get(old_id or 0)
        one = new or old
        assert one is not None  # noqa: S101 — each change is of one or two values
        yield Change(
            kind,
            label=f"{one.indicator} · {one.area_name} · {one.year}",
            fields={"value": [old and old.value, new.value]} if new else {},
            xy=(one.point.x, one.point.y) if one.point else None,
        )


class _Measures:
    """Finds indicators by name, and makes those that are new."""

    def __init__(self) -> None:
        known = Indicator.objects.values_list("slug", "pk", "unit")
        self._known = {slug: (pk, unit) for slug, pk, unit in known}

    def key(self, name: str, unit: str) -> int:
        slug = slugify(name)[:80]
        if not slug:
            raise RowProblem(_("The row names no indicator."))
        if slug not in self._known:
            if len(self._known) >= MOST_INDICATORS:
                raise RowProblem(_("There are too many different indicators."))
            made = Indicator.objects.create(slug=slug, name=name, unit=unit)
            self._known[slug] = made.pk, unit
        pk, known = self._known[slug]
        if unit and unit != known:
            raise RowProblem(
                _("“%(name)s” is measured in “%(unit)s”, not in “%(text)s”."),
                name=name,
                unit=known,
                text=unit,
            )
        return pk


class _Areas:
    """Finds areas by code, else by a name that only one has."""

    def __init__(self) -> None:
        self._by_code: dict[str, dict[str, int]] = {}
        self._by_name: dict[str, dict[str, int] | None] = {}
        for pk, code, name in Municipality.objects.values_list("pk", "code", "name"):
            self._add({"municipality_id": pk}, code, name, f"{name} kommun", f"{name}s kommun")
        for pk, code, slug, name in Locality.objects.values_list("pk", "scb_code", "slug", "name"):
            self._add({"locality_id": pk}, code, name)
            self._by_code.setdefault(slug, {"locality_id": pk})
        for pk, code, name in Area.objects.values_list("pk", "code", "name"):
            self._add({"area_id": pk}, code, name)

    def _add(self, area: dict[str, int], code: str, *names: str) -> None:
        if code:
            self._by_code.setdefault(code, area)
        for name in names:
            folded = name.casefold()
            # A municipality's name is often its town's: then only a code tells which is meant.
            self._by_name[folded] = None if folded in self._by_name else area

    def find(self, said: str) -> dict[str, int]:
        code = said.split(" ")[0] if said[:4].isdecimal() else said
        padded = code.zfill(4) if code.isdecimal() else code
        if found := self._by_code.get(code) or self._by_code.get(padded):
            return found
        folded = said.casefold()
        if folded in self._by_name:
            area = self._by_name[folded]
            if area is None:
                raise RowProblem(
                    _("More than one area is called “%(name)s”; give its code."), name=said
                )
            return area
        raise RowProblem(_("No area is called “%(name)s”."), name=said)
