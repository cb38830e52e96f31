"""Import localities and their population."""

from argparse import ArgumentParser

from geo.management.importing import ImportCommand
from geo.tables.localities import Localities


class Command(ImportCommand):
    help = (
        "Import urban areas, small settlements and villages (CSV, XLSX, GeoJSON, GeoPackage), "
        "one year or several. What was corrected by hand stays."
    )
    table = Localities()

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", type=int, help="of the residents, where no column says it")
        parser.add_argument("--kind", choices=["tatort", "smaort", "village"])
