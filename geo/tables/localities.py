"""Localities with their population by year: SCB's urban areas and small settlements, villages."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import chain, count
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db.models import Max
from django.utils.text import slugify
from django.utils.translation import gettext_noop as _

from geo.imports.errors import RowProblem
from geo.imports.located import Placer, as_multipolygon, degrees_of
from geo.imports.options import Options
from geo.imports.planning import Change, Item, Known, Values
from geo.imports.spool import Spool
from geo.imports.tables import Row
from geo.models import (
    Dataset,
    Locality,
    Municipality,
    Population,
    PopulationCell,
    Precision,
)
from geo.tables.living import Gathering, LivingTable, twice
from geo.tables.locality_columns import COLUMNS

RESIDENTS = "residents:"
PLAIN = ("name", "kind", "scb_code", "precision", "area_ha", "as_of", "position_note")
NAMELESS = _("The row has no name.")
HOMELESS = _("No municipality is given, and the position lies in none that is known.")


class Localities(LivingTable):
    """SCB's tätorter and småorter of one or several years, and other villages."""

    slug = "localities"
    kind = Dataset.Kind.LOCALITIES
    title = _("Localities")
    model = Locality
    of_dataset = (Locality,)
    counts_people = True
    columns = COLUMNS

    def prepare(self, options: Options) -> None:
        self._codes = set(Municipality.objects.values_list("code", flat=True))
        self._placed = list(Municipality.objects.filter(boundary__isnull=False))
        self._newest = dict(
            Locality.objects.exclude(scb_code="")
            .annotate(newest=Max("populations__year"))
            .values_list("scb_code", "newest")
        )

    def item(self, row: Row, values: Values, placer: Placer, options: Options) -> Item:
        name, code = values["name"], values.get("scb_code", "")
        if not name:
            raise RowProblem(NAMELESS)
        shape = placer.shape(values, row.geometry)
        xy = placer.point(values, row.geometry)
        is_area = shape is not None and shape.geom_type in {"Polygon", "MultiPolygon"}
        year = values.get("year") or options.year
        said = values.get("kind") or options.kind
        kind = said or {"T": "tatort", "S": "smaort"}.get(code[4:5] or code[:1], "village")
        is_own = values.get("portal_id") is not None
        found: Values = {"name": name}
        if said or not is_own:
            found["kind"] = kind
        if code:
            found["scb_code"] = code
        municipality = values.get("municipality") or self._by_code(code) or self._around(xy)
        if not municipality and not is_own:
            raise RowProblem(HOMELESS)
        if municipality:
            found["municipality"] = municipality
        if xy is not None:
            found["point"] = list(xy)
            found["precision"] = values.get("precision") or str(Precision.EXACT)
        elif not is_own:
            found["precision"] = str(Precision.NONE)
        if is_area:
            found["boundary"] = as_multipolygon(shape).wkb_hex
        if values.get("area_ha") is not None:
            found["area_ha"] = values["area_ha"]
        if values.get("residents") is not None:
            if year is None:
                raise RowProblem(_("Residents are given, but not of which year."))
            found[f"{RESIDENTS}{year}"] = values["residents"]
        if year is not None and not is_own:
            found["as_of"] = str(year)
        extra = {
            "year": year,
            "municipality_name": values.get("municipality_name", ""),
            "county": values.get("county", ""),
            "source": options.title or options.name,
        }
        ids = (f"scb:{code}",) if code else ()
        own = values.get("portal_id")
        return Item(row.number, code, name, xy, found, ids, own, extra=extra)

    def _by_code(self, code: str) -> str:
        return code[:4] if code[:4].isdecimal() and len(code) > 4 else ""

    def _around(self, xy: tuple[float, float] | None) -> str:
        if xy is None:
            return ""
        point = Point(*xy, srid=3006)
        return next((one.code for one in self._placed if one.boundary.contains(point)), "")

    def gathering(self, items: Spool[Item]) -> Gathering:
        return _YearsTogether(items)

    def settled(self, item: Item) -> Item:
        """Let an older year add its residents, not undo the name and place of a newer one."""
        newest, year = self._newest.get(item.key), item.extra["year"]
        if item.own_id or newest is None or year is None or year >= newest:
            return item
        return replace(
            item, values={k: v for k, v in item.values.items() if k.startswith(RESIDENTS)}
        )

    def looks_for_missing(self, items: Sequence[Item]) -> bool:
        """Only a file as new as what is there can miss anything."""
        years = [item.extra["year"] or 9999 for item in items]
        known = [year for year in self._newest.values() if year]
        return bool(years) and max(years) >= max(known, default=0)

    def known(self, keys: Collection[int] | None = None) -> Iterator[Known]:
        rows = Locality.objects.select_related("municipality").prefetch_related("populations")
        if keys is not None:
            rows = rows.filter(pk__in=keys)
        for row in rows.iterator(500):
            xy = (row.point.x, row.point.y) if row.point else None
            values: Values = {name: getattr(row, name) for name in PLAIN}
            values |= {
                "municipality": row.municipality.code,
                "point": list(xy) if xy else None,
                "boundary": row.boundary.wkb.hex() if row.boundary else None,
            }
            values |= {f"{RESIDENTS}{one.year}": one.residents for one in row.populations.all()}
            ids = (f"scb:{row.scb_code}",) if row.scb_code else ()
            yield Known(row.pk, row.name, xy, values, ids)

    def add(self, changes: Sequence[Change], dataset: Dataset, by: Any, why: str) -> list[int]:
        municipalities = self._municipalities(changes, dataset)
        taken = set(Locality.objects.values_list("slug", flat=True))
        rows = []
        for change in changes:
            values = {name: new for name, (_old, new) in change.fields.items()}
            row = Locality(dataset=dataset, precision=Precision.NONE)
            _write(row, values, municipalities)
            row.source = str(change.extra.get("source", ""))[:300]
            row.slug = _free_slug(row, taken)
            taken.add(row.slug)
            rows.append(row)
        Locality.objects.bulk_create(rows, batch_size=500)
        keys = [row.pk for row in rows]
        self._residents(
            dict(
                zip(keys, ({k: n for k, (_o, n) in c.fields.items()} for c in changes), strict=True)
            ),
            dataset.title,
        )
        return keys

    def change(self, values: dict[int, Values], dataset: Dataset | None, by: Any, why: str) -> None:
        codes = {one["municipality"] for one in values.values() if one.get("municipality")}
        municipalities = {one.code: one for one in Municipality.objects.filter(code__in=codes)}
        rows = list(Locality.objects.filter(pk__in=values))
        for row in rows:
            _write(row, values[row.pk], municipalities)
        fields = [*PLAIN, "municipality", "point", "boundary"]
        Locality.objects.bulk_update(rows, fields, batch_size=200)
        self._residents(values, dataset.title if dataset else "")

    def remove(self, keys: Sequence[int], by: Any, why: str) -> dict[int, str]:
        """Let go of the people first: the squares are counted anew once all is as it was."""
        PopulationCell.objects.filter(locality__in=keys).update(locality=None)
        return super().remove(keys, by, why)

    def tidy(self, dataset: Dataset) -> None:
        """Take away municipalities that were only named by what is gone."""
        Municipality.objects.filter(
            dataset=dataset, boundary=None, localities=None, populations=None
        ).delete()

    def export(self) -> Iterator[dict[str, Any]]:
        for row in (
            Locality.objects.with_latest_population().select_related("municipality").iterator(2_000)
        ):
            lon, lat = degrees_of((row.point.x, row.point.y)) if row.point else (None, None)
            yield {
                "portal_id": row.pk,
                "name": row.name,
                "scb_code": row.scb_code,
                "kind": row.kind,
                "municipality": row.municipality.code,
                "residents": row.residents,
                "year": row.residents_year,
                "area_ha": row.area_ha,
                "precision": row.precision,
                "lon": lon,
                "lat": lat,
            }

    def _municipalities(
        self, changes: Sequence[Change], dataset: Dataset
    ) -> dict[str, Municipality]:
        """Find the municipalities that are named; one that is not known yet has no boundary."""
        found = {one.code: one for one in Municipality.objects.all()}
        for change in changes:
            code = change.fields["municipality"][1]
            if code not in found:
                found[code] = Municipality.objects.create(
                    code=code,
                    name=change.extra.get("municipality_name") or code,
                    county=change.extra.get("county") or "",
                    dataset=dataset,
                )
        return found

    def _residents(self, values: dict[int, Values], source: str) -> None:
        for place, said in values.items():
            for name, number in said.items():
                if not name.startswith(RESIDENTS):
                    continue
                year = int(name.removeprefix(RESIDENTS))
                if number is None:
                    Population.objects.filter(locality_id=place, year=year).delete()
                    continue
                Population.objects.update_or_create(
                    locality_id=place,
                    year=year,
                    defaults={"residents": number},
                    create_defaults={"residents": number, "source": source[:300]},
                )


