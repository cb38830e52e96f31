"""Points with names, as comma-separated values: who needs a service, and where there is one."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.imports.coordinates import to_metres
from geo.imports.errors import UnusableFile


@dataclass(frozen=True)
class NamedPoints:
    """n points: `name` as in the file, `xy` (n, 2) EPSG:3006, and the other columns as text."""

    name: list[str]
    xy: NDArray[np.float64]
    other: dict[str, list[str]]


def read_points(path: Path, needed: Sequence[str] = ()) -> NamedPoints:
    """Read ``id,lon,lat`` and further columns.

    Raises
    ------
    UnusableFile
        If it is not UTF-8 text, lacks a column, or a row has no id or no position on Earth.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file)
            wanted = ("id", "lon", "lat", *needed)
            missing = [name for name in wanted if name not in (reader.fieldnames or ())]
            if missing:
                raise UnusableFile(f"{path.name} has no column {', '.join(missing)}")
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise UnusableFile(f"{path.name} is not comma-separated text in UTF-8") from error
    degrees = np.array([_degrees(row, number) for number, row in enumerate(rows, start=2)])
    degrees = degrees.reshape(-1, 2)
    return NamedPoints(
        name=[row["id"] for row in rows],
        xy=to_metres(degrees[:, 0], degrees[:, 1]),
        other={name: [row[name] or "" for row in rows] for name in needed},
    )


def _degrees(row: dict[str, str], number: int) -> tuple[float, float]:
    if not row["id"]:
        raise UnusableFile("the id is empty", number)
    try:
        lon, lat = float(row["lon"]), float(row["lat"])
    except (TypeError, ValueError):
        raise UnusableFile("lon and lat are not both numbers", number) from None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise UnusableFile(f"({lon:g}, {lat:g}) is no longitude and latitude", number)
    return lon, lat
