"""What an app declares: a collection over a queryset, paged, filtered and projected in SQL."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from django.contrib.gis.db.models import Extent
from django.contrib.gis.db.models.functions import AsWKB, Transform
from django.core.cache import cache
from django.db.models import Model, Q, QuerySet

from geo.ogcapi import cql2, keyset
from geo.ogcapi.bounded import bounded, rows_of
from geo.ogcapi.changes import changed_ids
from geo.ogcapi.crs import CRS84, Crs
from geo.ogcapi.errors import NoSuchFeature
from geo.ogcapi.field import Field, Words
from geo.ogcapi.freshness import etag, version
from geo.ogcapi.parameters import ItemsQuery
from geo.ogcapi.placing import BBox, box_in, degrees_of, geojson_of
from geo.ogcapi.sources import Source, sources_of
from geo.ogcapi.timing import Interval, Timing

Feature = dict[str, Any]
DEGREES = CRS84.srid
DECIMALS = CRS84.decimals
COUNTED = 20_000  # beyond, what a filter leaves is not counted: it would take longer than the page
KEPT_S = 3_600
BATCH = 2_000


@dataclass(frozen=True)
class Page:
    """Features in order, how many match (none: too many to count), and what to ask for next."""

    features: list[Feature]
    matched: int | None
    next_after: str | None


class Collection(Protocol):
    """Anything that can be published: a model's rows or computed features."""

    @property
    def id(self) -> str: ...
    @property
    def title(self) -> Words: ...
    @property
    def description(self) -> Words: ...
    @property
    def fields(self) -> tuple[Field, ...]: ...
    @property
    def queryables(self) -> dict[str, Field]: ...
    @property
    def changed_column(self) -> str: ...
    @property
    def timing(self) -> Timing | None: ...
    @property
    def srid(self) -> int: ...
    @property
    def tables(self) -> tuple[str, ...]: ...
    def page(self, query: ItemsQuery) -> Page: ...
    def stream(self, query: ItemsQuery, only_open: bool = True) -> Iterator[Feature]: ...
    def has_more_than(self, count: int) -> bool: ...
    def one(self, feature_id: str, crs: Crs = CRS84) -> Feature: ...
    def extent(self) -> BBox | None: ...
    def interval(self) -> Interval: ...
    def sources(self) -> list[Source]: ...


