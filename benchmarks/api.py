"""Features and tiles a second: this project beside tipg and pygeoapi, one run, one database.

    python -m benchmarks.api [--rows 600000] [--seconds 2] [--rounds 3]

In a scratch database of its own beside the portal's (or that of DATABASE_URL), dropped at the end. The
peers are installed into var/bench/, never into the project's own environment. All servers run at once and
are asked in turn, round by round, so that a busy moment touches all of them. *portal* keeps no answer;
*kept* is the same with its cache, as in production.
"""

import argparse
import http.client
import os
import statistics
import subprocess
import sys
import threading
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

import psycopg

from portal import cluster

BENCH = Path("var/bench")
CLIENTS, WORKERS, LIMIT = 8, 2, 1_000
PORTS = {"portal": 8401, "tipg": 8402, "pygeoapi": 8403, "kept": 8404}
NAME = "bench_api"
SMALL = 20_000
MOST_PAGE = 10_000
# The points that a tile should hold, by zoom; the busiest there is below.
WANTED = {6: 10**9, 8: 10**9, 10: 10**9, 12: 7_457, 14: 516}
FIRST = {
    "portal": "/api/",
    "kept": "/api/",
    "tipg": "/collections/public.peer_large/items?limit=1",
    "pygeoapi": "/collections/large/items?limit=1",
}
NEEDS = {
    "tipg": ["tipg", "uvicorn"],
    "pygeoapi": ["pygeoapi==0.21.*", "gunicorn", "psycopg2-binary", "sqlalchemy", "geoalchemy2"],
}
HALF_WORLD_M = 20_037_508.342789244
FILL = """
CREATE TABLE bench_large AS
WITH town AS (
    SELECT n, 480000 + random() * 240000 AS x, 6420000 + random() * 240000 AS y,
           600 + 36000 / (n + 8) AS spread_m, 1.0 / (n + 3) AS weight
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
            f"CREATE TABLE bench_small AS SELECT * FROM bench_large ORDER BY random() LIMIT {SMALL}"
        )
        for name in ("small", "large"):
            cursor.execute(
                f"CREATE TABLE peer_{name} AS SELECT id, name, category, state, source, licence,"
                " residents, size_m, share, ST_Transform(point, 4326)::geometry(Point, 4326)"
                f" AS geom FROM bench_{name} ORDER BY id"
            )
            columns = {f"bench_{name}": ("point", "web_point"), f"peer_{name}": ("geom",)}
            for table, indexed in columns.items():
                cursor.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (id)")
                for column in indexed:
                    cursor.execute(f"CREATE INDEX ON {table} USING gist ({column})")
                cursor.execute(f"ANALYZE {table}")
            cursor.execute(
                f"CREATE TRIGGER geo_written AFTER INSERT OR UPDATE OR DELETE ON bench_{name}"
                " FOR EACH STATEMENT EXECUTE FUNCTION geo_table_written()"
            )
    db.commit()


def busy_tile(db: psycopg.Connection, size: str, zoom: int, wanted: int) -> tuple[int, int, int]:
    """Find the tile whose number of points comes nearest to the wanted."""
    side_m = 2 * HALF_WORLD_M / 2**zoom
    row = db.execute(
        f"""
        SELECT floor((ST_X(p) + {HALF_WORLD_M}) / {side_m})::int AS x,
               floor(({HALF_WORLD_M} - ST_Y(p)) / {side_m})::int AS y, count(*)
        FROM (SELECT ST_Transform(point, 3857) AS p FROM bench_{size}) t
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
{resources}
"""
RESOURCE = """
  {size}: {{type: collection, title: b, description: b, keywords: [b],
    links: [{{type: text/html, rel: about, title: b, href: 'http://localhost'}}],
    extents: {{spatial: {{bbox: [-180, -90, 180, 90], crs: 'http://www.opengis.net/def/crs/OGC/1.3/CRS84'}}}},
    providers: [{{type: feature, name: PostgreSQL, id_field: id, table: peer_{size}, geom_field: geom,
      data: {{host: '{host}', port: {dbport}, dbname: '{name}', user: '{user}', password: '{password}', search_path: [public]}}}}]}}

