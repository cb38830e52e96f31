"""What an app declares: a collection, its fields, and where its features come from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import orjson
from django.contrib.gis.db.models import Extent, GeometryField
from django.contrib.gis.db.models.functions import AsGeoJSON, Transform
from django.contrib.gis.geos import Polygon
from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from geo.ogcapi.errors import BadParameter, NoSuchFeature
from geo.ogcapi.parameters import BBox, ItemsQuery

Words: TypeAlias = str | Promise
Feature = dict[str, Any]
DEGREES = 4326
DECIMALS = 6  # about 0.1 m


@dataclass(frozen=True)
class Field:
    """One property of a feature: its name, JSON type, meaning, and how to read it from a row."""

    name: str
    type: str
    description: Words
    read: Callable[[Any], Any]
    unit: str = ""

    def schema(self) -> dict[str, object]:
        """Describe the property in JSON Schema; it may be null where not known."""
        described: dict[str, object] = {
            "type": [self.type, "null"],
            "description": str(self.description),
        }
        return described | ({"x-ogc-unit": self.unit} if self.unit else {})


@dataclass(frozen=True)
class Page:
    """Features in the order of their ids, how many match, and what to ask for next."""

    features: list[Feature]
    matched: int
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
    def page(self, query: ItemsQuery) -> Page: ...
    def one(self, feature_id: str) -> Feature: ...
    def extent(self) -> BBox | None: ...


@dataclass(frozen=True)
class ModelCollection:
    """The rows of a queryset, paged by keyset so that pages stay right while data changes.

    Parameters
    ----------
    queryset : a function, called anew for every request: only what anyone may see
    geometry : the name of the geometry field
    """

    id: str
    title: Words
    description: Words
    queryset: Callable[[], QuerySet[Any]]
    fields: tuple[Field, ...]
    geometry: str = "point"

    def page(self, query: ItemsQuery) -> Page:
        """Return one page.

        Raises
        ------
        BadParameter
            If ``after`` is not an id.
        """
        rows = self.queryset().filter(self._inside(query.bbox)).order_by("pk")
        matched = rows.count()
        if query.after:
            rows = rows.filter(pk__gt=_key(query.after))
        found = list(self._with_geometry(rows)[: query.limit + 1])
        more = len(found) > query.limit
        found = found[: query.limit]
        return Page(
            [self._feature(row) for row in found], matched, str(found[-1].pk) if more else None
        )

    def one(self, feature_id: str) -> Feature:
        """Return one feature.

        Raises
        ------
        NoSuchFeature
            If it does not exist or is not published.
        """
        try:
            key = _key(feature_id)
        except BadParameter:
            raise NoSuchFeature(feature_id) from None
        row = self._with_geometry(self.queryset().filter(pk=key)).first()
        if row is None:
            raise NoSuchFeature(feature_id)
        return self._feature(row)

    def extent(self) -> BBox | None:
        """Return (west, south, east, north) in degrees, or none without positions."""
        degrees = Transform(self.geometry, DEGREES, output_field=GeometryField(srid=DEGREES))
        found: BBox | None = self.queryset().aggregate(extent=Extent(degrees))["extent"]
        return found

    def _inside(self, boxes: Iterable[BBox]) -> Q:
        inside = Q()
        for box in boxes:
            inside |= Q(**{f"{self.geometry}__intersects": _dense_box(box)})
        return inside

    def _with_geometry(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        degrees = Transform(self.geometry, DEGREES)
        return rows.annotate(as_geojson=AsGeoJSON(degrees, precision=DECIMALS)).defer(self.geometry)

    def _feature(self, row: Any) -> Feature:
        return {
            "type": "Feature",
            "id": row.pk,
            "geometry": orjson.Fragment(row.as_geojson) if row.as_geojson else None,
            "properties": {one.name: one.read(row) for one in self.fields},
        }


@dataclass(frozen=True)
class ComputedCollection:
    """Features computed from measures, such as gaps; few enough to be made for each request.

    ``features`` returns (id, (lon, lat) or None, row); ids sort as text.
    """

    id: str
    title: Words
    description: Words
    features: Callable[[], list[tuple[str, tuple[float, float] | None, Any]]]
    fields: tuple[Field, ...] = ()

    def page(self, query: ItemsQuery) -> Page:
        """Return one page, filtered and cut in memory."""
        found = [
            one
            for one in sorted(self.features(), key=lambda one: one[0])
            if not query.bbox or (one[1] and any(_holds(box, one[1]) for box in query.bbox))
        ]
        rest = [one for one in found if one[0] > query.after]
        shown = rest[: query.limit]
        more = len(rest) > query.limit
        return Page(
            [self._feature(*one) for one in shown], len(found), shown[-1][0] if more else None
        )

    def one(self, feature_id: str) -> Feature:
        """Return one feature, or raise `NoSuchFeature`."""
        for one in self.features():
            if one[0] == feature_id:
                return self._feature(*one)
        raise NoSuchFeature(feature_id)

    def extent(self) -> BBox | None:
        """Return (west, south, east, north) in degrees, or none without positions."""
        places = [place for _, place, _ in self.features() if place]
        if not places:
            return None
        lons, lats = zip(*places, strict=True)
        return (min(lons), min(lats), max(lons), max(lats))

    def _feature(self, key: str, place: tuple[float, float] | None, row: Any) -> Feature:
        return {
            "type": "Feature",
            "id": key,
            "geometry": {"type": "Point", "coordinates": list(place)} if place else None,
            "properties": {one.name: one.read(row) for one in self.fields},
        }


def _key(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise BadParameter("after", "follow the next link of the page before")
    return int(text)


def _holds(box: BBox, place: tuple[float, float]) -> bool:
    return box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3]


def _dense_box(box: BBox) -> Polygon:
    """Make the box with many corners, or its edges would cut across when projected."""
    west, south, east, north = box
    steps = [number / 64 for number in range(65)]
    ring = [(west + (east - west) * step, south) for step in steps]
    ring += [(east, south + (north - south) * step) for step in steps[1:]]
    ring += [(east + (west - east) * step, north) for step in steps[1:]]
    ring += [(west, north + (south - north) * step) for step in steps[1:]]
    return Polygon(ring, srid=DEGREES)


def page_url(row: Model) -> str:
    """Return the page about a row, for a `Field`."""
    return str(row.get_absolute_url())  # type: ignore[attr-defined]