class _YearsTogether(Gathering):
    """Puts the years of one locality together; the newest says what it is called and where."""

    def __init__(self, items: Spool[Item]) -> None:
        super().__init__(items)
        self._at: dict[tuple[str, str], int] = {}

    def add(self, item: Item) -> Change | None:
        key = (item.key, str(item.own_id or ""))
        at = self._at.get(key) if any(key) else None
        if at is None:
            if any(key):
                self._at[key] = len(self.items)
            self.items.append(item)
            return None
        other = self.items[at]
        if item.extra["year"] == other.extra["year"]:
            return twice(item, other)
        newer, older = sorted((item, other), key=lambda one: one.extra["year"] or 0, reverse=True)
        years = {k: v for k, v in older.values.items() if k.startswith(RESIDENTS)}
        self.items[at] = replace(newer, values=years | newer.values)
        return None


def _write(row: Locality, values: Values, municipalities: dict[str, Municipality]) -> None:
    for name in PLAIN:
        if name in values:
            value = values[name]
            setattr(row, name, "" if value is None and name != "area_ha" else value)
    if values.get("municipality"):
        row.municipality = municipalities[values["municipality"]]
    if "point" in values:
        row.point = Point(*values["point"], srid=3006) if values["point"] else None
    if "boundary" in values:
        row.boundary = GEOSGeometry(values["boundary"], srid=3006) if values["boundary"] else None


def _free_slug(row: Locality, taken: set[str]) -> str:
    plain = slugify(row.name)[:80] or "ort"
    there = f"{plain}-{slugify(row.municipality.name)}"[:110]
    numbered = (f"{there}-{number}" for number in count(2))
    return next(slug for slug in chain((plain, there), numbered) if slug not in taken)
