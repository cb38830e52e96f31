"""Features and tiles a second: this project beside tipg and pygeoapi, one run, one database.

    DATABASE_URL=… python -m benchmarks.api [--rows 600000] [--seconds 6]

The peers are installed into var/bench/, never into the project's own environment.
"""

import argparse
import gzip
import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg

BENCH = Path("var/bench")
CLIENTS, WORKERS, LIMIT = 8, 2, 1_000
PORTS = {"portal": 8401, "tipg": 8402, "pygeoapi": 8403}
NEEDS = {
    "tipg": ["tipg", "uvicorn"],
    "pygeoapi": ["pygeoapi==0.21.*", "gunicorn", "psycopg2-binary", "sqlalchemy", "geoalchemy2"],
}
HALF_WORLD_M = 20_037_508.342789244
FILL = """
CREATE TABLE bench_large AS
WITH town AS (
    SELECT n, 480000 + random() * 240000 AS x, 6420000 + random() * 240000 AS y,
           600 + 60000 / (n + 8) AS spread_m, 1.0 / (n + 3) AS weight
    FROM generate_series(1, 400) n
), share AS (
    SELECT *, ceil(weight / sum(weight) OVER () * %(rows)s)::int AS points FROM town
)
SELECT row_number() OVER ()::int AS id, 'Plats ' || n || '-' || k AS name,
       (ARRAY['grocery','school','library','fuel','bathing-place'])[1 + k %% 5] AS category,
       'open' AS state, 'a list of places' AS source, 'CC0-1.0' AS licence,
       (random() * 40)::int AS residents, 250 AS size_m, random() AS share,
       ST_SetSRID(ST_MakePoint(
           x + spread_m * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()),
           y + spread_m * sqrt(-2 * ln(1 - random())) * sin(2 * pi() * random())
       ), 3006)::geometry(Point, 3006) AS point
FROM share, generate_series(1, points) k LIMIT %(rows)s
"""


def fill(db: psycopg.Connection, rows: int) -> None:
    """Make both tables, and the copies in degrees that the peers need."""
    with db.cursor() as cursor:
        for name in ("bench_small", "bench_large", "peer_small", "peer_large"):
            cursor.execute(f"DROP TABLE IF EXISTS {name}")
        cursor.execute("SELECT setseed(0.221)")
        cursor.execute(FILL.replace("%%", "%").replace("%(rows)s", str(rows)))
        cursor.execute(
            "ALTER TABLE bench_large ADD web_point geometry(Point, 3857)"
            " GENERATED ALWAYS AS (ST_Transform(point, 3857)) STORED"
        )
        cursor.execute(
            "CREATE TABLE bench_small AS SELECT * FROM bench_large ORDER BY random() LIMIT 20000"
        )
        for name in ("small", "large"):
            cursor.execute(
                f"CREATE TABLE peer_{name} AS SELECT id, name, category, state, source, licence,"
                " residents, size_m, share, ST_Transform(point, 4326)::geometry(Point, 4326)"
                f" AS geom FROM bench_{name} ORDER BY id"
            )
            for table, column in ((f"bench_{name}", "point"), (f"peer_{name}", "geom")):
                cursor.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (id)")
                cursor.execute(f"CREATE INDEX ON {table} USING gist ({column})")
                cursor.execute(f"ANALYZE {table}")
    db.commit()


def busy_tile(db: psycopg.Connection, zoom: int, wanted: int) -> tuple[int, int, int]:
    """Find the tile whose number of points comes nearest to the wanted."""
    side_m = 2 * HALF_WORLD_M / 2**zoom
    row = db.execute(
        f"""
        SELECT floor((ST_X(p) + {HALF_WORLD_M}) / {side_m})::int AS x,
               floor(({HALF_WORLD_M} - ST_Y(p)) / {side_m})::int AS y, count(*)
        FROM (SELECT ST_Transform(point, 3857) AS p FROM bench_large) t
        GROUP BY 1, 2 ORDER BY abs(count(*) - {wanted}) LIMIT 1
        """
    ).fetchone()
    assert row
    return row[0], row[1], row[2]


def python_of(peer: str) -> str:
    """Install a peer into its own environment, once, and return its Python."""
    home = BENCH / peer
    if not (home / "bin/python").exists():
        venv.create(home, with_pip=True)
        subprocess.run([home / "bin/pip", "install", "-q", *NEEDS[peer]], check=True)
    return str((home / "bin/python").absolute())


