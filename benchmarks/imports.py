"""Taking files in: an OSM extract beside osm2pgsql, 600,000 population squares, and the memory.

    python -m benchmarks.imports EXTRACT.osm.pbf [--cells 600000] [--links 400000] [--places 40000]

Squares, links and places are imported at a quarter of their number and whole, places from each kind
of file. What is told is the
most memory of the process's own (RssAnon): pages of files that are mapped can go at any time.

Both readers of the extract start warm, the start of their process apart: osm2pgsql's is what its
--version takes. Databases are made for the run and dropped at the end; what is in them is made up.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit, urlunsplit

import psycopg

SCRATCH = "bench_imports"
SIDE = 1_000
PLACE = ("id", "namn", "kategori", "x", "y", "telefon", "adress", "oppettider")


Part = Callable[[argparse.Namespace, str], None]


def main() -> None:
    """Measure each part in a process of its own, and print the ratios."""
    parts: dict[str, Part] = {
        "osm2pgsql": beside_osm2pgsql,
        "squares": squares,
        "links": links,
        "ways": ways,
    } | {f"places-{ending}": places_of(ending) for ending in WRITERS}
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("extract", type=Path)
    parser.add_argument("--cells", type=int, default=600_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--links", type=int, default=400_000)
    parser.add_argument("--places", type=int, default=40_000)
    parser.add_argument("--only", choices=list(parts))
    parser.add_argument("--part", choices=["read", "fill", "take"])
    parser.add_argument("--table", choices=["population", "roads", "services"])
    parser.add_argument("--file", type=Path)
    arguments = parser.parse_args()
    if arguments.part:
        {"read": read, "fill": fill, "take": take}[arguments.part](arguments)
        return
    from portal import cluster

    url = os.environ.get("DATABASE_URL") or cluster.database_url()
    scratch = urlunsplit(urlsplit(url)._replace(path=f"/{SCRATCH}"))
    with psycopg.connect(url, autocommit=True) as server:
        for part in [parts[arguments.only]] if arguments.only else parts.values():
            server.execute(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")
            server.execute(f"CREATE DATABASE {SCRATCH}")
            try:
                if part is not beside_osm2pgsql:
                    child(arguments, scratch, "fill")
                part(arguments, scratch)
            finally:
                server.execute(f"DROP DATABASE IF EXISTS {SCRATCH} WITH (FORCE)")


def child(arguments: argparse.Namespace, url: str, part: str, **more: object) -> dict[str, float]:
    """Run one part in its own process and read what it measured."""
    command = [sys.executable, "-m", "benchmarks.imports", str(arguments.extract), "--part", part]
    for name, value in more.items():
        command += [f"--{name}", str(value)]
    done = subprocess.run(
        command, env=os.environ | {"DATABASE_URL": url}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])


def beside_osm2pgsql(arguments: argparse.Namespace, url: str) -> None:
    """Read the extract and let osm2pgsql load it."""
    if shutil.which("osm2pgsql") is None:
        sys.exit("osm2pgsql is not installed: apt-get install osm2pgsql")
    with psycopg.connect(url, autocommit=True) as database:
        database.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    peer = ["osm2pgsql", "--create", "--slim", "--drop", "-d", SCRATCH, "-U", parts.username or ""]
    peer += ["-H", query.get("host", [parts.hostname or "localhost"])[0], str(arguments.extract)]
    theirs, ours = [], []
    for _ in range(arguments.repeat):
        begun = timed(["osm2pgsql", "--version"])
        theirs.append(timed(peer) - begun)
        ours.append(child(arguments, url, "read"))
    best = min(theirs)
    roads, places = (min(one[name] for one in ours) for name in ("roads_s", "places_s"))
    size = arguments.extract.stat().st_size / 1e6
    print(f"{arguments.extract.name}, {size:.1f} MB, best of {arguments.repeat}")
    print(f"{'osm2pgsql (reads and writes)':<40}{best:8.2f} s   1.00")
    print(f"{'reading the roads':<40}{roads:8.2f} s   {roads / best:.2f}")
    print(f"{'reading the service places':<40}{places:8.2f} s   {places / best:.2f}")
    print(f"{'roads and places':<40}{roads + places:8.2f} s   {(roads + places) / best:.2f}")


def squares(arguments: argparse.Namespace, url: str) -> None:
    """Import population squares."""
    at_two_sizes(arguments, url, "population", "squares", arguments.cells, write_squares, "csv")


def links(arguments: argparse.Namespace, url: str) -> None:
    """Import links as the national road database gives them."""
    at_two_sizes(
        arguments, url, "roads", "links (GeoPackage)", arguments.links, write_links, "gpkg"
    )


def ways(arguments: argparse.Namespace, url: str) -> None:
    """Import links as OpenStreetMap gives them."""
    at_two_sizes(arguments, url, "roads", "ways (PBF)", arguments.links, write_ways, "osm.pbf")


def places_of(ending: str) -> Part:
    """Import service places from a list in one format, or from OpenStreetMap."""
    write = WRITERS[ending]

    def part(arguments: argparse.Namespace, url: str) -> None:
        name = f"places ({ending})"
        at_two_sizes(arguments, url, "services", name, arguments.places, write, ending)

    return part


def at_two_sizes(
    arguments: argparse.Namespace,
    url: str,
    table: str,
    name: str,
    most: int,
    write: Callable[[Path, int], None],
    ending: str,
) -> None:
    """Import a quarter and all of the rows, and compare time and memory."""
    with tempfile.TemporaryDirectory() as folder:
        for count in (most // 4, most):
            path = Path(folder) / f"made_{count}.{ending}"
            write(path, count)
            done = child(arguments, url, "take", file=path, table=table)
            print(
                f"{count:>9,} {name:<20}{path.stat().st_size / 1e6:7.1f} MB"
                f"{done['seconds']:9.1f} s   {count / done['seconds']:8,.0f} a second"
                f"   memory {done['peak_mb']:5.0f} MB ({done['grown_mb']:+.0f} since the start)"
            )


def timed(command: list[str]) -> float:
    """Run a command and tell its seconds."""
    begun = time.perf_counter()
    subprocess.run(command, capture_output=True, check=True)
    return time.perf_counter() - begun


def write_squares(path: Path, count: int) -> None:
    """Write a file as SCB's, over all of the country, with its five-year ages."""
    ages = [f"ald{low}_{low + 5}" for low in range(0, 100, 5)] + ["ald100w"]
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(["rutid_scb", "rutstorl", "beftotalt", *ages]) + "\n")
        wide = 775
        for number in range(count):
            x, y = 210_000 + number % wide * SIDE, 6_110_000 + number // wide * SIDE
            row = ",".join(str((number + age) % 7) for age in range(len(ages)))
            file.write(f"{x:06d}{y:07d},{SIDE},{60 + number % 50},{row}\n")


