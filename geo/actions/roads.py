"""Write road links to the database with COPY."""

from collections.abc import Iterator

import numpy as np
import shapely
from django.db import connection

from geo.imports.roads import RoadRows
from geo.models import RoadLink

COLUMNS = (
    "dataset_id, alignment, length_m, forward_kmh, backward_kmh, forward_permitted, "
    "backward_permitted, road_class, number, is_ferry, is_motorway, ferry_s"
)


def copy_links(*, dataset_id: int, rows: RoadRows) -> None:
    """Write links with COPY, in the caller's transaction."""
    table = RoadLink._meta.db_table
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({COLUMNS}) FROM STDIN") as copy:
        for row in _rows(dataset_id, rows):
            copy.write_row(row)


def _rows(dataset_id: int, rows: RoadRows) -> Iterator[tuple[object, ...]]:
    index = np.repeat(np.arange(len(rows)), np.diff(rows.offset))
    lines = shapely.set_srid(shapely.linestrings(rows.xy, indices=index), 3006)
    return zip(
        [dataset_id] * len(rows),
        shapely.to_wkb(lines, hex=True, include_srid=True).tolist(),
        rows.length_m.tolist(),
        _or_none(rows.forward_kmh),
        _or_none(rows.backward_kmh),
        rows.forward_permitted.tolist(),
        rows.backward_permitted.tolist(),
        [None if number < 0 else number for number in rows.road_class.tolist()],
        rows.number.tolist(),
        rows.is_ferry.tolist(),
        rows.is_motorway.tolist(),
        _or_none(rows.ferry_s),
        strict=True,
    )


def _or_none(values: np.ndarray) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]