"""


def commands(url: str) -> dict[str, tuple[list[str], dict[str, str]]]:
    """Return how each server is started: the same number of workers for each."""
    parts = urlsplit(url)
    # A socket's folder stands in the query, where tipg does not look.
    host = unquote(parts.hostname or "") or parse_qs(parts.query)["host"][0]
    port = parts.port or 5432
    who = f"{parts.username}:{parts.password}" if parts.password else parts.username
    config = (BENCH / "pygeoapi.yml").absolute()
    config.write_text(
        PYGEOAPI.format(
            port=PORTS["pygeoapi"],
            resources="".join(
                RESOURCE.format(
                    size=size,
                    host=host,
                    dbport=port,
                    name=parts.path[1:],
                    user=parts.username or "",
                    password=parts.password or "",
                )
                for size in ("large", "small")
            ),
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
    own = {"DJANGO_SETTINGS_MODULE": "benchmarks.api_settings"}
    return {
        name: (
            [sys.executable, *serve, f"127.0.0.1:{PORTS[name]}", "portal.wsgi:application"],
            own | {"BENCH_KEEPS": "1" if name == "kept" else ""},
        )
        for name in ("portal", "kept")
    } | {
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
            {"DATABASE_URL": f"postgresql://{who}@{quote(host, safe='')}:{port}{parts.path}"},
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
            else:
                raise SystemExit(f"{name} did not start; see {log.name}")
            if process.poll() is not None:
                raise SystemExit(f"something else answers for {name}; see {log.name}")
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


@dataclass
class Measured:
    """What one server gave: answers, the seconds they took, each one's time, bytes of the last."""

    taken_s: float = 0.0
    times: list[float] = field(default_factory=list)
    size: int = 0

    @property
    def a_second(self) -> float:
        return len(self.times) / self.taken_s if self.times else 0.0

    @property
    def p95_ms(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1] * 1000 if len(self.times) > 1 else 0.0


