"""CQL2, text and JSON, as conditions on published properties: in the database or in memory."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.db.models import (
    BooleanField,
    Expression,
    F,
    FloatField,
    Func,
    Q,
    TextField,
    Value,
    lookups,
)
from django.db.models.functions import Cast, Lower
from lark.exceptions import LarkError
from pygeofilter import ast, values
from pygeofilter.parsers.cql2_json import parse as parse_json
from pygeofilter.parsers.cql2_text import parse as parse_text

from geo.ogcapi.crs import CRS84, Crs
from geo.ogcapi.errors import BadParameter
from geo.ogcapi.placing import is_within_reach

LANGUAGES = ("cql2-text", "cql2-json")
MOST_CHARACTERS, MOST_DEPTH = 4_000, 40
Column: TypeAlias = F | Expression
COMPARISONS = {
    "=": lookups.Exact,
    "<": lookups.LessThan,
    "<=": lookups.LessThanOrEqual,
    ">": lookups.GreaterThan,
    ">=": lookups.GreaterThanOrEqual,
}


class Like(Func):
    """SQL's LIKE, whose wildcards and escape are those of CQL2."""

    template = "(%(expressions)s)"
    arg_joiner = " LIKE "
    output_field = BooleanField()


class AnyOf(Func):
    """Whether a value is among those of an array."""

    template = "(%(expressions)s)"
    arg_joiner = " = ANY "
    output_field = BooleanField()


@dataclass(frozen=True)
class Operand:
    """An expression with the kind of its values: string, number, boolean, date or array."""

    expression: Any
    kind: str


def parse(text: str, language: str = "cql2-text") -> ast.Node:
    """Parse a filter, bounded in length and depth.

    Raises
    ------
    BadParameter
        If it cannot be understood, or is too long or too deep.

    Examples
    --------
    >>> type(parse("name = 'Bettna'")).__name__
    'Equal'
    """
    if len(text) > MOST_CHARACTERS:
        raise BadParameter("filter", f"at most {MOST_CHARACTERS} characters")
    try:
        node = parse_text(text) if language == "cql2-text" else parse_json(text)
    except (LarkError, RecursionError, ArithmeticError, LookupError) as error:
        raise BadParameter("filter", _first_line(error)) from None
    except (ValueError, TypeError, AttributeError):
        raise BadParameter("filter", f"this is not {language}") from None
    if not isinstance(node, ast.Node):
        raise BadParameter("filter", "a condition is wanted, not a mere value")
    _bound(node)
    return node


def condition(
    node: Any, columns: Mapping[str, Operand], geometry: str, crs: Crs = CRS84, srid: int = 3006
) -> Q:
    """Turn a parsed filter into a condition for a queryset.

    Parameters
    ----------
    columns : the published properties that may be asked about; no other can be named
    geometry : the name of the geometry field
    crs : what the filter's geometries are in
    srid : what the geometry field is in

    Raises
    ------
    BadParameter
        If a property is unknown, kinds do not match, or an operator is not offered.
    """

    def walk(node: Any) -> Q:
        match node:
            case ast.And():
                return walk(node.lhs) & walk(node.rhs)
            case ast.Or():
                return walk(node.lhs) | walk(node.rhs)
            case ast.Not():
                return ~walk(node.sub_node)
            case ast.NotEqual():
                return ~equal(operand(node.lhs), operand(node.rhs))
            case ast.Equal():
                return equal(operand(node.lhs), operand(node.rhs))
            case ast.Comparison():
                lhs, rhs = _same_kind(operand(node.lhs), operand(node.rhs))
                return Q(COMPARISONS[node.op.value](lhs, rhs))
            case ast.Between():
                lhs, low = _same_kind(operand(node.lhs), operand(node.low))
                _, high = _same_kind(operand(node.lhs), operand(node.high))
                found = Q(lookups.GreaterThanOrEqual(lhs, low))
                found &= Q(lookups.LessThanOrEqual(lhs, high))
                return ~found if node.not_ else found
            case ast.In():
                subject, found = operand(node.lhs), Q()
                for option in node.sub_nodes:
                    found |= equal(subject, operand(option))
                return ~found if node.not_ else found
            case ast.Like():
                subject = operand(node.lhs)
                if subject.kind != "string" or not isinstance(node.pattern, str):
                    raise BadParameter("filter", "LIKE compares text with text")
                if re.search(r"(?<!\\)(\\\\)*\\$", node.pattern):
                    raise BadParameter("filter", "the pattern ends with a lone backslash")
                found = Q(Like(subject.expression, Value(node.pattern, TextField())))
                return ~found if node.not_ else found
            case ast.IsNull():
                return Q(lookups.IsNull(operand(node.lhs).expression, not node.not_))
            case ast.TimeAfter() | ast.TimeBefore() | ast.TimeEquals():
                lhs, rhs = _same_kind(operand(node.lhs), operand(node.rhs))
                sign = {"AFTER": ">", "BEFORE": "<"}.get(node.op.value, "=")
                return Q(COMPARISONS[sign](lhs, rhs))
            case ast.SpatialComparisonPredicate():
                return _spatial(node, geometry, crs, srid)
        raise BadParameter("filter", f"{type(node).__name__} is not offered here")

    def operand(node: Any) -> Operand:
        match node:
            case ast.Attribute():
                if node.name not in columns:
                    known = ", ".join(sorted(columns))
                    raise BadParameter("filter", f"unknown property; known are {known}")
                return columns[node.name]
            case ast.Function() if node.name.lower() == "lower" and len(node.arguments) == 1:
                inner = operand(node.arguments[0])
                if inner.kind != "string":
                    raise BadParameter("filter", "casei takes text")
                return Operand(Lower(inner.expression), "string")
            case ast.Arithmetic():
                left, right = operand(node.lhs), operand(node.rhs)
                if {left.kind, right.kind} != {"number"}:
                    raise BadParameter("filter", "one can only calculate with numbers")
                sides = [Cast(side.expression, FloatField()) for side in (left, right)]
                sign = node.op.value
                return Operand(sides[0]._combine(sides[1], sign, False), "number")
        return Operand(Value(node), literal_kind(node))

    return walk(node)


