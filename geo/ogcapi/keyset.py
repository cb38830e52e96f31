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
    *values, pk = _read(token, len(keys) + 1)
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


def token_of(values: Sequence[Any]) -> str:
    """Name a row by its sorting values and id; a plain id stays readable.

    Examples
    --------
    >>> token_of([7])
    '7'
    """
    if len(values) == 1:
        return str(values[0])
    plain = [one.isoformat() if isinstance(one, date | datetime) else one for one in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _read(token: str, length: int) -> list[Any]:
    if length == 1 and token.isascii() and token.isdecimal() and len(token) <= 18:
        return [int(token)]
    try:
        values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        values = None
    plain = (str, int, float, bool, type(None))
    if (
        not isinstance(values, list)
        or len(values) != length
        or not all(isinstance(one, plain) for one in values)
        or type(values[-1]) is not int
        or not 0 <= values[-1] < 10**18
    ):
        raise BadParameter("after", "follow the next link of the page before")
    return values
