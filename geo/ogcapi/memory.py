"""The same conditions on computed features, judged in memory; unknown stays unknown, as in SQL."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from operator import eq, ge, gt, le, lt
from typing import Any

from django.contrib.gis.geos import Point
from pygeofilter import ast

from geo.ogcapi.cql2 import literal_kind, shape
from geo.ogcapi.crs import CRS84, Crs
from geo.ogcapi.errors import BadParameter

TESTS = {"=": eq, "<": lt, "<=": le, ">": gt, ">=": ge}


def holds(
    node: Any, row: Mapping[str, Any], kinds: Mapping[str, str], place: Any, crs: Crs = CRS84
) -> bool | None:
    """Judge a parsed filter for one feature.

    Parameters
    ----------
    row : the published properties
    kinds : the kind of each: string, number, boolean, date or array
    place : (lon, lat) or none
    crs : what the filter's geometries are in

    Returns
    -------
    bool or None
        None where a property has no value: neither true nor false.

    Raises
    ------
    BadParameter
        If a property is unknown, kinds do not match, or an operator is not offered.

    Examples
    --------
    >>> from geo.ogcapi.cql2 import parse
    >>> holds(parse("size > 3"), {"size": 5}, {"size": "number"}, None)
    True
    """

    def inner(node: Any) -> bool | None:
        return holds(node, row, kinds, place, crs)

    def value(node: Any) -> tuple[Any, str]:
        if isinstance(node, ast.Attribute):
            if node.name not in kinds:
                raise BadParameter("filter", f"unknown property; known are {', '.join(kinds)}")
            return row[node.name], kinds[node.name]
        if isinstance(node, ast.Function) and node.name.lower() == "lower":
            found, kind = value(node.arguments[0])
            return found and str(found).lower(), kind
        return node, literal_kind(node)

    def compare(left: Any, right: Any, sign: str) -> bool | None:
        (a, kind), (b, other) = value(left), value(right)
        if (sign, kind, other) == ("=", "array", "string"):  # equal to one of its members
            return None if a is None else b in a
        if kind != other:
            raise BadParameter("filter", f"cannot compare a {kind} with a {other}")
        return None if a is None or b is None else TESTS[sign](_plain(a), _plain(b))

    def denied(found: bool | None, is_denied: bool = True) -> bool | None:
        return found if found is None or not is_denied else not found

    match node:
        case ast.And() | ast.Or():
            sides = {inner(node.lhs), inner(node.rhs)}
            decisive = isinstance(node, ast.Or)
            if decisive in sides:
                return decisive
            return None if None in sides else not decisive
        case ast.Not():
            return denied(inner(node.sub_node))
        case ast.NotEqual():
            return denied(compare(node.lhs, node.rhs, "="))
        case ast.Comparison():
            return compare(node.lhs, node.rhs, node.op.value)
        case ast.Between():
            low = compare(node.lhs, node.low, ">=")
            high = compare(node.lhs, node.high, "<=")
            both = None if low is None or high is None else low and high
            return denied(both, node.not_)
        case ast.In():
            found = [compare(node.lhs, option, "=") for option in node.sub_nodes]
            known = None if not any(found) and None in found else any(found)
            return denied(known, node.not_)
        case ast.Like():
            text, kind = value(node.lhs)
            if kind != "string" or not isinstance(node.pattern, str):
                raise BadParameter("filter", "LIKE compares text with text")
            return None if text is None else denied(_like(text, node.pattern), node.not_)
        case ast.IsNull():
            return (value(node.lhs)[0] is None) != node.not_
        case ast.SpatialComparisonPredicate():
            return _spatial(node, place, crs)
    raise BadParameter("filter", f"{type(node).__name__} is not offered here")


def _spatial(node: Any, place: Any, crs: Crs) -> bool | None:
    is_ours = isinstance(node.lhs, ast.Attribute)
    ours, theirs = (node.lhs, node.rhs) if is_ours else (node.rhs, node.lhs)
    if not isinstance(ours, ast.Attribute) or ours.name != "geometry":
        raise BadParameter("filter", "the property with a position is called geometry")
    other = shape(theirs, crs)
    if place is None:
        return None
    if other.srid != CRS84.srid:
        other.transform(CRS84.srid)
    point = Point(*place, srid=CRS84.srid)
    sides = (point, other) if is_ours else (other, point)
    return bool(getattr(sides[0], node.op.value.lower())(sides[1]))


def _like(text: str, pattern: str) -> bool:
    # Runs of wildcards are one, or a spiteful pattern would take for ever.
    wild = re.escape(re.sub(r"%+", "%", pattern)[:200]).replace("%", ".*").replace("_", ".")
    if wild.count(".*") > 5:
        raise BadParameter("filter", "at most five wildcards")
    return re.fullmatch(wild, text[:500], re.DOTALL) is not None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
