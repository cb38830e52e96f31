"""Import population squares."""

from argparse import ArgumentParser
from typing import Any

from geo.management.importing import ImportCommand
from geo.tables.population import Population


class Command(ImportCommand):
    help = (
        "Import population by square (CSV, XLSX, GeoJSON, GeoPackage); the id of a square is its "
        "south-west corner. The squares of the same source are swapped for the new ones."
    )
    table = Population()

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--size", type=int, help="metres, where neither id nor column says it")
        parser.add_argument(
            "--split-ages",
            action="store_true",
            help="share age groups that do not fit evenly; the squares are then estimated",
        )

    def more(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"size_m": options["size"], "split_ages": options["split_ages"]}
