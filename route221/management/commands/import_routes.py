"""Import the line of a tourist road."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.imports.errors import UnusableFile
from geo.models import Locality
from route221.actions.import_line import import_line
from route221.errors import NoLine


class Command(BaseCommand):
    help = (
        "Import a road's line: from a file (GeoJSON, GPX, KML, GeoPackage), or, without one, from "
        "the imported road links that carry its number, merged and oriented from the end nearest "
        "--from."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?", metavar="FILE")
        parser.add_argument("--number", required=True, help="of the road, e.g. 221")
        parser.add_argument("--from", dest="start", help="locality where the road begins")
        parser.add_argument("--name", default="", help="of a road that is not there yet")
        parser.add_argument("--publisher", default="")
        parser.add_argument("--licence", default="")
        parser.add_argument("--schematic", action="store_true", help="it is not the road itself")
        parser.add_argument("--dry-run", action="store_true")
        parser.add_argument("--report", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = import_line(
                number=options["number"],
                path=options["file"],
                start=_place(options["start"]),
                name=options["name"],
                publisher=options["publisher"],
                licence=options["licence"],
                is_schematic=options["schematic"],
                dry_run=options["dry_run"],
            )
        except (UnusableFile, NoLine) as error:
            raise CommandError(f"Nothing was imported. {error}") from error
        if options["report"] == "json":
            self.stdout.write(json.dumps(asdict(done) | {"dry_run": options["dry_run"]}, indent=1))
            return
        if done.is_unchanged:
            self.stdout.write(f"road {done.number}: unchanged")
            return
        would = "would be " if options["dry_run"] else ""
        what = "made" if done.is_new else "realigned"
        self.stdout.write(
            f"road {done.number}: {would}{what} from {done.from_name}, {done.length_m / 1000:.1f} "
            f"km out of {done.lines_used} of {done.lines_given} lines, {done.gaps} gaps bridged, "
            f"{done.left_out_m:.0f} m left out, {done.moved_stops} stops moved"
        )


def _place(name: str | None) -> Locality | None:
    if not name:
        return None
    found = Locality.objects.filter(point__isnull=False)
    place = found.filter(slug=name).first() or found.filter(name__iexact=name).first()
    if place is None:
        raise CommandError(f"There is no locality {name} with a known position.")
    return place
