"""The network that all active road datasets form, compiled once and mapped into memory."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.contrib.gis.geos import LineString
from django.db import connection
from numpy.typing import NDArray

from geo.analysis.links import Links
from geo.analysis.network import Network
from geo.compiled import key_of, load_or_compile
from geo.imports.roads import RoadRows
from geo.models import Dataset

SELECT = """
SELECT ST_AsBinary(link.alignment), link.length_m, link.forward_kmh, link.backward_kmh,
       link.forward_permitted, link.backward_permitted, coalesce(link.road_class, -1),
       link.is_ferry, link.is_motorway, link.ferry_s
FROM geo_roadlink link JOIN geo_dataset dataset ON dataset.id = link.dataset_id
WHERE dataset.is_active AND dataset.kind = 'roads'
ORDER BY link.id
"""
# Of all columns after the alignment.
COLUMN_TYPES = (float, float, float, bool, bool, np.int16, bool, bool, float)
LINKS_AT_ONCE = 20_000
WITH_ROADS = """
SELECT municipality.id FROM geo_municipality municipality WHERE EXISTS (
    SELECT 1 FROM geo_roadlink link JOIN geo_dataset dataset ON dataset.id = link.dataset_id
    WHERE dataset.is_active AND dataset.kind = 'roads'
    AND ST_Intersects(link.alignment, municipality.boundary)
)
"""


def active_network() -> Network | None:
    """Return the compiled network of the road datasets in use, or None without any."""
    key = active_key()
    return None if key is None else _network(key)


def active_key() -> str | None:
    """Name the network of the road datasets in use; another data set, another name."""
    datasets = Dataset.objects.filter(kind=Dataset.Kind.ROADS, is_active=True)
    parts = tuple(datasets.order_by("pk").values_list("pk", "checksum", "created_at"))
    if not parts:
        return None
    named = [(pk, checksum, created.isoformat()) for pk, checksum, created in parts]
    return key_of(named, settings.FIELD_ROAD_KMH)


def network_folder(key: str) -> Path:
    """Say where the network of this name lies, and what is kept beside it."""
    return settings.NETWORK_DIR / key


def municipalities_with_roads() -> NDArray[np.int64]:
    """Return the ids of the municipalities in which an active link lies."""
    with connection.cursor() as cursor:
        cursor.execute(WITH_ROADS)
        return np.array([row[0] for row in cursor.fetchall()], np.int64)


@lru_cache(maxsize=2)
def _network(key: str) -> Network:
    return load_or_compile(settings.NETWORK_DIR, key, _links)


def _links() -> Links:
    """Read the links a few thousand at a time: a country's as objects would fill the memory."""
    parts: list[tuple[NDArray[Any], ...]] = []
    with connection.chunked_cursor() as cursor:
        cursor.execute(SELECT)
        while rows := cursor.fetchmany(LINKS_AT_ONCE):
            wkb, *numbers = zip(*rows, strict=True)
            lines = shapely.from_wkb([bytes(one) for one in wkb])
            columns = [
                np.array(column, kind) for column, kind in zip(numbers, COLUMN_TYPES, strict=True)
            ]
            parts.append(
                (shapely.get_coordinates(lines), shapely.get_num_coordinates(lines), *columns)
            )
    xy, vertices, length_m, *columns = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    forward_kmh, backward_kmh, forward, backward, road_class, ferry, motorway, ferry_s = columns
    nameless = np.full(len(length_m), "")
    return RoadRows(
        xy=xy,
        offset=np.concatenate(([0], np.cumsum(vertices))),
        length_m=length_m,
        forward_kmh=forward_kmh,
        backward_kmh=backward_kmh,
        forward_permitted=forward,
        backward_permitted=backward,
        road_class=road_class,
        number=nameless,
        is_ferry=ferry,
        is_motorway=motorway,
        ferry_s=ferry_s,
        name=nameless,
    ).links(settings.FIELD_ROAD_KMH)


OF_NUMBER = """
SELECT ST_AsBinary(link.alignment), link.forward_permitted, link.backward_permitted,
       dataset.title, dataset.publisher, dataset.licence
FROM geo_roadlink link JOIN geo_dataset dataset ON dataset.id = link.dataset_id
WHERE dataset.is_active AND dataset.kind = 'roads' AND NOT link.is_ferry
  AND regexp_split_to_array(link.number, '[;, ]+') && %s::text[]
  AND ST_DWithin(link.alignment, ST_GeomFromWKB(%s, 3006), %s)
ORDER BY link.id
"""


@dataclass(frozen=True)
class NumberedLinks:
    """Links of one road number, each (m, 2) metres, with their permitted directions and source."""

    lines: list[NDArray[np.float64]]
    forward: list[bool]
    backward: list[bool]
    title: str
    publisher: str
    licence: str


def links_of_road(number: str, near: LineString, within_m: float) -> NumberedLinks:
    """Return the imported links of a road number near a line; the same number exists elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(OF_NUMBER, [[number], bytes(near.wkb), within_m])
        rows = cursor.fetchall()
    return NumberedLinks(
        lines=[shapely.get_coordinates(shapely.from_wkb(bytes(row[0]))) for row in rows],
        forward=[row[1] for row in rows],
        backward=[row[2] for row in rows],
        title=rows[0][3] if rows else "",
        publisher=rows[0][4] if rows else "",
        licence=rows[0][5] if rows else "",
    )
