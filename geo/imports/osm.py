"""Roads from OpenStreetMap, PBF or XML, split where they meet."""

from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from math import nan
from pathlib import Path

import numpy as np
import osmium
from django.utils.translation import gettext_noop as _
from numpy.typing import NDArray

from geo.analysis.links import FERRY_KMH, FERRY_WAIT_S
from geo.imports.coordinates import geodesic_m, to_metres
from geo.imports.errors import Refused
from geo.imports.osm_tags import HIGHWAYS, directions, duration_s, kind, speeds_kmh
from geo.imports.roads import NO_ROWS, RoadRows
from geo.imports.working import working_folder

Ids = NDArray[np.int64]
WAYS_A_PIECE = 5_000
IDS_A_STEP = 4_000_000
LARGE_BYTES = 50_000_000
ROADS = osmium.filter.KeyFilter("highway", "route")
MISSING = _("positions missing from the file")
TOO_SHORT = _("ways with fewer than two positions")
UNREAD = _("speeds that could not be read")


@dataclass(frozen=True)
class _Way:
    number: int
    road: str
    nodes: Ids
    degrees: NDArray[np.float64]
    forward: bool
    backward: bool
    kmh: tuple[float, float]
    ferry_s: float
    ref: str
    is_motorway: bool


def osm_pieces(path: Path) -> Iterator[RoadRows]:
    """Read and map the drivable ways of a file, and its car ferries, some thousands at a time.

    The file is read twice: first which nodes ways share, then the ways with their positions.

    Parameters
    ----------
    path : PBF or XML

    Yields
    ------
    RoadRows
        links in the order of the file; what was left out is counted in each piece's report

    Raises
    ------
    Refused
        If it cannot be read as OpenStreetMap data.

    Examples
    --------
    >>> list(osm_pieces(Path("none.osm.pbf")))
    Traceback (most recent call last):
    ...
    geo.imports.errors.Refused: the file cannot be read as OpenStreetMap data
    """
    try:
        with working_folder() as folder:
            shared = _shared_nodes(path, folder)
            report: Counter[str] = Counter()
            batch: list[_Way] = []
            for way in _ways(path, report, storage(path, folder)):
                batch.append(way)
                if len(batch) == WAYS_A_PIECE:
                    yield _rows(batch, shared, report)
                    batch, report = [], report.__class__()
            if batch or report:
                yield _rows(batch, shared, report)
    except (RuntimeError, OSError) as error:
        raise Refused(_("the file cannot be read as OpenStreetMap data")) from error


def storage(path: Path, folder: Path) -> str:
    """Say where positions of nodes are kept: a large file's on disk, at 16 bytes each."""
    if path.stat().st_size < LARGE_BYTES:
        return "sparse_mem_array"
    return f"sparse_file_array,{folder / 'positions'}"


def _rows(ways: list[_Way], shared: Ids, report: Counter[str]) -> RoadRows:
    """Split ways where they meet others, and lay out the pieces."""
    if not ways:
        return replace(NO_ROWS, report=dict(report))
    nodes = np.concatenate([way.nodes for way in ways])
    at = np.searchsorted(shared, nodes)
    is_shared = np.zeros(len(nodes), bool)
    if len(shared):
        is_shared = shared[np.minimum(at, len(shared) - 1)] == nodes
    ends = np.cumsum([len(way.nodes) for way in ways])
    pieces = []
    for way, end in zip(ways, ends.tolist(), strict=True):
        cut = is_shared[end - len(way.nodes) : end].copy()
        cut[[0, -1]] = True
        pieces += [(way, a, b) for a, b in pairwise(np.flatnonzero(cut).tolist())]
    metres = {way.number: geodesic_m(*way.degrees.T) for way in ways}
    length_m = np.array([metres[way.number][a:b].sum() for way, a, b in pieces])
    degrees = np.concatenate([way.degrees[a : b + 1] for way, a, b in pieces])
    return RoadRows(
        xy=to_metres(degrees[:, 0], degrees[:, 1]),
        offset=np.concatenate(([0], np.cumsum([b + 1 - a for _way, a, b in pieces]))),
        length_m=length_m,
        forward_kmh=np.array([way.kmh[0] for way, _a, _b in pieces]),
        backward_kmh=np.array([way.kmh[1] for way, _a, _b in pieces]),
        forward_permitted=np.array([way.forward for way, _a, _b in pieces]),
        backward_permitted=np.array([way.backward for way, _a, _b in pieces]),
        road_class=np.array(
            [HIGHWAYS[way.road][0] if way.road in HIGHWAYS else -1 for way, _a, _b in pieces],
            np.int16,
        ),
        number=np.array([way.ref for way, _a, _b in pieces], np.str_),
        is_ferry=np.array([way.road == "ferry" for way, _a, _b in pieces]),
        is_motorway=np.array([way.is_motorway for way, _a, _b in pieces]),
        ferry_s=np.array(
            [
                _crossing_s(way, metres[way.number].sum(), length)
                for (way, _a, _b), length in zip(pieces, length_m, strict=True)
            ]
        ),
        name=np.array([f"way {way.number}" for way, _a, _b in pieces], np.str_),
        report=dict(report),
    )