def literal_kind(value: Any) -> str:
    """Name the kind of a literal, or refuse it."""
    for kind, types in (
        ("boolean", bool),
        ("number", int | float),
        ("string", str),
        ("date", date | datetime),
    ):
        if isinstance(value, types):
            return kind
    raise BadParameter("filter", f"a {type(value).__name__} cannot stand here")


def shape(value: Any, crs: Crs) -> GEOSGeometry:
    """Read a filter's geometry."""
    if isinstance(value, values.Envelope):
        value = values.Geometry(value.__geo_interface__)
    if not isinstance(value, values.Geometry):
        raise BadParameter("filter", "compare the geometry with a geometry")
    try:
        read = shapely.from_geojson(json.dumps(value.__geo_interface__ | {"crs": None}))
    except (shapely.GEOSException, ValueError, TypeError):
        raise BadParameter("filter", "the geometry cannot be read") from None
    if not shapely.is_valid(read) or shapely.is_empty(read):
        raise BadParameter("filter", "the geometry is not valid")
    if crs.is_y_first:
        read = shapely.transform(read, lambda xy: xy[:, ::-1])
    bounds = (180, 90) if crs.srid == 4326 else (1e8, 1e8)
    west, south, east, north = read.bounds
    if max(abs(west), abs(east)) > bounds[0] or max(abs(south), abs(north)) > bounds[1]:
        raise BadParameter("filter", "the geometry lies outside its reference system")
    return GEOSGeometry(memoryview(shapely.to_wkb(read)), srid=crs.srid)


def _spatial(node: Any, geometry: str, crs: Crs, srid: int) -> Q:
    lhs, rhs, op = node.lhs, node.rhs, node.op.value.lower()
    if not isinstance(lhs, ast.Attribute):
        lhs, rhs = rhs, lhs
        op = {"within": "contains", "contains": "within"}.get(op, op)
    if not isinstance(lhs, ast.Attribute) or lhs.name != "geometry":
        raise BadParameter("filter", "the property with a position is called geometry")
    asked = shape(rhs, crs)
    if not is_within_reach(asked.extent, crs, srid):
        raise BadParameter("filter", "the geometry reaches too far beyond what is held here")
    return Q(**{f"{geometry}__{op}": asked})


def equal(lhs: Operand, rhs: Operand) -> Q:
    """Build the condition that two operands are equal, or that one is a member of the other."""
    if lhs.kind == "array" and rhs.kind == "string":  # equal to an array: one of its members
        return Q(AnyOf(rhs.expression, Func(lhs.expression, function="")))
    left, right = _same_kind(lhs, rhs)
    return Q(lookups.Exact(left, right))


def _same_kind(lhs: Operand, rhs: Operand) -> tuple[Any, Any]:
    if lhs.kind != rhs.kind or lhs.kind == "array":
        raise BadParameter("filter", f"cannot compare a {lhs.kind} with a {rhs.kind}")
    return lhs.expression, rhs.expression


def _bound(root: Any) -> None:
    level, depth = [root], 0
    while level:
        depth += 1
        if depth > MOST_DEPTH:
            raise BadParameter("filter", f"at most {MOST_DEPTH} conditions within one another")
        level = [
            below
            for node in level
            if isinstance(node, ast.Node)
            for below in (node.get_sub_nodes() or [])
        ]


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["it cannot be understood"])[0][:200]