PYGEOAPI = """
server: {{bind: {{host: 127.0.0.1, port: {port}}}, url: 'http://127.0.0.1:{port}', mimetype: application/json,
  encoding: utf-8, gzip: true, languages: [en-US], limits: {{default_items: 10, max_items: 10000}},
  map: {{url: 'http://localhost/', attribution: none}}}}
logging: {{level: ERROR}}
metadata: {{identification: {{title: b, description: b, keywords: [b], terms_of_service: b, url: 'http://localhost'}},
  license: {{name: b, url: 'http://localhost'}}, provider: {{name: b, url: 'http://localhost'}},
  contact: {{name: b, email: b@localhost}}}}
resources:
  large: {{type: collection, title: b, description: b, keywords: [b],
    links: [{{type: text/html, rel: about, title: b, href: 'http://localhost'}}],
    extents: {{spatial: {{bbox: [-180, -90, 180, 90], crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'}}}},
    providers: [{{type: feature, name: PostgreSQL, id_field: id, table: peer_large, geom_field: geom,
      data: {{host: '{host}', port: {dbport}, dbname: '{name}', user: '{user}', password: '{password}', search_path: [public]}}}}]}}
"""


def commands(url: str) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Return how each server is started: the same number of workers for each."""
    parts = urlsplit(url)
    config = (BENCH / "pygeoapi.yml").absolute()
    config.write_text(
        PYGEOAPI.format(
            port=PORTS["pygeoapi"],
            host=unquote(parts.hostname or ""),
            dbport=parts.port or 5432,
            name=parts.path[1:],
            user=parts.username or "",
            password=parts.password or "",
        )
    )
    document = str(config.with_suffix(".openapi.yml"))
    peer = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": document}
    subprocess.run(
        [
            str(Path(python_of("pygeoapi")).with_name("pygeoapi")),
            "openapi",
            "generate",
            str(config),
            "--output-file",
            document,
        ],
        env=os.environ | peer,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    serve = ["-m", "gunicorn", "-w", str(WORKERS), "-k", "gthread", "--threads", "4", "-b"]
    return {
        "portal": (
            [sys.executable, *serve, f"127.0.0.1:{PORTS['portal']}", "portal.wsgi:application"],
            {"DJANGO_SETTINGS_MODULE": "benchmarks.api_settings"},
        ),
        "tipg": (
            [
                python_of("tipg"),
                "-m",
                "uvicorn",
                "tipg.main:app",
                "--workers",
                str(WORKERS),
                "--port",
                str(PORTS["tipg"]),
                "--log-level",
                "error",
            ],
            {"DATABASE_URL": url},
        ),
        "pygeoapi": (
            [
                python_of("pygeoapi"),
                *serve,
                f"127.0.0.1:{PORTS['pygeoapi']}",
                "pygeoapi.flask_app:APP",
            ],
            peer,
        ),
    }


@contextmanager
def running(name: str, command: list[str], environment: dict[str, str], path: str) -> Iterator[int]:
    """Run one server while it is measured."""
    with (BENCH / f"{name}.log").open("w") as log:
        process = subprocess.Popen(command, env=os.environ | environment, stdout=log, stderr=log)
        try:
            for _ in range(120):
                try:
                    if _get(name, path)[0] < 500:
                        break
                except OSError:
                    pass
                time.sleep(0.5)
            yield process.pid
        finally:
            process.terminate()
            process.wait(20)


def _get(name: str, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, str]:
    connection = http.client.HTTPConnection("127.0.0.1", PORTS[name], timeout=120)
    connection.request(
        "GET", path, headers={"Accept-Encoding": "gzip", "Host": "localhost"} | (headers or {})
    )
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, answer.headers.get("ETag", "")


def measure(
    name: str, path: Callable[[int], str], seconds: float, headers: dict[str, str] | None = None
) -> tuple[float, float, int]:
    """Ask by `CLIENTS` at once; return answers a second, the 95th percentile in ms, and bytes."""
    times: list[float] = []
    size = 0
    end = time.perf_counter() + seconds
    asked = {"Accept-Encoding": "gzip", "Host": "localhost"} | (headers or {})

    def client(number: int) -> None:
        nonlocal size
        connection = http.client.HTTPConnection("127.0.0.1", PORTS[name], timeout=120)
        turn = number
        while time.perf_counter() < end:
            began = time.perf_counter()
            connection.request("GET", path(turn), headers=asked)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status in {200, 204, 304}, (answer.status, body[:300])
            times.append(time.perf_counter() - began)
            size = len(body)
            turn += CLIENTS

    began = time.perf_counter()
    threads = [threading.Thread(target=client, args=[number]) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not times:
        return 0.0, 0.0, 0
    taken = time.perf_counter() - began
    p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
    return len(times) / taken, p95 * 1000, size


def main() -> None:
    """Measure and print one table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=600_000)
    options.add_argument("--seconds", type=float, default=6)
    options.add_argument("--keep", action="store_true", help="keep the tables of the last run")
    given = options.parse_args()
    BENCH.mkdir(parents=True, exist_ok=True)
    url = os.environ["DATABASE_URL"]
    with psycopg.connect(url) as db:
        if not given.keep:
            fill(db, given.rows)
        tiles = {
            zoom: busy_tile(db, zoom, wanted)
            for zoom, wanted in ((6, 10**9), (8, 10**9), (10, 10**9), (12, 7_457), (14, 516))
        }
    last = given.rows - 2 * LIMIT
    items = "/collections/{}/items?limit=1000"
    peers = {"tipg": "/collections/public.peer_large/items", "pygeoapi": "/collections/large/items"}
    starts = commands(url)
    print(f"{'':10}{'what':30}{'a second':>10}{'p95 ms':>9}{'bytes':>10}")

    def show(name: str, what: str, found: tuple[float, float, int]) -> None:
        print(f"{name:10}{what:30}{found[0]:10.1f}{found[1]:9.0f}{found[2]:10d}", flush=True)

    with running("portal", *starts["portal"], "/api/") as pid:
        large = "/api" + items.format("large")
        show("portal", "pages, first", measure("portal", lambda n: large, given.seconds))
        show(
            "portal",
            "pages, anywhere",
            measure("portal", lambda n: f"{large}&after={n * 7919 % last}", given.seconds),
        )
        show(
            "portal",
            "pages, last",
            measure("portal", lambda n: f"{large}&after={last}", given.seconds),
        )
        for zoom, (x, y, points) in tiles.items():
            path = f"/tiles/large/{zoom}/{x}/{y}.mvt"
            _status, body, tag = _get("portal", path)
            plain = len(gzip.decompress(body)) if body[:2] == b"\x1f\x8b" else len(body)
            show(
                "portal",
                f"tile z{zoom} drawn ({points} points)",
                measure_drawn(url, zoom, x, y, given.seconds),
            )
            show(
                "portal",
                f"tile z{zoom} cached, plain {plain}",
                measure("portal", lambda n, p=path: p, given.seconds / 2),
            )
        held = {"If-None-Match": tag}
        show(
            "portal",
            "tile revalidated",
            measure("portal", lambda n, p=path: p, given.seconds, held),
        )
        for form in ("csv", "gpkg"):
            read, taken, memory = stream(f"/api/collections/large/items?f={form}", pid)
            print(
                f"portal    {form} of everything: {read / 1e6:.0f} MB in {taken:.0f} s, memory"
                f" {memory[0]:.0f} MB before, {statistics.median(memory):.0f} median,"
                f" {max(memory):.0f} most",
                flush=True,
            )
    for name, path in peers.items():
        with running(name, *starts[name], f"{path}?limit=1"):
            for what, offset in (("first", 0), ("at 500,000", min(500_000, last))):
                asked = f"{path}?limit={LIMIT}&offset={offset}&f={'geojson' if name == 'tipg' else 'json'}"
                show(name, f"pages, {what}", measure(name, lambda n, p=asked: p, given.seconds))
            if name == "tipg":
                for zoom, (x, y, points) in tiles.items():
                    tile = f"/collections/public.peer_large/tiles/WebMercatorQuad/{zoom}/{x}/{y}"
                    show(
                        name,
                        f"tile z{zoom} ({points} points)",
                        measure(name, lambda n, p=tile: p, given.seconds),
                    )


