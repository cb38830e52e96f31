"""Boundaries: municipalities, districts and demographic statistics areas (DeSO)."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.utils.translation import gettext_noop as _

from geo.imports import values as cells
from geo.imports.columns import Column
from geo.imports.errors import Refused, RowProblem
from geo.imports.located import Placer, as_multipolygon
from geo.imports.options import Options
from geo.imports.planning import Change, Item, Known, Values
from geo.imports.tables import Row
from geo.models import Area, Dataset, Municipality
from geo.tables.living import LivingTable
from geo.tables.locality_columns import code4

FORMATS = ("geojson", "gpkg")
NO_CODE = _("The row has no code.")


def _boundary(text: str | None) -> GEOSGeometry | None:
    return GEOSGeometry(text, srid=3006) if text else None


class Municipalities(LivingTable):
    """Municipalities by their code."""

    slug = "municipalities"
    kind = Dataset.Kind.BOUNDARIES
    title = _("Boundaries of municipalities")
    model = Municipality
    of_dataset = (Municipality,)
    counts_people = True
    formats = FORMATS
    columns = (
        Column(
            "code",
            _("municipality's code"),
            ("kommunkod", "kommun_kod", "knkod", "kom_kod", "id", "kod"),
            code4,
            required=True,
        ),
        Column(
            "name",
            _("name"),
            ("kommunnamn", "kommun_namn", "knnamn", "kom_namn", "kommun", "namn"),
            lambda value: cells.text(value, 80),
            required=True,
        ),
        Column(
            "county",
            _("county"),
            ("lannamn", "lan_namn", "lansnamn", "lan_name"),
            lambda value: cells.text(value, 80),
        ),
        Column("land_km2", _("land area, km²"), ("landareal_km2", "landareal"), cells.number),
        Column("area_km2", _("area, km²"), ("areal_km2", "totalareal"), cells.number),
    )
    fields = ("name", "county", "land_km2", "area_km2")

    def item(self, row: Row, values: Values, placer: Placer, options: Options) -> Item:
        code, name = values["code"], values["name"]
        if not code:
            raise RowProblem(NO_CODE)
        shape = as_multipolygon(placer.shape(values, row.geometry))
        found: Values = {"name": name, "boundary": shape.wkb_hex}
        found |= {
            key: values[key]
            for key in ("county", "land_km2", "area_km2")
            if values.get(key) not in (None, "")
        }
        point = shape.representative_point()
        own = values.get("portal_id")
        return Item(row.number, code, name, (point.x, point.y), found, (f"code:{code}",), own)

    def known(self, keys: Collection[int] | None = None) -> Iterator[Known]:
        rows = Municipality.objects.all()
        for row in (rows if keys is None else rows.filter(pk__in=keys)).iterator(50):
            yield Known(
                row.pk,
                row.name,
                None,
                {name: getattr(row, name) for name in self.fields}
                | {"boundary": row.boundary.wkb.hex() if row.boundary else None},
                (f"code:{row.code}",),
            )

    def add(self, changes: Sequence[Change], dataset: Dataset, by: Any, why: str) -> list[int]:
        rows = []
        for change in changes:
            row = Municipality(code=change.key, dataset=dataset, county="")
            self._write(row, {name: new for name, (_old, new) in change.fields.items()})
            rows.append(row)
        return [row.pk for row in Municipality.objects.bulk_create(rows)]

    def change(self, values: dict[int, Values], dataset: Dataset | None, by: Any, why: str) -> None:
        rows = list(Municipality.objects.filter(pk__in=values))
        for row in rows:
            self._write(row, values[row.pk])
        Municipality.objects.bulk_update(rows, [*self.fields, "boundary"], batch_size=50)

    def export(self) -> Iterator[dict[str, Any]]:
        for row in Municipality.objects.filter(boundary__isnull=False).iterator(50):
            yield {
                "portal_id": row.pk,
                "code": row.code,
                **{name: getattr(row, name) for name in self.fields},
                "geometry": row.boundary,
            }

    def _write(self, row: Municipality, values: Values) -> None:
        for name in self.fields:
            if name in values:
                empty = "" if name in {"name", "county"} else None
                setattr(row, name, empty if values[name] is None else values[name])
        if "boundary" in values:
            row.boundary = _boundary(values["boundary"])


class Areas(LivingTable):
    """Districts and DeSO by their code."""

    slug = "areas"
    kind = Dataset.Kind.BOUNDARIES
    title = _("Boundaries of districts and DeSO")
    model = Area
    of_dataset = (Area,)
    formats = FORMATS
    columns = (
        Column(
            "deso",
            _("DeSO code"),
            ("desokod", "deso_kod", "deso"),
            lambda value: cells.text(value, 20),
        ),
        Column(
            "district",
            _("district's code"),
            ("distriktskod", "distriktkod", "district_code"),
            lambda value: cells.text(value, 20),
        ),
        Column("code", _("code"), ("kod",), lambda value: cells.text(value, 20)),
        Column(
            "name",
            _("name"),
            ("distriktsnamn", "distriktnamn", "namn", "district_name"),
            lambda value: cells.text(value, 120),
        ),
        Column(
            "municipality",
            _("municipality's code"),
            ("kommunkod", "kommun_kod", "knkod"),
            code4,
        ),
        Column("kind", _("kind"), (), lambda value: cells.text(value, 10)),
    )

    def prepare(self, options: Options) -> None:
        if options.kind and options.kind not in Area.Kind.values:
            raise Refused(_("There is no kind of area called %(kind)s."), kind=options.kind)
        self._ids = dict(Municipality.objects.values_list("code", "pk"))
        self._placed = list(Municipality.objects.filter(boundary__isnull=False))

    def item(self, row: Row, values: Values, placer: Placer, options: Options) -> Item:
        kind = values.get("kind") or options.kind
        if not kind:
            kind = "deso" if values.get("deso") else "district"
        code = values.get(kind) or values.get("code") or ""
        if kind not in Area.Kind.values or not code:
            raise RowProblem(NO_CODE)
        shape = as_multipolygon(placer.shape(values, row.geometry))
        point = shape.representative_point()
        own = values.get("portal_id")
        municipality = values.get("municipality") or (code[:4] if kind == "deso" else "")
        if own is not None:
            municipality = values.get("municipality") or ""
        elif municipality not in self._ids:
            inside = Point(point.x, point.y, srid=3006)
            municipality = next(
                (one.code for one in self._placed if one.boundary.contains(inside)), ""
            )
        name = values.get("name") or ""
        found: Values = {"name": name, "municipality": municipality, "boundary": shape.wkb_hex}
        key = f"{kind}:{code}"
        return Item(row.number, key, name or code, (point.x, point.y), found, (key,), own)

    def looks_for_missing(self, items: Sequence[Item]) -> bool:
        """A file of one kind cannot miss those of the other; each has a source of its own."""
        return bool(items)

    def known(self, keys: Collection[int] | None = None) -> Iterator[Known]:
        rows = Area.objects.select_related("municipality")
        for row in (rows if keys is None else rows.filter(pk__in=keys)).iterator(100):
            yield Known(
                row.pk,
                str(row),
                None,
                {
                    "name": row.name,
                    "municipality": row.municipality.code if row.municipality else "",
                    "boundary": row.boundary.wkb.hex(),
                },
                (f"{row.kind}:{row.code}",),
            )

    def add(self, changes: Sequence[Change], dataset: Dataset, by: Any, why: str) -> list[int]:
        ids = dict(Municipality.objects.values_list("code", "pk"))
        rows = []
        for change in changes:
            kind, _colon, code = change.key.partition(":")
            row = Area(kind=kind, code=code, dataset=dataset)
            self._write(row, {name: new for name, (_old, new) in change.fields.items()}, ids)
            rows.append(row)
        return [row.pk for row in Area.objects.bulk_create(rows, batch_size=200)]

    def change(self, values: dict[int, Values], dataset: Dataset | None, by: Any, why: str) -> None:
        ids = dict(Municipality.objects.values_list("code", "pk"))
        rows = list(Area.objects.filter(pk__in=values))
        for row in rows:
            self._write(row, values[row.pk], ids)
        Area.objects.bulk_update(rows, ["name", "municipality", "boundary"], batch_size=100)

    def export(self) -> Iterator[dict[str, Any]]:
        for row in Area.objects.select_related("municipality").iterator(200):
            yield {
                "portal_id": row.pk,
                "kind": row.kind,
                "code": row.code,
                "name": row.name,
                "municipality": row.municipality.code if row.municipality else "",
                "geometry": row.boundary,
            }

    def _write(self, row: Area, values: Values, ids: dict[str, int]) -> None:
        if "name" in values:
            row.name = values["name"] or ""
        if "municipality" in values:
            row.municipality_id = ids.get(values["municipality"] or "")
        if "boundary" in values:
            row.boundary = _boundary(values["boundary"])
