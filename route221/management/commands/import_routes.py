"""Import the line of a tourist road."""

from argparse import ArgumentParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import CommandError

from geo.imports.errors import Refused
from geo.management.importing import ImportCommand
from route221.imports import Routes
from route221.imports.lines import links_as_file


class Command(ImportCommand):
    help = (
        "Import a road's line: from a file (GeoJSON, GPX, KML, GeoPackage), or, without one, from "
        "the imported road links that carry its number, merged and oriented from the end nearest "
        "--from."
    )
    table = Routes()
    is_file_optional = True

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--number", default="", help="of the road, e.g. 221, where no column says it"
        )
        parser.add_argument("--from", dest="start", default="", help="locality where it begins")
        parser.add_argument("--name", default="", help="of a road that is not there yet")
        parser.add_argument("--schematic", action="store_true", help="it is not the road itself")

    def more(self, options: dict[str, Any]) -> dict[str, Any]:
        return {
            "number": options["number"],
            "begins_at": options["start"],
            "name": options["name"],
            "is_schematic": options["schematic"],
        }

    def handle(self, *args: Any, **options: Any) -> None:
        if options["file"] is not None:
            super().handle(*args, **options)
            return
        if not options["number"]:
            raise CommandError("Give a file, or the --number of a road whose links are imported.")
        try:
            links = links_as_file(number=options["number"], begins_at=options["start"])
        except Refused as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        for name in ("title", "publisher", "licence"):
            options[name] = options[name] or getattr(links, name)
        with TemporaryDirectory() as folder:
            path = Path(folder, f"vag-{options['number']}.geojson")
            path.write_bytes(links.content)
            super().handle(*args, **options | {"file": path})
