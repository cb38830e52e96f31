"""Roads as a table: lines merged to one, and turned so that it begins where it is said to."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import GEOSGeometry, LineString, Point
from django.utils.translation import gettext_noop as _

from geo.analysis.alignments import Alignment, string_together
from geo.analysis.costs import Floats
from geo.imports import values as cells
from geo.imports.columns import Column, parsed
from geo.imports.errors import Refused, RowProblem
from geo.imports.located import Placer
from geo.imports.options import Options
from geo.imports.planning import Change, Item, Known, Values, same
from geo.imports.spool import Spool
from geo.models import Dataset, Locality
from geo.tables.living import LivingTable, Progress
from route221.actions.stops import measure_stops
from route221.imports.lines import (
    BY_GDAL,
    FROM_WHERE,
    NO_LINE,
    RoadLines,
    lines_of_drawing,
    lines_of_table,
    place_called,
)
from route221.models import Route
from route221.queries.realignment import moves

FIELDS = ("name", "from_name", "to_name", "is_schematic", "alignment_note")
SAME_M = 0.5
NO_NUMBER = _("Say which number the road has.")
IN_PIECES = _("The lines do not make one road: no way leads from its one end to the other.")
PUT_TOGETHER = _("lines put together")
BRIDGED = _("gaps bridged")
LEFT_OUT = _("metres of line left out: other carriageways, roundabouts, side roads")
MOVED = _("stops that move along the road")


def _short(most: int) -> Any:
    return lambda value: cells.text(value, most)


class Routes(LivingTable):
    """The lines of tourist roads; what a road is called stays as it was corrected by hand."""

    slug = "routes"
    kind = Dataset.Kind.ROUTES
    title = _("A road's line")
    model = Route
    of_dataset = (Route,)
    formats = ("geojson", "gpkg", "gpx")
    positions = ()
    # Whoever gives a road another line says so: the line before can be put back.
    file_wins = True
    columns = (
        Column("number", _("road number"), ("nummer", "vagnummer", "vagnr", "ref"), _short(10)),
        Column("name", _("name"), ("namn", "vagnamn"), _short(120)),
        Column("from_name", _("from"), ("fran",), _short(80)),
        Column("to_name", _("to"), ("till",), _short(80)),
        Column("is_schematic", _("schematic"), ("schematisk",), cells.yes),
        Column("forward", _("permitted along the line"), (), cells.yes),
        Column("backward", _("permitted against the line"), (), cells.yes),
    )

    @staticmethod
    def is_same(name: str, one: Any, other: Any) -> bool:
        """Whether two values are the same; a line that runs the other way is another."""
        if name != "alignment" or not (one and other):
            return same(name, one, other)
        a, b = (shapely.get_point(shapely.from_wkb(line), 0) for line in (one, other))
        return bool(a.distance(b) <= SAME_M) and same(name, one, other)

    def own_source(self, path: Path, options: Options) -> str:
        """A road's next line takes the place of the one before, wherever it comes from."""
        number = str(options.more.get("number") or "")
        route = Route.objects.filter(number=number).select_related("dataset").first()
        return route.dataset.slug if route else f"road-{number}" if number else ""

    def read(
        self, path: Path, options: Options, notes: Counter[str], progress: Progress
    ) -> tuple[Spool[Item], Spool[Change]]:
        number = str(options.more.get("number") or "")
        if Path(options.name or path.name).suffix.lower() in BY_GDAL:
            found = lines_of_drawing(path, number)
        else:
            table = self.open(path, options)
            mapping = self.mapping(table.columns, options)
            placer = Placer(table.crs, options.crs, options.area or settings.PORTAL_AREA, notes)
            every = self.every_column()
            found = lines_of_table(
                table, lambda row: parsed(every, mapping, row.values), placer, number, notes
            )
        if not found:
            raise Refused(NO_LINE)
        items: Spool[Item] = Spool()
        for of, road in found.items():
            try:
                items.append(self._road(of, road, options, notes))
            except RowProblem as problem:
                raise Refused(problem.message, **problem.params) from None
        return items, Spool()

    def _road(self, number: str, road: RoadLines, options: Options, notes: Counter[str]) -> Item:
        own = road.values.get("portal_id")
        if not number:
            raise RowProblem(NO_NUMBER)
        route = Route.objects.filter(number=number).first()
        said = str(options.more.get("begins_at") or "")
        start = place_called(said or ("" if route else str(road.values.get("from_name") or "")))
        if route is None and start is None:
            raise RowProblem(FROM_WHERE)
        line, found = _merged(road, route, start)
        notes[PUT_TOGETHER] += len(found.used)
        notes[BRIDGED] += len(found.gaps)
        notes[LEFT_OUT] += round(found.left_out_m)
        values: Values = {"alignment": line.wkb.hex()}
        schematic = options.more.get("is_schematic") or road.values.get("is_schematic")
        values["is_schematic"] = bool(schematic)
        before = route.alignment.wkb.hex() if route else None
        if not self.is_same("alignment", before, values["alignment"]):
            values["alignment_note"] = (options.title or options.name)[:300]
            if route is not None:
                notes[MOVED] += sum(one.is_noticed for one in moves(route, line).stops)
        values |= _names(number, road, route, start, line, options)
        middle = line.interpolate_normalized(0.5)
        name, xy, ids = values.get("name") or number, (middle.x, middle.y), (f"road:{number}",)
        return Item(road.row, number, name, xy, values, ids, own)

    def looks_for_missing(self, items: Sequence[Item]) -> bool:
        """A file of one road misses no other."""
        return False

    def known(self, keys: Collection[int] | None = None) -> Iterator[Known]:
        rows = Route.objects.all() if keys is None else Route.objects.filter(pk__in=keys)
        for row in rows.iterator(50):
            values: Values = {name: getattr(row, name) for name in FIELDS}
            values |= {"alignment": row.alignment.wkb.hex()}
            yield Known(row.pk, row.name, None, values, (f"road:{row.number}",))

    def add(self, changes: Sequence[Change], dataset: Dataset, by: Any, why: str) -> list[int]:
        keys = []
        for change in changes:
            row = Route(number=change.key, dataset=dataset)
            _write(row, {name: new for name, (_old, new) in change.fields.items()})
            _save(row, by, why)
            measure_stops(route=row)
            keys.append(row.pk)
        return keys

    def change(self, values: dict[int, Values], dataset: Dataset | None, by: Any, why: str) -> None:
        for row in Route.objects.select_for_update().filter(pk__in=values):
            _write(row, values[row.pk])
            if "alignment" in values[row.pk]:
                # What was proposed against the line before has to be looked at again.
                row.version += 1
            _save(row, by, why)
            if "alignment" in values[row.pk]:
                measure_stops(route=row)

    def export(self) -> Iterator[dict[str, Any]]:
        for row in Route.objects.order_by("pk"):
            yield {
                "portal_id": row.pk,
                "number": row.number,
                "name": row.name,
                "from_name": row.from_name,
                "to_name": row.to_name,
                "is_schematic": int(row.is_schematic),
                "geometry": row.alignment,
            }


