"""Columns of many rows as arrays, a few thousand rows at a time."""

from typing import Any

import numpy as np
from django.db.models import QuerySet
from numpy.typing import DTypeLike, NDArray

ROWS = 20_000


def columns(rows: QuerySet[Any], *wanted: tuple[str, DTypeLike]) -> list[NDArray[Any]]:
    """Read fields, each a name and a type, without holding all rows as Python's objects.

    An empty number is ``nan`` where the type has one.
    """
    names = [name for name, _ in wanted]
    types = [np.dtype(kind) for _, kind in wanted]
    parts: list[list[NDArray[Any]]] = [[np.empty(0, kind)] for kind in types]
    batch: list[tuple[Any, ...]] = []

    def put() -> None:
        for part, kind, values in zip(parts, types, zip(*batch, strict=True), strict=False):
            part.append(np.array(values, kind))
        batch.clear()

    for row in rows.values_list(*names).iterator(ROWS):
        batch.append(row)
        if len(batch) == ROWS:
            put()
    put()
    return [np.concatenate(part) for part in parts]