def measure(
    found: Measured,
    name: str,
    path: Callable[[int], str],
    seconds: float,
    headers: dict[str, str] | None = None,
) -> None:
    """Ask by `CLIENTS` at once, and add what came to what was measured before."""
    end = time.perf_counter() + seconds
    asked = {"Accept-Encoding": "gzip", "Host": "localhost"} | (headers or {})
    before = len(found.times)

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORTS[name], timeout=120)
        turn = number + before
        while time.perf_counter() < end:
            began = time.perf_counter()
            connection.request("GET", path(turn), headers=asked)
            answer = connection.getresponse()
            body = answer.read()
            assert answer.status in {200, 204, 304}, (name, answer.status, body[:300])
            found.times.append(time.perf_counter() - began)
            found.size = len(body)
            turn += CLIENTS
        connection.close()

    began = time.perf_counter()
    threads = [threading.Thread(target=client, args=[number]) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found.taken_s += time.perf_counter() - began


@dataclass(frozen=True)
class Asked:
    """One question, and where each server answers it."""

    what: str
    paths: dict[str, Callable[[int], str]]
    headers: dict[str, str] | None = None


def questions(tiles: dict[str, dict[int, tuple[int, int, int]]], rows: int) -> list[Asked]:
    """Return what is asked: pages and drawn tiles of every server, kept answers of the portal."""
    asked = []
    for size, count in (("large", rows), ("small", SMALL)):
        ours, last = f"/api/collections/{size}/items?limit={LIMIT}", count - 2 * LIMIT
        tipg = f"/collections/public.peer_{size}/items?f=geojson&limit={LIMIT}&offset="
        pygeoapi = f"/collections/{size}/items?f=json&limit={LIMIT}&offset="
        far = min(500_000, last)
        asked += [
            Asked(
                f"{size}: first page",
                {"portal": at(ours), "tipg": at(f"{tipg}0"), "pygeoapi": at(f"{pygeoapi}0")},
            ),
            Asked(
                f"{size}: page at {far}",
                {
                    "portal": at(f"{ours}&after={far}"),
                    "tipg": at(f"{tipg}{far}"),
                    "pygeoapi": at(f"{pygeoapi}{far}"),
                },
            ),
            Asked(f"{size}: last page", {"portal": at(f"{ours}&after={last}")}),
            Asked(
                f"{size}: pages anywhere",
                {"portal": lambda n, o=ours, m=last: f"{o}&after={n * 7919 % m}"},
            ),
            Asked(f"{size}: first page, kept", {"kept": at(ours)}),
        ]
        for zoom, (x, y, points) in tiles[size].items():
            own = f"/tiles/{size}/{zoom}/{x}/{y}.mvt"
            peer = f"/collections/public.peer_{size}/tiles/WebMercatorQuad/{zoom}/{x}/{y}"
            what = f"{size}: tile z{zoom} of {points} points"
            asked += [
                Asked(what, {"portal": at(own), "tipg": at(peer)}),
                Asked(f"{what}, kept", {"kept": at(own)}),
            ]
    tag = _get("kept", own)[2]
    return [*asked, Asked("tile revalidated", {"kept": at(own)}, {"If-None-Match": tag})]


def at(path: str) -> Callable[[int], str]:
    """Ask the same address every time."""
    return lambda _: path


def main() -> None:
    """Measure in a scratch database, and print one table."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=600_000)
    options.add_argument("--seconds", type=float, default=2, help="for each server in each round")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--keep", action="store_true", help="use and leave the scratch database")
    given = options.parse_args()
    BENCH.mkdir(parents=True, exist_ok=True)
    own = os.environ.get("DATABASE_URL") or cluster.database_url()
    url = urlunsplit(urlsplit(own)._replace(path=f"/{NAME}"))
    os.environ["DATABASE_URL"] = url
    with psycopg.connect(own, autocommit=True) as db:
        is_there = db.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if is_there and not given.keep:
            db.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
        if not is_there or not given.keep:
            db.execute(f"CREATE DATABASE {NAME}")
            subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], check=True)
            with psycopg.connect(url) as made:
                fill(made, given.rows)
    try:
        run(url, given)
    finally:
        if not given.keep:
            with psycopg.connect(own, autocommit=True) as db:
                db.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def run(url: str, given: argparse.Namespace) -> None:
    """Start every server, and ask each question of each of them in turn, round by round."""
    with psycopg.connect(url) as db:
        tiles = {
            size: {zoom: busy_tile(db, size, zoom, wanted) for zoom, wanted in WANTED.items()}
            for size in ("large", "small")
        }
    with ExitStack() as running_servers:
        pids = {
            name: running_servers.enter_context(running(name, *start, FIRST[name]))
            for name, start in commands(url).items()
        }
        print(f"load average before: {os.getloadavg()[0]:.1f}")
        heading = ("what", "portal/s", "p95 ms", "bytes", "tipg/s", "×", "pygeoapi/s", "×")
        print("{:44}{:>9}{:>8}{:>8}{:>9}{:>7}{:>11}{:>7}".format(*heading), flush=True)
        for asked in questions(tiles, given.rows):
            found = {name: Measured() for name in asked.paths}
            for name, path in asked.paths.items():  # counts, pyramids, connections: once
                measure(Measured(), name, path, 0.5, asked.headers)
            for _ in range(given.rounds):
                for name, path in asked.paths.items():
                    measure(found[name], name, path, given.seconds, asked.headers)
            show(asked.what, found)
        for form in ("csv", "gpkg", f"json&limit={MOST_PAGE}"):
            stream_and_show(form, pids["portal"])
        print(f"load average after: {os.getloadavg()[0]:.1f}")


def show(what: str, found: dict[str, Measured]) -> None:
    """Print a row: the portal, and how many times as much as each peer it gives."""
    ours = found.get("portal") or found["kept"]
    row = f"{what:44}{ours.a_second:9.1f}{ours.p95_ms:8.0f}{ours.size:8d}"
    for peer, width in (("tipg", 9), ("pygeoapi", 11)):
        if peer in found:
            theirs = found[peer].a_second
            row += f"{theirs:{width}.1f}{ours.a_second / theirs if theirs else 0:7.1f}"
    print(row, flush=True)


def stream_and_show(form: str, pid: int) -> None:
    """Read everything in one form, and print the memory that took."""
    read, taken, memory = stream(f"/api/collections/large/items?f={form}", pid)
    print(
        f"{form} of the large table: {read / 1e6:.0f} MB in {taken:.0f} s, memory"
        f" {memory[0]:.0f} MB before, {statistics.median(memory):.0f} median,"
        f" {max(memory):.0f} most",
        flush=True,
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


if __name__ == "__main__":
    main()
