"""Features computed from measures, such as gaps: few enough to be made for each request."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import shapely

from geo.ogcapi import keyset
from geo.ogcapi.changes import changed_keys
from geo.ogcapi.collection import Feature, Page, holds_place
from geo.ogcapi.crs import CRS84, Crs
from geo.ogcapi.errors import BadParameter, NoSuchFeature
from geo.ogcapi.field import Field, Words
from geo.ogcapi.memory import holds
from geo.ogcapi.parameters import ItemsQuery
from geo.ogcapi.placing import BBox, geojson_of, projected
from geo.ogcapi.sources import Source, in_order
from geo.ogcapi.timing import Interval, Timing

Row = tuple[str, tuple[float, float] | None, Any]


@dataclass(frozen=True)
class ComputedCollection:
    """Features judged in memory by what is published of them, and by nothing else.

    Parameters
    ----------
    features : gives (id, (lon, lat) or none, row); ids sort as text
    reads : the tables that they are computed from
    origins : gives the datasets that they are computed from
    timing : which properties say what time a feature speaks of, if any does
    """

    id: str
    title: Words
    description: Words
    features: Callable[[], list[Row]]
    fields: tuple[Field, ...] = ()
    reads: tuple[str, ...] = ()
    origins: Callable[[], list[Source]] = list
    timing: Timing | None = None
    changed_column: str = ""
    srid: int = CRS84.srid

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
        rest = _rest(found, query)
        limit = query.limit or len(rest)
        last = _token(rest[limit - 1], query) if len(rest) > limit else None
        return Page(_features(rest[:limit], query.crs), len(found), last)

    def has_more_than(self, count: int) -> bool:
        """Whether it publishes more features than that."""
        return len(self.features()) > count

    def stream(self, query: ItemsQuery, only_open: bool = True) -> Iterator[Feature]:
        """Yield everything that matches; what has no clear licence only if not `only_open`."""
        rows = _rest(self._matching(query), query)
        given = [one for one in rows if one[2].get("licence") or not only_open]
        yield from _features(given[: query.limit], query.crs)

    def one(self, feature_id: str, crs: Crs = CRS84) -> Feature:
        """Return one feature, or raise `NoSuchFeature`."""
        for key, place, row in self.features():
            if key == feature_id:
                return _features([(key, place, self._properties(row))], crs)[0]
        raise NoSuchFeature(feature_id)

    def extent(self) -> BBox | None:
        """Return (west, south, east, north) in degrees, or none without positions."""
        places = [place for _, place, _ in self.features() if place]
        if not places:
            return None
        lons, lats = zip(*places, strict=True)
        return (min(lons), min(lats), max(lons), max(lats))

    def interval(self) -> Interval:
        """Return what time its features speak of as a whole."""
        if self.timing is None:
            return (None, None)
        return self.timing.of_features([self._properties(row) for _, _, row in self.features()])

    def sources(self) -> list[Source]:
        """Return the datasets that its features come from."""
        return in_order(self.origins())

    def _properties(self, row: Any) -> dict[str, Any]:
        return {field.name: field.value(row) for field in self.fields}

    def _matching(self, query: ItemsQuery) -> list[Row]:
        since = query.changed_since
        changed = changed_keys(self.id, since) if since else None
        kinds = {field.name: field.kind for field in self.fields}
        wanted = [(name, self.queryables[name].parsed(text)) for name, text in query.where]
        found = []
        for key, place, row in sorted(self.features(), key=lambda one: one[0]):
            if changed is not None and key not in changed:
                continue
            properties = self._properties(row)
            if query.bbox and not (place and _inside(query, place)):
                continue
            if query.during and self.timing and not self.timing.holds(query.during, properties):
                continue
            if not all(_equals(properties[name], value) for name, value in wanted):
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


def _equals(held: Any, asked: Any) -> bool:
    """Whether a property is what was asked for; of a list, whether one of its members is."""
    return bool(asked in held) if isinstance(held, list) else bool(held == asked)


def _inside(query: ItemsQuery, place: tuple[float, float]) -> bool:
    return holds_place(query.bbox, projected(place, query.bbox_crs))


def _sorting(row: Row, query: ItemsQuery) -> list[Any]:
    """Return what a row is sorted by: its values, then its id."""
    return [*(row[2][name] for name, _ in query.sortby), row[0]]


def _token(row: Row, query: ItemsQuery) -> str:
    return keyset.token_of(_sorting(row, query), is_plain=False)


def _rest(found: Sequence[Row], query: ItemsQuery) -> Sequence[Row]:
    """Return what comes after the row that the page before ended with, be it gone or not."""
    if not query.after:
        return found
    values = keyset.values_of(query.after, len(query.sortby) + 1, str)
    downwards = [is_descending for _, is_descending in query.sortby]
    try:
        start = sum(
            not keyset.comes_after(_sorting(one, query), values, downwards) for one in found
        )
    except TypeError:
        raise BadParameter("after", "it belongs to another order") from None
    return found[start:]


def _features(rows: Sequence[Row], crs: Crs) -> list[Feature]:
    wkb = [shapely.to_wkb(shapely.Point(place)) if place else None for _, place, _ in rows]
    return [
        {"type": "Feature", "id": key, "geometry": geometry, "properties": properties}
        for (key, _, properties), geometry in zip(
            rows, geojson_of(wkb, CRS84.srid, crs), strict=True
        )
    ]