def write_links(path: Path, count: int) -> None:
    """Write a grid of streets of 100 m with a bend."""
    import numpy as np
    import pyogrio
    import shapely

    wide = 1_000
    for first in range(0, count, 50_000):
        number = np.arange(first, min(first + 50_000, count))
        x, y = 300_000 + number % wide * 100.0, 6_200_000 + number // wide * 100.0
        corners = np.stack([(x, y), (x + 50, y + 10), (x + 100, y)]).transpose(2, 0, 1)
        speed, none = np.full(len(number), 70.0), np.zeros(len(number), np.int64)
        pyogrio.raw.write(
            path,
            geometry=shapely.to_wkb(shapely.linestrings(corners)),
            field_data=[np.full(len(number), 102.0), speed, speed, none + 5, none, none, none],
            fields=[
                "extlen",
                "f_hogst_225",
                "b_hogst_225",
                "klass_181",
                "farjeled",
                "f_forbjudenfardriktning",
                "b_forbjudenfardriktning",
            ],
            geometry_type="LineString",
            crs="EPSG:3006",
            layer="roads",
            append=first > 0,
        )


def write_ways(path: Path, count: int) -> None:
    """Write ways of three nodes, each meeting the next in its row."""
    import osmium

    wide = 1_000
    with osmium.SimpleWriter(str(path)) as writer:
        for number in range(count * 2 + 1):
            lon, lat = 13 + number % (2 * wide) * 0.001, 57 + number // (2 * wide) * 0.002
            place = osmium.osm.mutable.Node(id=number + 1, location=(lon, lat), version=1)
            writer.add_node(place)
        for number in range(count):
            nodes = [2 * number + 1, 2 * number + 2, 2 * number + 3]
            tags = {"highway": "residential", "maxspeed": "50"}
            writer.add_way(osmium.osm.mutable.Way(id=number + 1, nodes=nodes, tags=tags, version=1))


def made_places(count: int) -> Iterator[tuple[str, str, str, int, int, str, str, str]]:
    """Make up places with an id, a position and hours, in metres."""
    for number in range(count):
        x, y = 300_000 + number % 300 * 1_700, 6_200_000 + number // 300 * 2_300
        told = f"0157-{number:06d}", f"Storgatan {number}", "Mo-Fr 09:00-18:00"
        yield str(number), f"Affären {number}", "grocery", x, y, *told


def write_places(path: Path, count: int) -> None:
    """Write a list of places as text."""
    with path.open("w", encoding="utf-8") as file:
        file.write(";".join(PLACE) + "\n")
        for row in made_places(count):
            file.write(";".join(map(str, row)) + "\n")