def _shared_nodes(path: Path, folder: Path) -> Ids:
    """Find the nodes that drivable ways use more than once, sorted.

    Their ids go through a file and are sorted in parts, so that memory does not grow with it.
    """
    target = folder / "nodes"
    used, count = array("q"), 0
    with target.open("wb") as file:
        for way in osmium.FileProcessor(str(path), osmium.osm.WAY).with_filter(ROADS):
            assert isinstance(way, osmium.osm.Way)  # noqa: S101 — nothing else is asked for
            if kind({tag.k: tag.v for tag in way.tags}) is None:
                continue
            used.extend([node.ref for node in way.nodes])
            count += len(way.nodes)
            if len(used) >= IDS_A_STEP:
                used.tofile(file)
                used = array("q")
        used.tofile(file)
    if not count:
        return np.empty(0, np.int64)
    ids = np.memmap(target, np.int64, "r")
    parts = -(-count // IDS_A_STEP)
    found = []
    for part in range(parts):
        steps = (ids[at : at + IDS_A_STEP] for at in range(0, count, IDS_A_STEP))
        some = np.sort(np.concatenate([step[step % parts == part] for step in steps]))
        found.append(np.unique(some[1:][some[1:] == some[:-1]]))
    return np.sort(np.concatenate(found))


def _ways(path: Path, report: Counter[str], kept: str) -> Iterator[_Way]:
    reader = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations(kept)
    for way in reader.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)).with_filter(ROADS):
        assert isinstance(way, osmium.osm.Way)  # noqa: S101 — the filter lets nothing else through
        tags = {tag.k: tag.v for tag in way.tags}
        road = kind(tags)
        if road is None:
            continue
        known = [node for node in way.nodes if node.location.valid()]
        report[MISSING] += len(way.nodes) - len(known)
        if len(known) < 2:
            report[TOO_SHORT] += 1
            continue
        forward, backward = directions(tags)
        if road == "ferry":
            kmh = (nan, nan)
        else:
            *both, unread = speeds_kmh(tags, road)
            kmh = (both[0], both[1])
            report[UNREAD] += unread
        yield _Way(
            number=way.id,
            road=road,
            nodes=np.array([node.ref for node in known], np.int64),
            degrees=np.array([(node.lon, node.lat) for node in known]),
            forward=forward,
            backward=backward,
            kmh=kmh,
            ferry_s=duration_s(tags.get("duration", "")) if road == "ferry" else nan,
            ref=tags.get("ref", "")[:40],
            is_motorway=road == "motorway",
        )


def _crossing_s(way: _Way, whole_m: float, length_m: float) -> float:
    """Give a piece of a ferry its share of the whole crossing, the wait counted once."""
    if way.road != "ferry" or not whole_m:
        return nan
    seconds = way.ferry_s
    if seconds != seconds:
        seconds = whole_m * 3.6 / FERRY_KMH + FERRY_WAIT_S
    return float(seconds * length_m / whole_m)
