"""Roads from OpenStreetMap, PBF or XML, split where they meet."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from math import nan
from pathlib import Path

import numpy as np
import osmium
from numpy.typing import NDArray

from geo.analysis.links import FERRY_KMH, FERRY_WAIT_S
from geo.imports.coordinates import geodesic_m, to_metres
from geo.imports.errors import UnusableFile
from geo.imports.osm_tags import HIGHWAYS, directions, duration_s, kind, speeds_kmh
from geo.imports.roads import RoadRows


@dataclass(frozen=True)
class _Way:
    number: int
    road: str
    nodes: list[int]
    degrees: NDArray[np.float64]
    forward: bool
    backward: bool
    kmh: tuple[float, float]
    ferry_s: float
    ref: str
    is_motorway: bool


def read_osm(path: Path) -> RoadRows:
    """Read and map the drivable ways of a file, and its car ferries.

    Raises
    ------
    UnusableFile
        If it cannot be read as OpenStreetMap data, or holds no roads.
    """
    report: Counter[str] = Counter()
    try:
        ways = _ways(path, report)
    except (RuntimeError, OSError) as error:
        raise UnusableFile("the file cannot be read as OpenStreetMap data") from error
    if not ways:
        raise UnusableFile("there are no roads in the file")
    uses = Counter(node for way in ways for node in way.nodes)
    pieces = [(way, a, b) for way in ways for a, b in _split(way, uses)]
    metres = {way.number: geodesic_m(*way.degrees.T) for way in ways}
    length_m = np.array([metres[way.number][a:b].sum() for way, a, b in pieces])
    degrees = np.concatenate([way.degrees[a : b + 1] for way, a, b in pieces])
    return RoadRows(
        xy=to_metres(degrees[:, 0], degrees[:, 1]),
        offset=np.concatenate(([0], np.cumsum([b + 1 - a for _, a, b in pieces]))),
        length_m=length_m,
        forward_kmh=np.array([way.kmh[0] for way, _, _ in pieces]),
        backward_kmh=np.array([way.kmh[1] for way, _, _ in pieces]),
        forward_permitted=np.array([way.forward for way, _, _ in pieces]),
        backward_permitted=np.array([way.backward for way, _, _ in pieces]),
        road_class=np.array(
            [HIGHWAYS[way.road][0] if way.road in HIGHWAYS else -1 for way, _, _ in pieces],
            np.int16,
        ),
        number=np.array([way.ref for way, _, _ in pieces], np.str_),
        is_ferry=np.array([way.road == "ferry" for way, _, _ in pieces]),
        is_motorway=np.array([way.is_motorway for way, _, _ in pieces]),
        ferry_s=np.array(
            [
                _crossing_s(way, metres[way.number].sum(), length)
                for (way, _, _), length in zip(pieces, length_m, strict=True)
            ]
        ),
        name=np.array([f"way {way.number}" for way, _, _ in pieces], np.str_),
        report=dict(report),
    )


def _ways(path: Path, report: Counter[str]) -> list[_Way]:
    found = []
    reader = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    for way in reader.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)):
        assert isinstance(way, osmium.osm.Way)  # noqa: S101 — the filter lets nothing else through
        tags = {tag.k: tag.v for tag in way.tags}
        road = kind(tags)
        if road is None:
            continue
        known = [node for node in way.nodes if node.location.valid()]
        report["positions missing from the file"] += len(way.nodes) - len(known)
        if len(known) < 2:
            report["ways with fewer than two positions"] += 1
            continue
        forward, backward = directions(tags)
        if road == "ferry":
            kmh = (nan, nan)
        else:
            *both, unread = speeds_kmh(tags, road)
            kmh = (both[0], both[1])
            report["speeds that could not be read"] += unread
        found.append(
            _Way(
                number=way.id,
                road=road,
                nodes=[node.ref for node in known],
                degrees=np.array([(node.lon, node.lat) for node in known]),
                forward=forward,
                backward=backward,
                kmh=kmh,
                ferry_s=duration_s(tags.get("duration", "")) if road == "ferry" else nan,
                ref=tags.get("ref", "")[:40],
                is_motorway=road == "motorway",
            )
        )
    return found


def _split(way: _Way, uses: Counter[int]) -> list[tuple[int, int]]:
    """Cut a way where others meet it, or it meets itself."""
    last = len(way.nodes) - 1
    stops = [n for n, node in enumerate(way.nodes) if n in (0, last) or uses[node] > 1]
    return list(pairwise(stops))


def _crossing_s(way: _Way, whole_m: float, length_m: float) -> float:
    """Give a piece of a ferry its share of the whole crossing, the wait counted once."""
    if way.road != "ferry" or not whole_m:
        return nan
    seconds = way.ferry_s
    if seconds != seconds:
        seconds = whole_m * 3.6 / FERRY_KMH + FERRY_WAIT_S
    return float(seconds * length_m / whole_m)
