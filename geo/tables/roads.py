"""Road networks as a table that is swapped: the national road database, OpenStreetMap."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _

from geo.actions.roads import copy_links
from geo.analysis.compiling import compile_network
from geo.imports.errors import UnusableFile
from geo.imports.formats import format_of, read_roads
from geo.imports.options import Options
from geo.imports.planning import ADDED, UNCHANGED
from geo.models import Dataset, RoadLink
from geo.tables.living import Progress
from geo.tables.swapped import Loaded, SwappedTable

REPLACED = _("links of the version before, replaced")


class Roads(SwappedTable):
    """A whole network; a file with one row that cannot be right is refused."""

    slug = "roads"
    kind = Dataset.Kind.ROADS
    title = _("Road network")
    columns = ()
    formats = ("gpkg", "osm")

    def load(
        self, path: Path, options: Options, dataset: Dataset, loaded: Loaded, progress: Progress
    ) -> None:
        progress("read", 0, 0)
        kind = format_of(Path(options.name or path.name))
        rows = read_roads(path, kind, options.area or settings.PORTAL_AREA)
        try:
            compile_network(rows.links(settings.FIELD_ROAD_KMH))
        except ValueError as error:
            raise UnusableFile(str(error)) from error
        progress("write", 0, 0)
        copy_links(dataset_id=dataset.pk, rows=rows)
        loaded.notes.update({name: n for name, n in rows.report.items() if n})
        loaded.counts[ADDED] = len(rows)

    def compare(self, new: Dataset, before: Dataset | None, loaded: Loaded) -> None:
        if before is None:
            return
        if before.checksum == new.checksum:
            loaded.counts[UNCHANGED] = loaded.counts.pop(ADDED)
        else:
            loaded.notes[REPLACED] = before.road_links.count()

    def drop(self, dataset: Dataset) -> None:
        RoadLink.objects.filter(dataset=dataset)._raw_delete("default")

    def export(self) -> Iterator[dict[str, Any]]:
        rows = RoadLink.objects.filter(dataset__is_active=True).order_by("pk")
        for row in rows.iterator(2_000):
            yield {
                "length_m": row.length_m,
                "forward_kmh": row.forward_kmh,
                "backward_kmh": row.backward_kmh,
                "road_class": row.road_class,
                "forward_prohibited": int(not row.forward_permitted),
                "backward_prohibited": int(not row.backward_permitted),
                "is_ferry": int(row.is_ferry),
                "is_motorway": int(row.is_motorway),
                "number": row.number,
                "geometry": row.alignment,
            }
