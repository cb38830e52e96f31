"""Indicators: one value of one measure for one area and year a row, or a column a measure."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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
    UNCHANGED,
    Change,
    same,
)
from geo.models import Area, Dataset, Indicator, Locality, Municipality, Observation
from geo.tables.living import Progress, rejection
from geo.tables.swapped import MOST_SHOWN, OWN_SOURCE, Loaded, SwappedTable

Key = tuple[int, int | None, int | None, int | None, int]
MOST_VALUES = 1_000_000


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
        seen: dict[Key, str] = {}
        batch: list[Observation] = []
        for number, row in enumerate(table.rows(), start=1):
            if number > MOST_VALUES:
                raise Refused(_("The file has more than %(most)s rows."), most=MOST_VALUES)
            if number % 1_000 == 0:
                progress("read", number, table.count)
            try:
                if row.problem:
                    raise RowProblem(row.problem, **row.params)
                values = parsed(self.columns, mapping, row.values)
                one = _observation(values, areas, measures, dataset)
                key = _key(one)
                if key in seen:
                    raise RowProblem(
                        _("The same area, year and indicator stand on row %(row)s already."),
                        row=seen[key],
                    )
                seen[key] = row.number
                batch.append(one)
            except RowProblem as problem:
                loaded.reject(rejection(row, problem))
            if len(batch) >= 2_000:
                Observation.objects.bulk_create(batch)
                batch = []
        Observation.objects.bulk_create(batch)
        if not seen:
            raise Refused(
                _("No row of the file can be used; the first: %(why)s"),
                why=loaded.changes[0].reason if loaded.changes else "–",
            )

    def compare(self, new: Dataset, before: Dataset | None, loaded: Loaded) -> None:
        now, then = _values(new), _values(before) if before else {}
        counts: Counter[str] = Counter()
        for key, (value, label) in now.items():
            old = then.get(key)
            kind = ADDED if old is None else UNCHANGED
            if old is not None and not same("value", old[0], value):
                kind = CHANGED
            counts[kind] += 1
            if kind != UNCHANGED and counts[kind] <= MOST_SHOWN:
                fields = {"value": [old[0] if old else None, value]}
                loaded.changes.append(Change(kind, label=label, fields=fields))
        for key, (_value, label) in then.items():
            if key not in now:
                counts[DISAPPEARED] += 1
                if counts[DISAPPEARED] <= MOST_SHOWN:
                    loaded.changes.append(Change(DISAPPEARED, label=label))
        loaded.counts |= counts

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


def _key(one: Observation) -> Key:
    return one.indicator_id, one.municipality_id, one.locality_id, one.area_id, one.year


def _observation(
    values: dict[str, Any], areas: "_Areas", measures: "_Measures", dataset: Dataset
) -> Observation:
    if values["year"] is None:
        raise RowProblem(_("The row has no year."))
    if values["value"] is None:
        raise RowProblem(_("The row has no value."))
    return Observation(
        dataset=dataset,
        indicator_id=measures.key(values["indicator"], values.get("unit") or ""),
        year=values["year"],
        value=values["value"],
        source=values.get("source") or "",
        **areas.find(values["area"]),
    )


def _values(dataset: Dataset) -> dict[Key, tuple[float, str]]:
    rows = Observation.objects.filter(dataset=dataset).select_related(
        "indicator", "municipality", "locality", "area"
    )
    return {
        _key(row): (
            row.value,
            f"{row.indicator} · {row.municipality or row.locality or row.area} · {row.year}",
        )
        for row in rows.iterator(2_000)
    }


class _Measures:
    """Finds indicators by name, and makes those that are new."""

    def __init__(self) -> None:
        self._keys = dict(Indicator.objects.values_list("slug", "pk"))

    def key(self, name: str, unit: str) -> int:
        slug = slugify(name)[:80]
        if not slug:
            raise RowProblem(_("The row names no indicator."))
        if slug not in self._keys:
            if len(self._keys) > 5_000:
                raise RowProblem(_("There are too many different indicators."))
            self._keys[slug] = Indicator.objects.create(slug=slug, name=name, unit=unit).pk
        return self._keys[slug]


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
