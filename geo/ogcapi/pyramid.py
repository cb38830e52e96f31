"""Points thinned for low zooms: a stored pyramid of counts and sums, built when data changes."""

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import QuerySet

TOP_ZOOM = 10  # the finest level that is thinned
GRID = 64  # cells along a tile's side: at most 4,096 points in a tile
HALF_WORLD_M = 20_037_508.342789244


def prepare(layer: str, version: str, rows: QuerySet, sums: int) -> None:
    """Build a layer's pyramid unless it stands for this version of the data.

    Counts and sums are preserved: each level adds up to the number of rows with a position.

    Parameters
    ----------
    version : what `geo.ogcapi.freshness.version` names
    rows : selects ``placed``, the position in EPSG:3857, and the columns ``sum_0``, ``sum_1`` …
    sums : how many columns
    """
    with connection.cursor() as cursor:
        if _state(cursor, layer) == version:
            return
    with transaction.atomic(), connection.cursor() as cursor:
        # One builds; whoever waited finds it done.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"pyramid {layer}"])
        if _state(cursor, layer) == version:
            return
        cursor.execute("DELETE FROM geo_tilepyramid WHERE layer = %s", [layer])
        inner, given = rows.order_by().query.sql_with_params()
        names = [f"sum_{number}" for number in range(sums)]
        added = ", ".join(f"coalesce(sum({name}), 0)" for name in names)
        size_m = 2 * HALF_WORLD_M / 2**TOP_ZOOM / GRID
        cursor.execute(
            f"""
            INSERT INTO geo_tilepyramid
            SELECT %s, %s, gx / {GRID}, gy / {GRID}, gx, gy,
                   ST_SetSRID(ST_MakePoint(avg(ST_X(placed)), avg(ST_Y(placed))), 3857),
                   count(*), ARRAY[{added}]::float8[]
            FROM (
                SELECT floor((ST_X(placed) + {HALF_WORLD_M}) / {size_m})::int AS gx,
                       floor(({HALF_WORLD_M} - ST_Y(placed)) / {size_m})::int AS gy, found.*
                FROM ({inner}) AS found WHERE placed IS NOT NULL
            ) AS gridded GROUP BY gx, gy
            """,  # noqa: S608 - names and numbers of our own; the queryset's values are parameters
            [layer, TOP_ZOOM, *given],
        )
        added = ", ".join(f"sum(sums[{number + 1}])" for number in range(sums))
        for zoom in range(TOP_ZOOM - 1, -1, -1):
            cursor.execute(
                f"""
                INSERT INTO geo_tilepyramid
                SELECT layer, %s, "column" / 2 / {GRID}, "row" / 2 / {GRID},
                       "column" / 2, "row" / 2,
                       ST_SetSRID(ST_MakePoint(
                           sum(ST_X(point) * count) / sum(count),
                           sum(ST_Y(point) * count) / sum(count)
                       ), 3857),
                       sum(count), ARRAY[{added}]::float8[]
                FROM geo_tilepyramid WHERE layer = %s AND z = %s
                GROUP BY layer, "column" / 2, "row" / 2
                """,  # noqa: S608
                [zoom, layer, zoom + 1],
            )
        cursor.execute(
            "INSERT INTO geo_tilepyramidstate VALUES (%s, %s)"
            " ON CONFLICT (layer) DO UPDATE SET version = excluded.version",
            [layer, version],
        )


def tile(layer: str, zoom: int, x: int, y: int, sums: Sequence[str], round_to: int) -> bytes:
    """Return one thinned tile; sums below ``round_to`` are withheld, the others rounded to it."""
    shown = [
        f"CASE WHEN sums[{n}] > 0 AND sums[{n}] < {round_to} THEN NULL"
        f" ELSE round(sums[{n}] / {round_to}) * {round_to} END"
        if round_to
        else f"sums[{n}]"
        for n in range(1, len(sums) + 1)
    ]
    columns = "".join(
        f", ({one})::float8 AS {connection.ops.quote_name(name)}"
        for one, name in zip(shown, sums, strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT ST_AsMVT(t, %s) FROM (
                SELECT ST_AsMVTGeom(point, ST_TileEnvelope(%s, %s, %s), 4096, 64, false) AS geom,
                       count{columns}
                FROM geo_tilepyramid WHERE layer = %s AND z = %s AND x = %s AND y = %s
            ) AS t
            """,  # noqa: S608
            [layer, zoom, x, y, layer, zoom, x, y],
        )
        row = cursor.fetchone()
    return bytes(row[0]) if row and row[0] else b""


def _state(cursor: object, layer: str) -> str | None:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT version FROM geo_tilepyramidstate WHERE layer = %s", [layer]
    )
    row = cursor.fetchone()  # type: ignore[attr-defined]
    return row[0] if row else None
