"""Import a road network."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.actions.roads import import_roads
from geo.imports.errors import UnusableFile


class Command(BaseCommand):
    help = (
        "Import roads from the national road database (GeoPackage) or OpenStreetMap (PBF or XML). "
        "A newer file of the same source replaces its links; all sources form one network."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--format", choices=["nvdb", "osm"])
        parser.add_argument("--area", help="any: take roads outside PORTAL_AREA too")
        parser.add_argument("--source", help="name of the source, where the file's does not tell")
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = import_roads(
                path=options["file"],
                file_format=options["format"],
                area=options["area"],
                source=options["source"],
                dry_run=options["dry_run"],
            )
        except UnusableFile as error:
            raise CommandError(f"Nothing was imported. {options['file'].name}: {error}") from error
        if done.unchanged:
            self.stdout.write(f"{done.slug}: unchanged, this file is in use already")
            return
        would = "would be " if options["dry_run"] else ""
        self.stdout.write(
            f"{done.slug}: {done.added} links {would}added ({done.length_km:.0f} km, "
            f"{done.nodes} nodes), {done.replaced} {would}replaced"
        )
        for what, count in done.counts.items():
            if count:
                self.stdout.write(f"  {what}: {count}")
