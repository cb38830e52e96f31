"""Write costs to their table with binary COPY, arrays at a time instead of rows."""

import struct

import numpy as np
from django.db import connection
from numpy.typing import NDArray

from geo.analysis.costs import Metric, NearestServices
from services.models import Category, CoverageCost, CoverageRun

TABLE = CoverageCost._meta.db_table
COLUMNS = (
    "run_id, category_id, metric, cell_id, cost, service_point_id, second_cost, "
    "second_service_point_id, join_m, is_estimate"
)
# The format's signature, no flags, no extension; and its end (PostgreSQL manual, COPY).
HEADER = b"PGCOPY\n\xff\r\n\x00" + struct.pack("!ii", 0, 0)
TRAILER = struct.pack("!h", -1)
INTEGER, FLOAT, REAL, FLAG = ">i8", ">f8", ">f4", "?"


def copy_costs(
    run: CoverageRun,
    category: Category,
    metric: Metric,
    cell_id: NDArray[np.int64],
    place_id: NDArray[np.int64],
    nearest: NearestServices,
    is_estimate: NDArray[np.bool_],
) -> None:
    """Append the two nearest places of every cell to a run's partition."""
    ids = np.append(place_id, 0)  # so that -1, no service, finds a number that is not used
    places = ids[nearest.service]
    reached = np.isfinite(nearest.cost).sum(axis=1)
    name = np.frombuffer(metric.encode(), np.uint8)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {TABLE} ({COLUMNS}) FROM STDIN (FORMAT binary)") as copy,
    ):
        copy.write(HEADER)
        for count in range(3):  # rows that reach no place, one or two differ in what is empty
            rows = np.flatnonzero(reached == count)
            columns: list[tuple[str, object] | None] = [
                (INTEGER, run.pk),
                (INTEGER, category.pk),
                (f"({len(name)},)u1", name),
                (INTEGER, cell_id[rows]),
            ]
            for rank in range(2):
                if rank < count:
                    columns.append((FLOAT, nearest.cost[rows, rank]))
                    columns.append((INTEGER, places[rows, rank]))
                else:
                    columns += [None, None]
            columns.append((REAL, np.nan_to_num(nearest.join_m[rows])))
            columns.append((FLAG, is_estimate[rows]))
            copy.write(packed_rows(len(rows), columns))
        copy.write(TRAILER)


def packed_rows(count: int, columns: list[tuple[str, object] | None]) -> bytes:
    """Pack columns, each a big-endian type and its values or None for empty, as COPY rows."""
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for number, column in enumerate(columns):
        fields.append((f"size{number}", ">i4"))
        if column is not None:
            fields.append((f"value{number}", column[0]))
    rows = np.zeros(count, np.dtype(fields))
    rows["fields"] = len(columns)
    for number, column in enumerate(columns):
        rows[f"size{number}"] = -1 if column is None else np.dtype(column[0]).itemsize
        if column is not None:
            rows[f"value{number}"] = column[1]
    return rows.tobytes()
