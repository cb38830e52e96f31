"""Ask the geocoder an operator has named, from the server: no visitor's browser goes there.

Two common answers are read: a JSON list with ``lat``, ``lon`` and ``display_name``, and GeoJSON.
Whatever goes wrong is as good as no answer: the pin can be dragged.
"""

import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

from django.conf import settings

TIMEOUT_S = 3.0
MOST_BYTES = 200_000
MOST = 5
# Sweden with its coast, as when a pin is set.
WEST, SOUTH, EAST, NORTH = 10.0, 55.0, 25.0, 70.0
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    name: str
    lon: float
    lat: float


def ask_geocoder(text: str) -> list[Found]:
    """Return what the operator's geocoder knows of an address; nothing without one."""
    if not settings.GEOCODER_URL:
        return []
    url = settings.GEOCODER_URL.replace("{q}", quote(text, safe=""))
    request = Request(url, headers={"Accept": "application/json", "User-Agent": settings.SITE_NAME})  # noqa: S310 - https, by the operator's setting
    try:
        with urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            rows = json.loads(answer.read(MOST_BYTES))
    except (OSError, ValueError) as error:
        # Not the text: it may be somebody's address.
        log.warning("geocoder gave no answer", extra={"error": type(error).__name__})
        return []
    return [one for one in _read(rows) if WEST <= one.lon <= EAST and SOUTH <= one.lat <= NORTH][
        :MOST
    ]


def _read(rows: Any) -> Iterator[Found]:
    features = rows.get("features", []) if isinstance(rows, dict) else rows
    for row in features if isinstance(features, list) else []:
        try:
            if "geometry" in row:
                lon, lat = row["geometry"]["coordinates"][:2]
                named = row["properties"]
                name = named.get("label") or named.get("display_name") or named["name"]
            else:
                lon, lat, name = row["lon"], row["lat"], row["display_name"]
            yield Found(str(name)[:200], float(lon), float(lat))
        except (KeyError, TypeError, ValueError):
            continue
