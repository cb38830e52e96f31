"""Which column of a file is which field of ours, by name, by memory or by hand."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop as _

from geo.imports.errors import Refused, RowProblem
from geo.imports.values import text


@dataclass(frozen=True)
class Column:
    """One field that a table can take from a file.

    Attributes
    ----------
    name : the field
    title : what it is called to people, a message id
    aliases : what files call it, beside its own name
    parse : from a cell to a value
    required : whether a file without it is refused
    """

    name: str
    title: str
    aliases: tuple[str, ...] = ()
    parse: Callable[[object], Any] = text
    required: bool = False


def plain(name: str) -> str:
    """Bring a column's name to letters, digits and single underlines.

    Examples
    --------
    >>> plain("Tätortskod "), plain("Antal inv. (2020)")
    ('tatortskod', 'antal_inv_2020')
    """
    bare = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "_", bare).strip("_")


def aliases_of(columns: Iterable[Column]) -> frozenset[str]:
    """Every plain name that any of the columns goes by."""
    return frozenset(plain(name) for one in columns for name in (one.name, *one.aliases))


def match_columns(
    columns: Sequence[Column], header: Sequence[str], given: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Find for each field the file's column; what is given by hand comes first.

    Parameters
    ----------
    columns : the table's fields
    header : the file's columns
    given : field → column; an empty column leaves the field out

    Raises
    ------
    Refused
        If a given column is not in the file, or a required field has none.

    Examples
    --------
    >>> fields = [Column("name", "name", ("namn",)), Column("code", "code", ("kod",))]
    >>> match_columns(fields, ["Namn", "X"]), match_columns(fields, ["Namn", "X"], {"code": "X"})
    ({'name': 'Namn'}, {'name': 'Namn', 'code': 'X'})
    """
    given = given or {}
    by_plain = {plain(name): name for name in reversed(header)}
    found: dict[str, str] = {}
    for column in columns:
        if column.name in given:
            chosen = given[column.name]
            if chosen and chosen not in header:
                raise Refused(_("The file has no column “%(name)s”."), name=chosen[:80])
            if chosen:
                found[column.name] = chosen
            continue
        for alias in (column.name, *column.aliases):
            if plain(alias) in by_plain:
                found[column.name] = by_plain[plain(alias)]
                break
    unknown = set(given) - {column.name for column in columns}
    if unknown:
        raise Refused(_("There is no field “%(name)s”."), name=sorted(unknown)[0][:80])
    return found


def require(columns: Sequence[Column], found: Mapping[str, str]) -> None:
    """Refuse a file that lacks a required field.

    Raises
    ------
    Refused
        With the fields that are missing.
    """
    missing = [column.name for column in columns if column.required and column.name not in found]
    if missing:
        raise Refused(
            _("No column was found for: %(names)s. Say which columns they are."),
            names=", ".join(missing),
        )


def parsed(
    columns: Sequence[Column], found: Mapping[str, str], values: Mapping[str, object]
) -> dict[str, Any]:
    """Read a row's cells as values, by field.

    Raises
    ------
    RowProblem
        For the first cell that cannot be read, with its column.
    """
    read: dict[str, Any] = {}
    for column in columns:
        if column.name not in found:
            continue
        name = found[column.name]
        try:
            read[column.name] = column.parse(values.get(name))
        except RowProblem as problem:
            raise RowProblem(problem.message, **problem.params) from None
    return read


def header_key(header: Iterable[str]) -> str:
    """Name a header, so that its mapping is found again, whatever the order of its columns."""
    return hashlib.sha256("\x1f".join(sorted(map(plain, header))).encode()).hexdigest()