def write_places_workbook(path: Path, count: int) -> None:
    """Write a list of places as a workbook."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(PLACE)
    for row in made_places(count):
        sheet.append(row)
    book.save(path)


def write_places_geopackage(path: Path, count: int) -> None:
    """Write a list of places as points."""
    import numpy as np
    import pyogrio
    import shapely

    rows = list(made_places(count))
    names = [name for name in PLACE if name not in {"x", "y"}]
    pyogrio.raw.write(
        path,
        geometry=shapely.to_wkb(shapely.points([row[3:5] for row in rows])),
        field_data=[np.array([row[PLACE.index(n)] for row in rows], object) for n in names],
        fields=names,
        geometry_type="Point",
        crs="EPSG:3006",
        layer="places",
    )


def write_places_of_osm(path: Path, count: int) -> None:
    """Write places as tagged points of OpenStreetMap."""
    import osmium
    from pyproj import Transformer

    degrees = Transformer.from_crs("EPSG:3006", "EPSG:4326", always_xy=True)
    with osmium.SimpleWriter(str(path)) as writer:
        for number, name, _category, x, y, phone, street, hours in made_places(count):
            tags = {"shop": "supermarket", "name": name, "phone": phone}
            tags |= {"addr:street": street, "opening_hours": hours}
            at, key = degrees.transform(x, y), int(number) + 1
            node = osmium.osm.mutable.Node(id=key, location=at, tags=tags, version=1)
            writer.add_node(node)


WRITERS = {
    "csv": write_places,
    "xlsx": write_places_workbook,
    "gpkg": write_places_geopackage,
    "osm.pbf": write_places_of_osm,
}


def read(arguments: argparse.Namespace) -> None:
    """Read the extract as the importers do, once to warm up and once measured."""
    setup()
    from collections import Counter

    from geo.actions.imports import quiet
    from geo.imports.formats import read_roads
    from geo.imports.options import Options
    from portal.demo.files import rows
    from services.imports.osm import read_places
    from services.models import Category

    categories = [
        Category(slug=row["slug"], name=row["name_sv"], osm_tags=row["osm_tags"].split(";"))
        for row in rows("categories")
        if row["osm_tags"]
    ]
    options = Options(area="any")
    measured = {}
    for _ in range(2):
        begun = time.perf_counter()
        read_roads(arguments.extract)
        measured["roads_s"] = time.perf_counter() - begun
        begun = time.perf_counter()
        read_places(arguments.extract, options, categories, Counter(), quiet)
        measured["places_s"] = time.perf_counter() - begun
    print(json.dumps(measured))


def fill(arguments: argparse.Namespace) -> None:
    """Make the tables, a grid of municipalities and 2,000 localities."""
    setup()
    from django.contrib.gis.geos import MultiPolygon, Point, Polygon
    from django.core.management import call_command

    from geo.models import Dataset, Locality, Municipality
    from services.models import Category

    call_command("migrate", verbosity=0, interactive=False)
    dataset = Dataset.objects.create(kind="boundaries", slug="b", title="b", publisher="b")
    places = []
    for number in range(290):
        west, south = 200_000 + number % 17 * 50_000, 6_100_000 + number // 17 * 95_000
        area = MultiPolygon(Polygon.from_bbox((west, south, west + 50_000, south + 95_000)))
        area.srid = 3006
        one = Municipality.objects.create(
            code=f"{number:04d}", name=f"M{number}", county="", boundary=area, dataset=dataset
        )
        places += [
            Locality(
                name=f"L{number}-{k}",
                slug=f"l{number}-{k}",
                kind="tatort",
                municipality=one,
                precision="exact",
                point=Point(west + 5_000 + k * 6_000, south + 9_000 + k * 11_000, srid=3006),
            )
            for k in range(7)
        ]
    Locality.objects.bulk_create(places)
    Category.objects.create(
        slug="grocery",
        name_sv="Dagligvaror",
        plural_sv="Dagligvaror",
        osm_tags=["shop=supermarket"],
    )
    print("{}")


def take(arguments: argparse.Namespace) -> None:
    """Import a file, and tell time and the most memory."""
    setup()
    from geo.actions.imports import take_in
    from geo.imports.options import Options
    from portal.imports import table_of

    table = table_of(arguments.table)
    before = anonymous_mb()
    begun, worked = time.perf_counter(), time.process_time()
    with Watched() as watched:
        outcome = take_in(
            table=table,
            path=arguments.file,
            source=f"{arguments.table}-{arguments.file.name.partition('.')[0]}".replace("_", "-"),
            options=Options(name=arguments.file.name),
        )
    seconds, worked = time.perf_counter() - begun, time.process_time() - worked
    assert outcome.counts["rejected"] == 0, list(outcome.changes)[:3]
    assert outcome.counts["added"], outcome.counts
    told = {"seconds": seconds, "worked_s": worked}
    told |= {"peak_mb": watched.most, "grown_mb": watched.most - before}
    print(json.dumps(told))


class Watched:
    """Looks at the memory of this process all the while."""

    def __enter__(self) -> "Watched":
        self.most, self._ended = 0.0, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._ended.wait(0.02):
            self.most = max(self.most, anonymous_mb())


def anonymous_mb() -> float:
    """Tell the memory that is this process's own."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("RssAnon:")[2].split()[0]) / 1024


def setup() -> None:
    """Start Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()


if __name__ == "__main__":
    main()
