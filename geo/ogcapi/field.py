"""One property of a feature, as an app declares it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Expression, F, Value
from django.db.models.functions import NullIf
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.functional import Promise

from geo.ogcapi.cql2 import Operand
from geo.ogcapi.errors import BadParameter

Words: TypeAlias = str | Promise
MOST_NUMBER = 2**53
KINDS = {"integer": "number", "number": "number", "datetime": "date"}


def known(column: str) -> Expression:
    """Return a column of text that is null, as it is published, where a row holds an empty one.

    Examples
    --------
    >>> known("season")
    NullIf(F(season), Value(''))
    """
    return NullIf(column, Value(""))


@dataclass(frozen=True)
class Field:
    """One property of a feature: its name, JSON type, meaning, and how to read it from a row.

    Parameters
    ----------
    type : a type of JSON Schema, ``date`` or ``datetime``
    read : takes a row and gives the value; none if the column itself is published
    column : a path or expression in the database that holds the same as is published; only
        such a property can be filtered and sorted by, so that no filter tells more than is shown
    """

    name: str
    type: str
    description: Words
    read: Callable[[Any], Any] | None = None
    unit: str = ""
    column: str | Expression = ""

    @property
    def kind(self) -> str:
        """The kind of its values in a filter."""
        return KINDS.get(self.type, self.type)

    @property
    def is_annotated(self) -> bool:
        """Whether the column has to be selected apart, being none of the row's own."""
        return not self.read and (not isinstance(self.column, str) or "__" in self.column)

    @property
    def selected(self) -> str:
        """What the column is called among those that are read."""
        return f"published_{self.name}" if self.is_annotated else str(self.column)

    @property
    def is_sortable(self) -> bool:
        """Whether features can be put in its order; an array has none."""
        return bool(self.type != "array")

    def operand(self) -> Operand:
        """Return the column as a filter sees it."""
        column = F(self.column) if isinstance(self.column, str) else self.column
        return Operand(column, self.kind)

    def value(self, row: Any) -> Any:
        """Read the property from a row."""
        return self.read(row) if self.read else getattr(row, self.selected)

    @property
    def schema_type(self) -> str:
        """Its type in JSON Schema."""
        return "string" if self.type in {"date", "datetime"} else self.type

    def schema(self) -> dict[str, object]:
        """Describe the property in JSON Schema; it may be null where not known."""
        described: dict[str, object] = {
            "description": str(self.description),
            "type": [self.schema_type, "null"],
        }
        if self.type in {"date", "datetime"}:
            described["format"] = "date" if self.type == "date" else "date-time"
        elif self.type == "array":
            described["items"] = {"type": "string"}
        return described | ({"x-ogc-unit": self.unit} if self.unit else {})

    def literal(self, text: str) -> Operand:
        """Read a property filter's text as a value of this property's kind.

        Raises
        ------
        BadParameter
            If it is not such a value.
        """
        kind = "string" if self.kind == "array" else self.kind
        return Operand(Value(self.parsed(text)), kind)

    def parsed(self, text: str) -> Any:
        """Read text as a Python value of this property's kind, or raise `BadParameter`."""
        try:
            if self.kind == "number":
                found = int(text) if self.type == "integer" else float(text)
                if abs(found) > MOST_NUMBER:  # or not a number at all
                    raise ValueError(text)
                return found
            if self.kind == "boolean":
                return {"true": True, "false": False}[text.lower()]
            if self.kind == "date":
                moment = parse_date(text) or parse_datetime(text)
                if moment is None:
                    raise ValueError(text)
                return moment
        except (ValueError, KeyError):
            raise BadParameter(self.name, f"give a {self.kind}") from None
        return text
