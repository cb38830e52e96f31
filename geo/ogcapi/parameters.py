"""Read and bound what a client may ask for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from math import isfinite

from django.http import QueryDict
from django.utils.dateparse import parse_date, parse_datetime
from pygeofilter import ast

from geo.ogcapi import cql2
from geo.ogcapi.crs import CRS84, Crs, crs_named
from geo.ogcapi.errors import BadParameter, UnknownParameter
from geo.ogcapi.placing import BBox

DEFAULT_LIMIT, MOST_LIMIT = 100, 10_000
FORMATS = ("json", "html", "csv", "gpkg", "xlsx")
BULK = ("csv", "gpkg", "xlsx")  # files of everything that matches, with a clear licence
KNOWN = (
    *("bbox", "bbox-crs", "crs", "datetime", "changed-since", "filter", "filter-lang"),
    *("filter-crs", "sortby", "limit", "after", "f", "lang"),
)
MOST_CHARACTERS = 8_000
Moment = datetime | None


@dataclass(frozen=True)
class ItemsQuery:
    """What is asked of a collection.

    Attributes
    ----------
    bbox : boxes as (min x, min y, max x, max y) in the units of ``bbox_crs``
    during : from and until, either may be open
    where : (property, text) pairs that must be equal
    sortby : (property, is descending) pairs
    limit : none for a file of everything
    after : where the page before ended
    """

    bbox: tuple[BBox, ...] = ()
    bbox_crs: Crs = CRS84
    crs: Crs = CRS84
    during: tuple[Moment, Moment] | None = None
    changed_since: Moment = None
    where: tuple[tuple[str, str], ...] = ()
    filter: ast.Node | None = None
    filter_crs: Crs = CRS84
    sortby: tuple[tuple[str, bool], ...] = ()
    limit: int | None = DEFAULT_LIMIT
    after: str = ""

    def conditions(self) -> str:
        """Name what decides which features match, empty if nothing does.

        Examples
        --------
        >>> ItemsQuery(limit=5).conditions(), ItemsQuery(where=(("a", "b"),)).conditions() != ""
        ('', True)
        """
        asked = (self.bbox, self.during, self.changed_since, self.where, self.filter)
        return repr((*asked, self.bbox_crs, self.filter_crs)) if any(asked) else ""


def items_query(
    given: QueryDict, queryables: Iterable[str] = (), f: str = "json", sortables: Iterable[str] = ()
) -> ItemsQuery:
    """Read the parameters of an items request.

    Raises
    ------
    UnknownParameter, BadParameter
        If a parameter is not known, or its value is out of bounds.

    Examples
    --------
    >>> query = items_query(QueryDict("bbox=16,58,17,60&limit=5"))
    >>> query.bbox, query.limit
    (((16.0, 58.0, 17.0, 60.0),), 5)
    """
    properties = set(queryables)
    for name, values in given.lists():
        if name not in KNOWN and name not in properties:
            raise UnknownParameter(name, [*KNOWN, *sorted(properties)])
        if len(values) > 1:
            raise BadParameter(name, "give it once")
        if "\x00" in values[0] or len(values[0]) > MOST_CHARACTERS:
            raise BadParameter(name, f"at most {MOST_CHARACTERS} characters, none of them NUL")
    bbox_crs = crs_named(given.get("bbox-crs", CRS84.uri), "bbox-crs")
    language = given.get("filter-lang", "cql2-text")
    if language not in cql2.LANGUAGES:
        raise BadParameter("filter-lang", f"known are {', '.join(cql2.LANGUAGES)}")
    limit = given.get("limit")
    return ItemsQuery(
        bbox=_bbox(given["bbox"], bbox_crs) if "bbox" in given else (),
        bbox_crs=bbox_crs,
        crs=crs_named(given.get("crs", CRS84.uri)),
        during=_period(given["datetime"]) if "datetime" in given else None,
        changed_since=_moment(given["changed-since"], "changed-since")
        if "changed-since" in given
        else None,
        where=tuple((name, given[name]) for name in given if name in properties),
        filter=cql2.parse(given["filter"], language) if "filter" in given else None,
        filter_crs=crs_named(given.get("filter-crs", CRS84.uri), "filter-crs"),
        sortby=_sortby(given.get("sortby", ""), set(sortables)),
        limit=_limit(limit, f in BULK) if limit is not None or f not in BULK else None,
        after=given.get("after", ""),
    )


def _bbox(text: str, crs: Crs) -> tuple[BBox, ...]:
    try:
        numbers = [float(part) for part in text.split(",")]
    except ValueError:
        raise BadParameter("bbox", "give four numbers: west,south,east,north") from None
    if len(numbers) == 6:
        numbers = [numbers[0], numbers[1], numbers[3], numbers[4]]
    if len(numbers) != 4 or not all(isfinite(number) for number in numbers):
        raise BadParameter("bbox", "give four finite numbers: west,south,east,north")
    west, south, east, north = numbers
    if crs.is_y_first:
        south, west, north, east = numbers
    if south > north:
        raise BadParameter("bbox", "south lies north of north")
    if crs.srid != 4326:
        if west > east or max(map(abs, numbers)) > 1e8:
            raise BadParameter("bbox", "west lies east of east, or metres beyond the Earth")
        return ((west, south, east, north),)
    if not (-180 <= west <= 180 and -180 <= east <= 180 and south >= -90 and north <= 90):
        raise BadParameter("bbox", "longitudes lie within ±180, latitudes within ±90")
    if west > east:  # across the antimeridian: two boxes
        return ((west, south, 180.0, north), (-180.0, south, east, north))
    return ((west, south, east, north),)


def _limit(text: str | None, is_file: bool) -> int:
    text = str(DEFAULT_LIMIT) if text is None else text
    if not (text.isascii() and text.isdecimal()) or len(text) > 12 or int(text) < 1:
        raise BadParameter("limit", f"give a whole number from 1; at most {MOST_LIMIT} are given")
    return int(text) if is_file else min(int(text), MOST_LIMIT)


def _period(text: str) -> tuple[Moment, Moment]:
    start, slash, end = text.partition("/")
    if not slash:
        return _moment(start, "datetime"), _moment(start, "datetime", is_end=True)
    since = None if start in {"", ".."} else _moment(start, "datetime")
    until = None if end in {"", ".."} else _moment(end, "datetime", is_end=True)
    if since and until and since > until:
        raise BadParameter("datetime", "the period ends before it begins")
    return since, until


def _moment(text: str, name: str, is_end: bool = False) -> datetime:
    try:
        found = parse_datetime(text) if len(text) > 10 else None
        day: date | None = parse_date(text) if found is None else None
    except ValueError:
        found = day = None
    if found is None and day is not None:
        found = datetime.combine(day, time.max if is_end else time.min)
    if found is None:
        raise BadParameter(name, "write 2026-06-01 or 2026-06-01T12:00:00Z")
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _sortby(text: str, sortables: set[str]) -> tuple[tuple[str, bool], ...]:
    keys = []
    for part in filter(None, text.split(",")):
        name = part.lstrip("+- ")  # a plus sign in an address reads as a space
        if name not in sortables:
            raise BadParameter("sortby", f"known are {', '.join(sorted(sortables))}")
        keys.append((name, part.startswith("-")))
    if len(keys) > 4 or len({name for name, _ in keys}) < len(keys):
        raise BadParameter("sortby", "at most four properties, each once")
    return tuple(keys)
