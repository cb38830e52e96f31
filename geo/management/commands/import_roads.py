"""Import a road network."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings

from geo.analysis.compiling import compile_network
from geo.analysis.network import SMALLEST_PART
from geo.analysis.parts import small_parts
from geo.imports.formats import FORMATS, read_roads
from geo.management.importing import ImportCommand
from geo.tables.roads import Roads

NAMED = 5


class Command(ImportCommand):
    help = (
        "Import roads from the national road database (GeoPackage) or OpenStreetMap (PBF or XML). "
        "A newer file of the same source replaces its links; all sources form one network."
    )
    table = Roads()

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--format", choices=FORMATS, help="where the file's name does not tell")
        parser.add_argument(
            "--parts",
            action="store_true",
            help="compile the file's network, too, and name the parts that nobody can join",
        )

    def more(self, options: dict[str, Any]) -> dict[str, Any]:
        return {"format": options["format"] or ""}

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options["parts"]:
            self._name_small_parts(
                options["file"],
                options["format"],
                options["area"] or "",
                options["report"] == "json",
            )

    def _name_small_parts(self, path: Path, kind: str | None, area: str, as_json: bool) -> None:
        rows = read_roads(path, kind, area or settings.PORTAL_AREA)
        network = compile_network(rows.links(settings.FIELD_ROAD_KMH))
        counts, places = small_parts(network)
        named = ", ".join(
            f"{n} at {x:.0f} {y:.0f}"
            for n, (x, y) in zip(counts[:NAMED].tolist(), places[:NAMED].tolist(), strict=True)
        )
        more = f", and {len(counts) - NAMED} more" if len(counts) > NAMED else ""
        # A report for programs stays JSON.
        out = self.stderr if as_json else self.stdout
        out.write(
            f"  {network.nodes} nodes; parts of fewer than {SMALLEST_PART}, which nobody joins "
            f"unless a service lies there: {len(counts)}"
            + (f" (nodes, EPSG:3006: {named}{more})" if named else "")
        )
