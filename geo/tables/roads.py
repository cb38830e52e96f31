"""Road networks as a table that is swapped: the national road database, OpenStreetMap."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_noop as _

from geo.actions.roads import copy_links
from geo.analysis.compiling import LARGEST_EXTENT_M
from geo.imports.errors import Refused
from geo.imports.formats import format_of, road_pieces
from geo.imports.options import Options
from geo.imports.planning import ADDED, CHANGED, DISAPPEARED, UNCHANGED, Change
from geo.models import Dataset, RoadLink
from geo.tables.living import Progress
from geo.tables.swapped import MOST_SHOWN, OWN_SOURCE, Loaded, SwappedTable

PUBLISHERS = {"nvdb": "trafikverket", "osm": "osm"}
NOWHERE = _("there is no link to drive on")
TOO_WIDE = _("the links extend over more than 2,000 km")
WITHOUT_SPEED = _("directions without a posted speed")
KILOMETRES = _("kilometres of road")
ATTRIBUTES = (
    "length_m",
    "forward_kmh",
    "backward_kmh",
    "forward_permitted",
    "backward_permitted",
    "road_class",
    "number",
    "is_ferry",
    "is_motorway",
    "ferry_s",
)
LINKS = f"""
SELECT id, alignment, number, length_m, hashtextextended(ST_AsBinary(alignment)::text, 0) AS line,
       hashtextextended(ROW({", ".join(ATTRIBUTES)})::text, 0) AS said
FROM geo_roadlink WHERE dataset_id = %s
"""  # noqa: S608 — names of our own columns
# Links lie one upon another, too: the first of a line in one version is the first in the other.
NUMBERED = "SELECT *, row_number() OVER (PARTITION BY line ORDER BY said) AS nth FROM ({}) AS links"
COMPARE = f"""
CREATE TEMPORARY TABLE road_change ON COMMIT DROP AS
SELECT CASE WHEN old.id IS NULL THEN 'added' WHEN new.id IS NULL THEN 'disappeared'
            ELSE 'changed' END AS kind,
       coalesce(new.line, old.line) AS line, new.id AS new_id, old.id AS old_id
FROM ({NUMBERED.format(LINKS)}) AS new
FULL JOIN ({NUMBERED.format(LINKS)}) AS old USING (line, nth)
WHERE new.said IS DISTINCT FROM old.said
"""  # noqa: S608
SHOW = """
SELECT change.new_id, change.old_id FROM road_change AS change
WHERE change.kind = %s ORDER BY change.line LIMIT %s
"""


class Roads(SwappedTable):
    """A whole network; a file with one row that cannot be right is refused."""

    slug = "roads"
    kind = Dataset.Kind.ROADS
    title = _("Road network")
    model = RoadLink
    columns = ()
    formats = ("gpkg", "osm")

    def filled(self, path: Path, options: Options) -> Options:
        """Say whose data it is where nobody said: each format has one publisher."""
        said = options.publisher or PUBLISHERS[self._format(path, options)]
        return replace(options, publisher=said)

    def is_same_file(self, path: Path, before: Dataset | None, checksum: str) -> bool:
        """Whether this very file is in use already: then it need not be read again."""
        return before is not None and before.checksum == checksum

    def load(
        self, path: Path, options: Options, dataset: Dataset, loaded: Loaded, progress: Progress
    ) -> None:
        """Read in pieces and copy them in, so that memory does not grow with the file."""
        area = options.area or settings.PORTAL_AREA
        low, high = np.full(2, np.inf), np.full(2, -np.inf)
        is_passable, metres = False, 0.0
        for piece in road_pieces(path, self._format(path, options), area):
            if len(piece):
                links = piece.links(settings.FIELD_ROAD_KMH)
                try:
                    lowest, highest = links.check()
                except ValueError as error:
                    raise Refused(str(error)) from error
                low, high = np.minimum(low, lowest), np.maximum(high, highest)
                drivable = np.isfinite(links.forward_s) | np.isfinite(links.backward_s)
                is_passable |= bool(drivable.any())
            copy_links(dataset_id=dataset.pk, rows=piece)
            metres += float(piece.length_m.sum())
            loaded.counts[ADDED] += len(piece)
            loaded.notes.update(piece.report)
            loaded.notes[WITHOUT_SPEED] += piece.without_speed()
            progress("read", loaded.counts[ADDED], 0)
        if not is_passable:
            raise Refused(NOWHERE)
        if (high - low).max() > LARGEST_EXTENT_M:
            raise Refused(TOO_WIDE)
        loaded.notes[KILOMETRES] = round(metres / 1000)
        loaded.notes = +loaded.notes

    def compare(self, new: Dataset, before: Dataset | None, loaded: Loaded) -> None:
        total = loaded.counts.pop(ADDED)
        with connection.cursor() as cursor:
            cursor.execute(COMPARE, [new.pk, before.pk if before else 0])
            cursor.execute("SELECT kind, count(*) FROM road_change GROUP BY kind")
            found = dict(cursor.fetchall())
            loaded.counts |= found
            loaded.counts[UNCHANGED] = total - found.get(ADDED, 0) - found.get(CHANGED, 0)
            for kind in (CHANGED, DISAPPEARED, ADDED):
                cursor.execute(SHOW, [kind, MOST_SHOWN])
                loaded.changes += _shown(kind, cursor.fetchall())
            cursor.execute("DROP TABLE road_change")

    def own_source(self, path: Path, options: Options) -> str:
        return "" if self._format(path, options) == "osm" else super().own_source(path, options)

    def export(self, source: str) -> Iterator[dict[str, Any]]:
        rows = RoadLink.objects.filter(dataset__is_active=True, dataset__slug=source)
        for row in rows.order_by("pk").iterator(2_000):
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
                "ferry_s": row.ferry_s,
                OWN_SOURCE: source,
                "geometry": row.alignment,
            }

    def _format(self, path: Path, options: Options) -> str:
        return str(options.more.get("format") or format_of(Path(options.name or path.name)))


def _shown(kind: str, pairs: list[tuple[int | None, int | None]]) -> Iterator[Change]:
    """Make examples of changes, with their lines for the map."""
    keys = {key for pair in pairs for key in pair if key}
    links = RoadLink.objects.in_bulk(keys)
    for new_id, old_id in pairs:
        new, old = links.get(new_id or 0), links.get(old_id or 0)
        one = new or old
        assert one is not None  # noqa: S101 — each change is of one or two links
        fields = {}
        if new and old:
            both = ((name, getattr(old, name), getattr(new, name)) for name in ATTRIBUTES)
            fields = {name: [before, after] for name, before, after in both if before != after}
        middle = one.alignment.interpolate_normalized(0.5)
        yield Change(
            kind,
            label=f"{one.number or '–'} · {one.length_m:.0f} m",
            fields=fields,
            xy=(middle.x, middle.y),
            shape=one.alignment.wkb.hex(),
        )
