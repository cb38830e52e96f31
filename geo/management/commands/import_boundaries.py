"""Import boundaries of municipalities, districts or DeSO."""

from argparse import ArgumentParser
from typing import Any

from geo.actions.imports import AnyTable
from geo.management.importing import ImportCommand
from geo.tables.boundaries import Areas, Municipalities


class Command(ImportCommand):
    help = "Import boundaries (GeoPackage, GeoJSON): of municipalities, districts or DeSO."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--kind", choices=["municipality", "district", "deso"], default="municipality"
        )

    def table_for(self, options: dict[str, Any]) -> AnyTable:
        if options["kind"] == "municipality":
            options["kind"] = ""
            return Municipalities()
        return Areas()
