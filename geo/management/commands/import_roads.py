"""Import a road network."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from geo.actions.roads import RoadImport, import_roads
from geo.analysis.network import SMALLEST_PART
from geo.imports.errors import UnusableFile
from geo.management.importing import ShowsProgress

NAMED = 5


class Command(ShowsProgress):
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
                progress=self.show_progress,
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
        self._name_small_parts(done)

    def _name_small_parts(self, done: RoadImport) -> None:
        if not done.small_parts:
            return
        named = ", ".join(f"{n} at {x:.0f} {y:.0f}" for n, x, y in done.small_parts[:NAMED])
        more = f", and {len(done.small_parts) - NAMED} more" if done.small_parts[NAMED:] else ""
        self.stdout.write(
            f"  parts of fewer than {SMALLEST_PART} nodes, which nobody joins unless a service lies"
            f" there: {len(done.small_parts)} (nodes, EPSG:3006: {named}{more})"
        )