@dataclass(frozen=True)
class ModelCollection:
    """The rows of a queryset, paged by keyset so that pages stay right while data changes.

    Parameters
    ----------
    queryset : a function, called anew for every request: only what anyone may see
    geometry : the name of the geometry field
    changed_column : when a row last changed; empty if that is not recorded
    licence_column : rows where it is empty stay out of files; empty if all are open. Where it
        leads over a relation (``dataset__licence``), that is where the rows come from
    reads : tables, beside the queryset's own, whose change changes what is published
    timing : which properties say what time a feature speaks of, if any does
    """

    id: str
    title: Words
    description: Words
    queryset: Callable[[], QuerySet[Any]]
    fields: tuple[Field, ...]
    geometry: str = "point"
    changed_column: str = ""
    licence_column: str = ""
    reads: tuple[str, ...] = ()
    timing: Timing | None = None

    @property
    def queryables(self) -> dict[str, Field]:
        """The properties that can be filtered and sorted by."""
        return {field.name: field for field in self.fields if field.column}

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that the answers rest on."""
        return (self.queryset().model._meta.db_table, "geo_dataset", *self.reads)

    @property
    def srid(self) -> int:
        """The number of the reference system that the geometry is stored in."""
        field: Any = self.queryset().model._meta.get_field(self.geometry)
        return int(field.srid)

    @property
    def is_points(self) -> bool:
        """Whether the geometry is a point."""
        field: Any = self.queryset().model._meta.get_field(self.geometry)
        return bool(field.geom_type == "POINT")

    def page(self, query: ItemsQuery) -> Page:
        """Return one page.

        Raises
        ------
        BadParameter
            If a parameter does not fit this collection.
        TooSlow
            If the database needs longer than `bounded.TIMEOUT_MS`.
        """
        rows = self._matching(query)
        keys = self._keys(query)
        limit = query.limit or 1
        # Whoever follows links has been told: the page after the first is not counted again.
        matched = None if query.after else self._matched(query, rows)
        if query.after:
            rows = rows.filter(keyset.after(keys, query.after))
        features, sorting = self._read(rows, query.crs, keys, limit + 1)
        more = len(features) > limit
        return Page(
            features[:limit],
            matched,
            keyset.token_of(sorting[limit - 1]) if more else None,
        )

    def _matched(self, query: ItemsQuery, rows: QuerySet[Any]) -> int | None:
        """Count what matches, once for each state of the data; none where that takes too long."""
        asked = query.conditions()
        key = etag("matched", self.id, asked, version(self.tables))
        kept: int | None = cache.get(key)
        if kept is None:
            # Everything is counted to its end; of a part only a slice, whose count stops early.
            rows = rows.order_by()
            with bounded():
                kept = (rows if not asked else rows[: COUNTED + 1]).count()
            cache.set(key, kept, KEPT_S)
        return kept if not asked or kept <= COUNTED else None

    def has_more_than(self, count: int) -> bool:
        """Whether it publishes more features than that."""
        return bool(self.queryset().order_by()[: count + 1].count() > count)

    def stream(self, query: ItemsQuery, only_open: bool = True) -> Iterator[Feature]:
        """Yield everything that matches, in batches of even memory.

        Parameters
        ----------
        only_open : leave out what has no clear licence
        """
        rows = self._matching(query)
        if only_open and self.licence_column:
            rows = rows.exclude(**{self.licence_column: ""}).exclude(
                **{f"{self.licence_column}__isnull": True}
            )
        keys, left, token = self._keys(query), query.limit, query.after
        while left is None or left > 0:
            size = BATCH if left is None else min(BATCH, left)
            batch = rows.filter(keyset.after(keys, token)) if token else rows
            features, sorting = self._read(batch, query.crs, keys, size)
            yield from features
            if len(features) < size:
                return
            left = None if left is None else left - size
            token = keyset.token_of(sorting[-1])

    def one(self, feature_id: str, crs: Crs = CRS84) -> Feature:
        """Return one feature.

        Raises
        ------
        NoSuchFeature
            If it does not exist or is not published.
        """
        if not (feature_id.isascii() and feature_id.isdecimal()) or len(feature_id) > 18:
            raise NoSuchFeature(feature_id)
        found, _ = self._read(self.queryset().filter(pk=int(feature_id)), crs, [], 1)
        if not found:
            raise NoSuchFeature(feature_id)
        return found[0]

    def extent(self) -> BBox | None:
        """Return (west, south, east, north) in degrees, or none without positions."""
        rows = self.queryset().order_by()
        # Of many rows the box is projected instead of them, and a little too large.
        is_exact = not self.has_more_than(COUNTED)
        geometry = Transform(self.geometry, DEGREES) if is_exact else self.geometry
        found: BBox | None = rows.aggregate(found=Extent(geometry))["found"]
        return found if is_exact or found is None else degrees_of(found, self.srid)

    def interval(self) -> Interval:
        """Return what time its features speak of as a whole."""
        return (
            self.timing.of_rows(self.queryset(), self._columns()) if self.timing else (None, None)
        )

    def _columns(self) -> dict[str, Any]:
        return {name: field.operand().expression for name, field in self.queryables.items()}

    def sources(self) -> list[Source]:
        """Return the datasets that its features come from."""
        relation, _, _ = self.licence_column.rpartition("__")
        return sources_of(self.queryset(), relation) if relation else []

    def _matching(self, query: ItemsQuery) -> QuerySet[Any]:
        rows = self.queryset()
        boxes = [box_in(box, query.bbox_crs, self.srid) for box in query.bbox]
        inside = Q()
        for box in filter(None, boxes):
            inside |= Q(**{f"{self.geometry}__intersects": box})
        rows = rows.filter(inside) if any(boxes) or not boxes else rows.none()
        if query.changed_since:
            rows = rows.filter(pk__in=changed_ids(self.id, query.changed_since))
        if query.during and self.timing:
            rows = rows.filter(self.timing.condition(query.during, self._columns()))
        columns = {name: field.operand() for name, field in self.queryables.items()}
        for name, text in query.where:
            same = cql2.equal(columns[name], self.queryables[name].literal(text))
            rows = rows.filter(same)
        if query.filter is not None:
            rows = rows.filter(
                cql2.condition(query.filter, columns, self.geometry, query.filter_crs, self.srid)
            )
        return rows

    def _keys(self, query: ItemsQuery) -> list[tuple[Any, bool]]:
        return [
            (self.queryables[name].operand().expression, is_descending)
            for name, is_descending in query.sortby
        ]

    def _read(
        self, rows: QuerySet[Any], crs: Crs, keys: list[tuple[Any, bool]], size: int
    ) -> tuple[list[Feature], list[list[Any]]]:
        """Read features with the values that they are sorted by."""
        apart = {one.selected: one.operand().expression for one in self.fields if one.is_annotated}
        apart |= {f"sort_{n}": key for n, (key, _) in enumerate(keys)}
        rows = rows.annotate(as_wkb=AsWKB(self.geometry), **apart)
        rows = rows.order_by(*keyset.order(keys))[:size]
        sorts = [f"sort_{n}" for n in range(len(keys))]
        if all(field.read is None for field in self.fields):
            return self._plain(rows, crs, sorts)
        with bounded():
            found = list(rows.defer(self.geometry))
        places = geojson_of([row.as_wkb for row in found], self.srid, crs)
        features = [
            _feature(row.pk, place, {f.name: f.value(row) for f in self.fields})
            for row, place in zip(found, places, strict=True)
        ]
        return features, [[*(getattr(row, name) for name in sorts), row.pk] for row in found]

    def _plain(
        self, rows: QuerySet[Any], crs: Crs, sorts: list[str]
    ) -> tuple[list[Feature], list[list[Any]]]:
        """Read columns only, without building model instances: three times as fast."""
        names = [field.name for field in self.fields]
        columns = [field.selected for field in self.fields]
        found = rows_of(rows.values_list("pk", "as_wkb", *sorts, *columns))
        places = geojson_of([row[1] for row in found], self.srid, crs)
        first = 2 + len(sorts)
        features = [
            {
                "type": "Feature",
                "id": row[0],
                "geometry": place,
                "properties": dict(zip(names, row[first:], strict=True)),
            }
            for row, place in zip(found, places, strict=True)
        ]
        return features, [[*row[2:first], row[0]] for row in found]


def _feature(pk: Any, geometry: Any, properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "id": pk, "geometry": geometry, "properties": properties}


def page_url(row: Model) -> str:
    """Return the page about a row, for a `Field`."""
    return str(row.get_absolute_url())  # type: ignore[attr-defined]


def holds_place(boxes: Iterable[BBox], place: tuple[float, float]) -> bool:
    """Whether a position lies in any of the boxes."""
    return any(box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3] for box in boxes)
