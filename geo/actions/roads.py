"""Take in a road network: match its dataset, plan, and swap it in whole."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import shapely
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify

from geo.analysis.compiling import compile_network
from geo.analysis.parts import small_parts
from geo.compiled import file_key
from geo.imports.errors import UnusableFile
from geo.imports.formats import format_of, read_roads
from geo.imports.roads import RoadRows
from geo.models import Dataset, Import, RoadLink
from geo.signals import dataset_applied

KEPT_VERSIONS = 3
ROWS_A_STEP = 5_000
Progress = Callable[[str, int, int], None]
SOURCES = {
    "nvdb": {
        "publisher": "Trafikverket",
        "licence": "CC0 1.0",
        "licence_url": "https://creativecommons.org/publicdomain/zero/1.0/",
        "attribution": "Trafikverket, NVDB",
    },
    "osm": {
        "publisher": "OpenStreetMap",
        "licence": "ODbL 1.0",
        "licence_url": "https://opendatacommons.org/licenses/odbl/1-0/",
        "attribution": "© OpenStreetMap contributors",
    },
}
COLUMNS = (
    "dataset_id, alignment, length_m, forward_kmh, backward_kmh, forward_permitted, "
    "backward_permitted, road_class, number, is_ferry, is_motorway, ferry_s"
)


@dataclass(frozen=True)
class RoadImport:
    """What an import did or, as a dry run, would do."""

    slug: str
    added: int
    replaced: int
    unchanged: bool
    nodes: int
    length_km: float
    counts: dict[str, int]
    small_parts: list[tuple[int, float, float]]  # nodes, x and y in EPSG:3006


def import_roads(
    *,
    path: Path,
    file_format: str | None = None,
    area: str | None = None,
    source: str | None = None,
    retrieved_on: date | None = None,
    dry_run: bool = False,
    progress: Progress = lambda step, done, total: None,
) -> RoadImport:
    """Import a file of roads as a dataset; it replaces the links of the same source only.

    Raises `UnusableFile` with nothing changed, so that the network in use stays in use.
    """
    progress("read", 0, 0)
    rows = read_roads(path, file_format, area or settings.PORTAL_AREA)
    progress("compile", 0, 0)
    kind = file_format or format_of(path)
    slug = source or source_of(path, kind)
    checksum = file_key(path, kind)
    before = Dataset.objects.filter(slug=slug, is_active=True).first()
    unchanged = before is not None and before.checksum == checksum
    try:
        network = compile_network(rows.links(settings.FIELD_ROAD_KMH))
    except ValueError as error:
        raise UnusableFile(str(error)) from error
    result = RoadImport(
        slug=slug,
        added=0 if unchanged else len(rows),
        replaced=0 if unchanged or before is None else before.road_links.count(),
        unchanged=unchanged,
        nodes=network.nodes,
        length_km=float(rows.length_m.sum() / 1000),
        counts=rows.report | rows.count_defaults(),
        small_parts=[
            (int(count), *place)
            for count, place in zip(*(one.tolist() for one in small_parts(network)), strict=True)
        ],
    )
    if not dry_run and not unchanged:
        with transaction.atomic():
            _apply(rows, slug, kind, checksum, path.name, retrieved_on, progress)
    return result


def source_of(path: Path, kind: str) -> str:
    """Name a file's source: its name without its year, so that the next year's replaces it."""
    stem = re.sub(r"(\.osm)?\.\w+$", "", path.name.lower())
    words = [word for word in re.split(r"[^a-zåäö]+", stem) if word and word != "latest"]
    return slugify("-".join(["roads", *words])) if words else f"roads-{kind}"


def _apply(
    rows: RoadRows,
    slug: str,
    kind: str,
    checksum: str,
    title: str,
    retrieved_on: date | None,
    progress: Progress,
) -> None:
    before = Dataset.objects.filter(slug=slug, is_active=True).first()
    Dataset.objects.filter(slug=slug, is_active=True).update(is_active=False)
    dataset = Dataset.objects.create(
        kind=Dataset.Kind.ROADS,
        slug=slug,
        title=title,
        checksum=checksum,
        retrieved_on=retrieved_on,
        **SOURCES[kind],
    )
    copy_links(dataset_id=dataset.pk, rows=rows, progress=progress)
    Import.objects.create(
        table="roads",
        source=slug,
        file_name=title[:200],
        checksum=checksum,
        state=Import.State.APPLIED,
        applied_at=timezone.now(),
        counts={"added": len(rows)},
        dataset=dataset,
        previous=before,
    )
    versions = Dataset.objects.filter(slug=slug).order_by("-created_at", "-pk")
    for old in versions[KEPT_VERSIONS:]:
        # The dataset stays as a witness of the runs that used it; its links go.
        old.road_links.all().delete()
    transaction.on_commit(lambda: dataset_applied.send(sender=Dataset, dataset=dataset))


def copy_links(
    *,
    dataset_id: int,
    rows: RoadRows,
    progress: Progress = lambda step, done, total: None,
) -> None:
    """Write links with COPY, in the caller's transaction."""
    table = RoadLink._meta.db_table
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({COLUMNS}) FROM STDIN") as copy:
        for done, row in enumerate(_rows(dataset_id, rows), start=1):
            copy.write_row(row)
            if done % ROWS_A_STEP == 0 or done == len(rows):
                progress("write", done, len(rows))


def _rows(dataset_id: int, rows: RoadRows) -> Iterator[tuple[object, ...]]:
    index = np.repeat(np.arange(len(rows)), np.diff(rows.offset))
    lines = shapely.set_srid(shapely.linestrings(rows.xy, indices=index), 3006)
    return zip(
        [dataset_id] * len(rows),
        shapely.to_wkb(lines, hex=True, include_srid=True).tolist(),
        rows.length_m.tolist(),
        _or_none(rows.forward_kmh),
        _or_none(rows.backward_kmh),
        rows.forward_permitted.tolist(),
        rows.backward_permitted.tolist(),
        [None if number < 0 else number for number in rows.road_class.tolist()],
        rows.number.tolist(),
        rows.is_ferry.tolist(),
        rows.is_motorway.tolist(),
        _or_none(rows.ferry_s),
        strict=True,
    )


def _or_none(values: np.ndarray) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]
