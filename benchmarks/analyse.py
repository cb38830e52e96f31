"""A whole coverage run at national scale: `manage analyse`, written to PostGIS.

    python -m benchmarks.analyse [--tiles 100] [--cells 600000] [--categories 20]

In a scratch database of its own, which is dropped at the end. Everything in it is made up but the
roads: Gotland's, tiled (see benchmarks/access.py), compiled beforehand and laid where the portal
looks for them; the database holds one link in each municipality, so that it has roads. People live
within some hundred metres of a road; a category has one to twenty places in each tile.
"""

import argparse
import io
import json
import os
import resource
import shutil
import subprocess
import sys
import time
from urllib.parse import urlsplit, urlunsplit

import numpy as np
import psycopg

from benchmarks.access import links

NAME = "bench_analyse"
TODAY = "2026-11-24"


def main() -> None:
    """Make the database, fill it, measure in a process of its own, drop it."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--tiles", type=int, default=100)
    parser.add_argument("--cells", type=int, default=600_000)
    parser.add_argument("--categories", type=int, default=20)
    parser.add_argument("--measure", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        measure()
        return
    from portal import cluster

    url = os.environ.get("DATABASE_URL") or cluster.database_url()
    scratch = urlunsplit(urlsplit(url)._replace(path=f"/{NAME}"))
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(f"DROP DATABASE IF EXISTS {NAME}")
        db.execute(f"CREATE DATABASE {NAME}")
    os.environ["DATABASE_URL"] = scratch
    folder = None
    try:
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], check=True)
        folder = fill(options.tiles, options.cells, options.categories)
        subprocess.run([sys.executable, "-m", "benchmarks.analyse", "--measure"], check=True)
    finally:
        from django.db import connections

        connections.close_all()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        with psycopg.connect(url, autocommit=True) as db:
            db.execute(f"DROP DATABASE IF EXISTS {NAME}")


def fill(tiles: int, cells: int, categories: int):
    """Make up municipalities, people and services; return the folder of the compiled network."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon
    from django.db import connection

    from geo.analysis.compiling import compile_network
    from geo.compiled import key_of, save
    from geo.models import Dataset, Locality, Municipality, RoadLink
    from services.models import Category, Completeness, Offer, ServicePoint, Standard

    given = links(tiles)
    per_tile = len(given) // tiles
    chance = np.random.default_rng(221)
    sources = {
        kind: Dataset.objects.create(kind=kind, slug=kind, title=kind, checksum="made up")
        for kind in ("roads", "population", "services", "boundaries")
    }
    roads = sources["roads"]
    named = [(roads.pk, roads.checksum, roads.created_at.isoformat())]
    folder = settings.NETWORK_DIR / key_of(named, settings.FIELD_ROAD_KMH)
    save(compile_network(given), folder)

    def near(tile: int, count: int) -> np.ndarray:
        first, last = given.offset[[tile * per_tile, (tile + 1) * per_tile]]
        xy = given.xy[chance.integers(first, last, count)]
        return xy + chance.normal(0, 300, xy.shape)

    municipalities, localities = [], []
    for tile in range(tiles):
        first, last = given.offset[[tile * per_tile, (tile + 1) * per_tile]]
        low, high = given.xy[first:last].min(axis=0), given.xy[first:last].max(axis=0)
        code = settings.HOME_MUNICIPALITY if tile == 0 else f"{9000 + tile}"
        square = MultiPolygon(Polygon.from_bbox((*low, *high)), srid=3006)
        municipalities.append(
            Municipality(
                code=code, name=code, county="", boundary=square, dataset=sources["boundaries"]
            )
        )
    Municipality.objects.bulk_create(municipalities)
    for municipality in municipalities:
        localities += [
            Locality(
                name=f"{municipality.code} {number}", slug=f"{municipality.code}-{number}",
                kind="tatort", municipality=municipality, precision="none",
            )
            for number in range(20)
        ]  # fmt: skip
    Locality.objects.bulk_create(localities)
    RoadLink.objects.bulk_create(
        RoadLink(
            dataset=roads, length_m=1, forward_permitted=True, backward_permitted=True,
            is_ferry=False, is_motorway=False,
            alignment=LineString(*given.xy[given.offset[tile * per_tile] :][:2].tolist(), srid=3006),
        )
        for tile in range(tiles)
    )  # fmt: skip
    columns = (
        "dataset_id, grid_id, size_m, point, municipality_id, locality_id, residents,"
        " residents_0_15, residents_16_64, residents_65_plus, residents_80_plus, is_estimate"
    )
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY geo_populationcell ({columns}) FROM STDIN") as copy,
    ):
        for tile, municipality in enumerate(municipalities):
            for number, (x, y) in enumerate(near(tile, cells // tiles).tolist()):
                locality = localities[tile * 20 + number % 20] if number % 4 else None
                shares = chance.uniform(0, 20, 4).tolist()
                shares[3] = shares[2] / 3
                copy.write_row((
                    sources["population"].pk, f"{tile}-{number}", 250, f"SRID=3006;POINT({x} {y})",
                    municipality.pk, locality and locality.pk, sum(shares[:3]), *shares, False,
                ))  # fmt: skip
    for number in range(categories):
        category = Category.objects.create(slug=f"c{number}", name=f"c{number}", plural="")
        places = [
            ServicePoint(name="", point=Point(*xy, srid=3006), precision="exact")
            for tile in range(tiles)
            for xy in near(tile, 1 + number % 20)
        ]
        ServicePoint.objects.bulk_create(places)
        Offer.objects.bulk_create(
            Offer(service_point=place, category=category, basis="listed", confirmed_on=TODAY)
            for place in places
        )
        Completeness.objects.create(
            category=category, level="complete", source="made up", stated_on=TODAY
        )
        Standard.objects.create(
            slug=f"c{number}", name=f"c{number}", category=category, threshold=10_000,
            target_share=0.9, origin="made up",
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return folder


def measure() -> None:
    """Run the command as an operator would, and print what it took."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from services.models import CoverageRun

    begun, processor = time.perf_counter(), time.process_time()
    call_command("analyse", stdout=io.StringIO())
    run = CoverageRun.objects.get()
    with connection.cursor() as cursor:
        table = f"services_coveragecost_run_{run.pk}"
        cursor.execute(f"SELECT count(*) FROM {table}")
        (rows,) = cursor.fetchone()
        cursor.execute(f"SELECT pg_table_size('{table}'), pg_indexes_size('{table}')")
        table_b, index_b = cursor.fetchone()
    print(
        json.dumps(
            {
                "whole_s": round(time.perf_counter() - begun, 1),
                "run_s": round((run.finished_at - run.started_at).total_seconds(), 1),
                "python_processor_s": round(time.process_time() - processor, 1),
                "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
                "rows": rows,
                "table_mb": round(table_b / 1e6),
                "index_mb": round(index_b / 1e6),
                "report": {k: v for k, v in run.report.items() if k != "categories"},
            }
        )
    )


if __name__ == "__main__":
    if not os.environ.get("DJANGO_SETTINGS_MODULE"):
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
    main()