def memory_of(pid: int) -> float:
    """Return the most memory that any process of a server holds now, in MB."""
    found = subprocess.run(
        ["ps", "-o", "rss=", "--ppid", str(pid)], capture_output=True, text=True, check=True
    )
    return max(map(int, found.stdout.split())) / 1024


def stream(path: str, pid: int) -> tuple[int, float, list[float]]:
    """Read a file of everything; return its lines or bytes, the seconds, and memory by the way."""
    connection = http.client.HTTPConnection("127.0.0.1", PORTS["portal"], timeout=600)
    began, held, size = time.perf_counter(), [memory_of(pid)], 0
    connection.request("GET", path, headers={"Host": "localhost"})
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            held.append(memory_of(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    answer = connection.getresponse()
    while piece := answer.read(1 << 20):
        size += len(piece)
    done.set()
    watcher.join()
    return size, time.perf_counter() - began, held


def measure_drawn(url: str, zoom: int, x: int, y: int, seconds: float) -> tuple[float, float, int]:
    """Measure a tile that no cache holds: by a server that keeps none."""
    name, starts = "uncached", commands_uncached()
    PORTS[name] = 8404
    path = f"/tiles/large/{zoom}/{x}/{y}.mvt"
    with running(name, *starts, "/api/"):
        _get(name, path)
        return measure(name, lambda n: path, seconds)


def commands_uncached() -> tuple[list[str], dict[str, str]]:
    """Return how the portal is started without a cache."""
    serve = ["-m", "gunicorn", "-w", str(WORKERS), "-k", "gthread", "--threads", "4"]
    return (
        [sys.executable, *serve, "-b", "127.0.0.1:8404", "portal.wsgi:application"],
        {"DJANGO_SETTINGS_MODULE": "benchmarks.api_settings", "BENCH_UNCACHED": "1"},
    )


if __name__ == "__main__":
    main()