def _names(
    number: str,
    road: RoadLines,
    route: Route | None,
    start: Locality | None,
    line: LineString,
    options: Options,
) -> Values:
    """Name a new road and its ends; of one that is there only what the file corrects or turns."""
    names = ("name", "from_name", "to_name")
    said = {name: road.values[name] for name in names if road.values.get(name)}
    if route is not None:
        turned = {"from_name": route.to_name, "to_name": route.from_name}
        ends = turned if _is_turned(route, line) else {}
        return ends | (said if road.values.get("portal_id") is not None else {})
    assert start is not None  # noqa: S101 — the caller saw it
    return {
        "name": options.more.get("name") or number,
        "from_name": start.name,
        "to_name": _nearest_name(line[-1]),
    } | said


def _merged(
    road: RoadLines, route: Route | None, start: Locality | None
) -> tuple[LineString, Alignment]:
    ends = _ends(road.lines, route, start)
    try:
        found = string_together(road.lines, *ends, forward=road.forward, backward=road.backward)
    except ValueError:
        raise RowProblem(IN_PIECES) from None
    return LineString(found.xy.tolist(), srid=3006), found


def _ends(
    lines: list[Floats], route: Route | None, start: Locality | None
) -> tuple[Floats, Floats]:
    """Choose where the road begins and ends: at the place, and as far from it as it goes."""
    if route is not None:
        known = np.array([route.alignment.coords[0], route.alignment.coords[-1]])
        if start is not None and start.point is not None:
            away = np.hypot(*(known - (start.point.x, start.point.y)).T)
            known = known if away[0] <= away[1] else known[::-1]
        return known[0], known[1]
    assert start is not None  # noqa: S101 — the caller saw it
    assert start.point is not None  # noqa: S101
    ends = np.array([end for line in lines for end in (line[0], line[-1])])
    first = ends[np.argmin(np.hypot(*(ends - start.point.coords).T))]
    return first, ends[np.argmax(np.hypot(*(ends - first).T))]


def _is_turned(route: Route, line: LineString) -> bool:
    first, begin, end = Point(line[0]), Point(route.alignment[0]), Point(route.alignment[-1])
    return bool(first.distance(end) < first.distance(begin))


def _write(row: Route, values: Values) -> None:
    for name in FIELDS:
        if name in values:
            setattr(row, name, bool(values[name]) if name == "is_schematic" else values[name] or "")
    if "alignment" in values:
        row.alignment = GEOSGeometry(values["alignment"], srid=3006)


def _save(row: Route, by: Any, why: str) -> None:
    row._change_reason, row._history_user = why, by
    row.save()


def _nearest_name(at: tuple[float, float]) -> str:
    point = Point(*at, srid=3006)
    near = Locality.objects.filter(point__isnull=False).annotate(away=Distance("point", point))
    found = near.order_by("away").first()
    return found.name if found else ""
