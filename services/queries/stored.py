"""Read a run's stored costs as arrays, whole columns at a time instead of rows."""

from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from services.models import CoverageCost

TABLE = CoverageCost._meta.db_table
# Each field, how the database fills in what is empty, and its type as PostgreSQL sends it.
FIELDS = (
    ("cell_id", "cell_id::int8", ">i8"),
    ("cost", "coalesce(cost, 'Infinity')::float8", ">f8"),
    ("second_cost", "coalesce(second_cost, 'Infinity')::float8", ">f8"),
    ("place", "coalesce(service_point_id, -1)::int8", ">i8"),
    ("second_place", "coalesce(second_service_point_id, -1)::int8", ">i8"),
    ("join_m", "join_m::float8", ">f8"),
    ("is_estimate", "is_estimate::int::int8", ">i8"),
)
HEADER_BYTES = 20  # an array's dimensions, flags, type, length and first number (array_send)


def stored_costs(run_id: int, category_id: int, metric: str) -> dict[str, NDArray[Any]]:
    """Return the columns of the cells that a run has a cost of, by cell; infinite or -1 is none.

    They come as one row of arrays: the driver would make an object of each value of each row.
    """
    sent = ", ".join(f"array_send(array_agg({name}))" for name, _, _ in FIELDS)
    parts = ", ".join(f"{value} AS {name}" for name, value, _ in FIELDS)
    query = (
        f"SELECT {sent} FROM (SELECT {parts} FROM {TABLE}"  # noqa: S608 — names of our own
        " WHERE run_id = %s AND category_id = %s AND metric = %s ORDER BY 1) AS stored"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, (run_id, category_id, metric))
        answer = cursor.fetchone()
    found: dict[str, NDArray[Any]] = {}
    for (name, _, kind), column in zip(FIELDS, answer, strict=True):
        row = np.dtype([("size", ">i4"), ("value", kind)])
        values = np.frombuffer(bytes(column or b""), row, offset=HEADER_BYTES if column else 0)
        found[name] = values["value"].astype(row["value"].newbyteorder("="))
    return found
