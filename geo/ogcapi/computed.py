"""Features computed from measures, such as gaps: few enough to be made for each request."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import Point

from geo.ogcapi.collection import Feature, Page, holds_place
from geo.ogcapi.crs import CRS84, Crs
from geo.ogcapi.errors import BadParameter, NoSuchFeature
from geo.ogcapi.field import Field, Words
from geo.ogcapi.memory import holds
from geo.ogcapi.parameters import BBox, ItemsQuery

Row = tuple[str, tuple[float, float] | None, Any]


@dataclass(frozen=True)
class ComputedCollection:
    """Features judged in memory by what is published of them, and by nothing else.

    Parameters
    ----------
    features : gives (id, (lon, lat) or none, row); ids sort as text
    reads : the tables that they are computed from
    """

    id: str
    title: Words
    description: Words
    features: Callable[[], list[Row]]
    fields: tuple[Field, ...] = ()
    reads: tuple[str, ...] = ()
    changed_column: str = ""

    @property
    def queryables(self) -> dict[str, Field]:
        """Every property can be filtered by: nothing but what is published is compared."""
        return {field.name: field for field in self.fields}

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that the answers rest on."""
        return self.reads

    def page(self, query: ItemsQuery) -> Page:
        """Return one page, filtered, sorted and cut in memory."""
        found = self._matching(query)
        rest = found[self._start(found, query.after) :]
        limit = query.limit or len(rest)
        more = len(rest) > limit
        return Page(
            [_feature(*one, query.crs) for one in rest[:limit]],
            len(found),
            _token(rest[limit - 1][0]) if more else None,
        )

    def stream(self, query: ItemsQuery) -> Iterator[Feature]:
        """Yield everything that matches and has a clear licence."""
        rows = self._matching(query)
        is_open = [one for one in rows if one[2].get("licence")]
        yield from (_feature(*one, query.crs) for one in is_open[: query.limit])

    def one(self, feature_id: str, crs: Crs = CRS84) -> Feature:
        """Return one feature, or raise `NoSuchFeature`."""
        for key, place, row in self.features():
            if key == feature_id:
                return _feature(key, place, self._properties(row), crs)
        raise NoSuchFeature(feature_id)

    def extent(self) -> BBox | None:
        """Return (west, south, east, north) in degrees, or none without positions."""
        places = [place for _, place, _ in self.features() if place]
        if not places:
            return None
        lons, lats = zip(*places, strict=True)
        return (min(lons), min(lats), max(lons), max(lats))

    def _properties(self, row: Any) -> dict[str, Any]:
        return {field.name: field.value(row) for field in self.fields}

    def _matching(self, query: ItemsQuery) -> list[Row]:
        if query.changed_since:
            raise BadParameter("changed-since", "this collection does not record changes")
        kinds = {field.name: field.kind for field in self.fields}
        wanted = [(name, self.queryables[name].parsed(text)) for name, text in query.where]
        found = []
        for key, place, row in sorted(self.features(), key=lambda one: one[0]):
            properties = self._properties(row)
            if query.bbox and not (place and _inside(query, place)):
                continue
            if any(properties[name] != value for name, value in wanted):
                continue
            if query.filter is None or holds(
                query.filter, properties, kinds, place, query.filter_crs
            ):
                found.append((key, place, properties))
        for name, is_descending in reversed(query.sortby):
            known = [one for one in found if one[2][name] is not None]
            known.sort(key=lambda one: one[2][name], reverse=is_descending)
            found = known + [one for one in found if one[2][name] is None]
        return found

    def _start(self, found: list[Row], after: str) -> int:
        if not after:
            return 0
        for number, one in enumerate(found):
            if _token(one[0]) == after:
                return number + 1
        raise BadParameter("after", "that feature is gone; begin again")


def _inside(query: ItemsQuery, place: tuple[float, float]) -> bool:
    if query.bbox_crs.srid == CRS84.srid:
        return holds_place(query.bbox, place)
    point = Point(*place, srid=CRS84.srid).transform(query.bbox_crs.srid, clone=True)
    return holds_place(query.bbox, (point.x, point.y))


def _token(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _feature(
    key: str, place: tuple[float, float] | None, properties: dict[str, Any], crs: Crs
) -> Feature:
    geometry = None
    if place:
        point = Point(*place, srid=CRS84.srid)
        if crs.srid != CRS84.srid:
            point.transform(crs.srid)
        x, y = round(point.x, crs.decimals), round(point.y, crs.decimals)
        geometry = {"type": "Point", "coordinates": [y, x] if crs.is_y_first else [x, y]}
    return {"type": "Feature", "id": key, "geometry": geometry, "properties": properties}
