"""Answer, without a database, what the nearest services cost along a road network."""

import csv
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from geo.analysis.joining import Joins, join, open_parts
from geo.analysis.labels import Labels
from geo.analysis.links import Links
from geo.analysis.network import Network
from geo.compiled import file_key, load_or_compile
from geo.imports.errors import UnusableFile
from geo.imports.points import NamedPoints, read_points

HEADER = ("id", "category", "rank", "service_id", "cost", "join_m")


class Command(BaseCommand):
    help = (
        "Find the k nearest services of each category for each demand point: metres, or seconds "
        "with --metric time. DEMAND: id,lon,lat[,residents]; SERVICES: id,lon,lat,category."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("roads", type=Path, metavar="ROADS")
        parser.add_argument("demand", type=Path, metavar="DEMAND.csv")
        parser.add_argument("services", type=Path, metavar="SERVICES.csv")
        parser.add_argument("--out", type=Path, required=True, metavar="OUT.csv")
        parser.add_argument("--metric", choices=["distance", "time"], default="distance")
        parser.add_argument("--k", type=int, default=2)
        parser.add_argument("--format", choices=["nvdb", "osm"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["k"] < 1:
            raise CommandError("--k must be at least 1")
        try:
            demand = read_points(options["demand"])
            services = read_points(options["services"], ["category"])
            network = _network(options["roads"], options["format"])
        except (UnusableFile, OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        parts = open_parts(network, services.xy)
        demand_joins, service_joins = (
            join(network, demand.xy, parts),
            join(network, services.xy, parts),
        )
        rows = 0
        with options["out"].open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEADER)
            for category, chosen in _by_category(services).items():
                labels = Labels.spread(
                    network, service_joins[chosen], options["metric"], options["k"]
                )
                names = [services.name[row] for row in chosen]
                for row in _answers(category, demand, names, labels, demand_joins):
                    writer.writerow(row)
                    rows += 1
        self._tell("demand points", demand, demand_joins)
        self._tell("services", services, service_joins)
        self.stdout.write(f"{rows} rows in {options['out']}")

    def _tell(self, what: str, points: NamedPoints, joins: Joins) -> None:
        lost = np.flatnonzero(joins.link < 0)
        if len(lost):
            names = ", ".join(points.name[row] for row in lost[:20])
            more = f" and {len(lost) - 20} more" if len(lost) > 20 else ""
            self.stderr.write(
                f"{len(lost)} of {len(points.name)} {what} joined nowhere: {names}{more}"
            )


def _network(path: Path, file_format: str | None) -> Network:
    if not path.is_file():
        raise UnusableFile(f"there is no file {path}")
    key = file_key(path, file_format, settings.FIELD_ROAD_KMH)

    def read() -> Links:
        # The readers' libraries are slow to load; a compiled network needs none of them.
        from geo.imports.formats import read_roads

        return read_roads(path, file_format).links(settings.FIELD_ROAD_KMH)

    return load_or_compile(settings.NETWORK_DIR, key, read)


def _by_category(services: NamedPoints) -> dict[str, np.ndarray]:
    """Rows of each category, each service once."""
    found: dict[str, dict[str, int]] = {}
    for row, category in enumerate(services.other["category"]):
        found.setdefault(category, {}).setdefault(services.name[row], row)
    return {category: np.array(list(rows.values())) for category, rows in found.items()}


def _answers(
    category: str, demand: NamedPoints, names: list[str], labels: Labels, joins: Joins
) -> Any:
    near = labels.at(joins)
    for name, costs, services, join_m in zip(
        demand.name,
        near.cost.tolist(),
        near.service.tolist(),
        near.join_m.tolist(),
        strict=True,
    ):
        straight = "" if join_m != join_m else f"{join_m:.3f}"
        if services[0] < 0:
            yield name, category, 1, "", "", straight
            continue
        for rank, (cost, service) in enumerate(zip(costs, services, strict=True), start=1):
            if service >= 0:
                yield name, category, rank, names[service], f"{cost:.3f}", straight
