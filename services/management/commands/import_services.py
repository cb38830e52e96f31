"""Import service places and what they offer."""

from argparse import ArgumentParser
from typing import Any

from geo.management.importing import ImportCommand
from services.imports.table import Services


class Command(ImportCommand):
    help = (
        "Import service places (CSV, XLSX, GeoJSON, GeoPackage, or OpenStreetMap PBF by the "
        "categories' tags). What was corrected by hand stays; what is no longer in the file is "
        "kept and marked."
    )
    table = Services()

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--category", default="", help="of all rows, where no column says it")
        parser.add_argument(
            "--completeness",
            choices=["complete", "partial", "none", "as-declared"],
            default="",
            help="what the register now knows of these categories; unsaid: partial where nothing",
        )
        parser.add_argument("--leaves-out", default="", help="what the file leaves out")
        parser.add_argument(
            "--municipality", default="", help="code, or all: where the completeness holds"
        )

    def options(self, options: dict[str, Any]) -> Any:
        if not options["publisher"] and options["file"].name.lower().endswith((".pbf", ".osm")):
            options["publisher"] = "osm"
        return super().options(options)

    def more(self, options: dict[str, Any]) -> dict[str, Any]:
        names = ("category", "completeness", "leaves_out", "municipality")
        return {name: options[name] for name in names if options[name]}
