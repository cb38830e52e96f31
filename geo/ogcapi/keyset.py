"""Pages that stay right while data changes: the next begins after the last row's own values."""

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, Value, lookups

from geo.ogcapi.errors import BadParameter


def order(keys: Sequence[tuple[Any, bool]]) -> list[Any]:
    """Order by (expression, is descending), values not known last, then by id."""
    ordered = [
        key.desc(nulls_last=True) if is_descending else key.asc(nulls_last=True)
        for key, is_descending in keys
    ]
    return [*ordered, "pk"]


def after(keys: Sequence[tuple[Any, bool]], token: str) -> Q:
    """Build the condition for the rows after the one that a token names.

    Raises
    ------
    BadParameter
        If the token was not made by `token_of` for the same keys.
    """
    *values, pk = values_of(token, len(keys) + 1, int)
    found = Q(lookups.GreaterThan(F("pk"), Value(pk)))
    for (key, is_descending), value in reversed(list(zip(keys, values, strict=True))):
        if value is None:
            found = Q(lookups.IsNull(key, True)) & found
            continue
        beyond = (lookups.LessThan if is_descending else lookups.GreaterThan)(key, Value(value))
        found = (
            Q(beyond) | Q(lookups.IsNull(key, True)) | Q(lookups.Exact(key, Value(value))) & found
        )
    return found


def comes_after(values: Sequence[Any], last: Sequence[Any], downwards: Sequence[bool]) -> bool:
    """Whether a row comes after another in the same order, by its values and at last its id.

    Examples
    --------
    >>> comes_after([3, "b"], [3, "a"], [True]), comes_after([3, "b"], [2, "a"], [True])
    (True, False)
    >>> comes_after([None, "a"], [3, "b"], [True])
    True
    """
    for one, other, is_descending in zip(values, last, [*downwards, False], strict=True):
        mine = _plain(one)
        if mine == other:
            continue
        if mine is None or other is None:
            return mine is None
        return bool(mine < other if is_descending else mine > other)
    return False


def token_of(values: Sequence[Any], is_plain: bool = True) -> str:
    """Name a row by its sorting values and id; a plain number stays readable.

    Examples
    --------
    >>> token_of([7])
    '7'
    """
    if len(values) == 1 and is_plain:
        return str(values[0])
    text = json.dumps([_plain(one) for one in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def values_of(token: str, length: int, key: type) -> list[Any]:
    """Read a token's values, the last of them an id of the given type.

    Raises
    ------
    BadParameter
        If it is none that `token_of` made.
    """
    if key is int and length == 1 and token.isascii() and token.isdecimal() and len(token) <= 18:
        return [int(token)]
    try:
        values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        values = None
    known = (str, int, float, bool, type(None))
    if (
        not isinstance(values, list)
        or len(values) != length
        or not all(isinstance(one, known) for one in values)
        or any(isinstance(one, str) and "\x00" in one for one in values)
        or type(values[-1]) is not key
        or (isinstance(values[-1], int) and not 0 <= values[-1] < 10**18)
    ):
        raise BadParameter("after", "follow the next link of the page before")
    return values


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value
