"""A scenario's whole request, from the browser's question to its figures, on roads.

    python -m benchmarks.desk_requests [--national] [--json FILE]

In a scratch database of its own, which is dropped at the end: Gotland's roads tiled (see
benchmarks/analyse.py), 30,000 cells and 100,000 links, or with --national 600,000 cells and 2.5
million links, all of them at home; 25 categories. Two workers of the real server answer Chromium.
What is measured is `fetch` of the scenario question until its JSON is read. Beside it stand the
memory that the workers hold, and how much of the compiled network they share.
"""

import argparse
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

NAME, REPEAT, WORKERS, CATEGORIES = "bench_desk", 9, 2, 25
SOUTH_WEST = (300_000, 6_200_000)
ASK = """async (address) => {
  const begun = performance.now();
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  const answer = await response.json();
  if (!response.ok) throw new Error(JSON.stringify(answer).slice(0, 300));
  return performance.now() - begun;
}"""


def main() -> None:
    """Make the database, fill it, serve it, ask, drop it."""
    asked = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    asked.add_argument("--national", action="store_true")
    asked.add_argument("--tiles", type=int)
    asked.add_argument("--cells", type=int)
    asked.add_argument("--json", type=Path)
    asked.add_argument("--fill", action="store_true", help=argparse.SUPPRESS)
    options = asked.parse_args()
    tiles = options.tiles or (88 if options.national else 4)
    cells = options.cells or (600_000 if options.national else 30_000)
    if options.fill:
        fill_and_run(tiles, cells)
        return
    from portal import cluster

    url = os.environ.get("DATABASE_URL") or cluster.database_url()
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        db.execute(f"CREATE DATABASE {NAME}")
    os.environ["DATABASE_URL"] = urlunsplit(urlsplit(url)._replace(path=f"/{NAME}"))
    folder = None
    try:
        subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], check=True)
        given = ["--tiles", str(tiles), "--cells", str(cells), "--fill"]
        made = subprocess.run(
            [sys.executable, "-m", "benchmarks.desk_requests", *given],
            check=True, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        said = json.loads(made.stdout.splitlines()[-1])
        folder = Path(said.pop("folder"))
        figures = said | serve_and_ask(said.pop("places"), folder)
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        with psycopg.connect(url, autocommit=True) as db:
            db.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
    for label, value in figures.items():
        print(f"  {label:52} {value:12,.1f}")
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")


def fill_and_run(tiles: int, cells: int) -> None:
    """Fill the scratch database, all of it at home, and measure it once."""
    from benchmarks import analyse

    tiled = analyse.links

    def in_sweden(count: int):
        """Lay the tiles where a question's degrees may lie."""
        given = tiled(count)
        given.xy[:] += SOUTH_WEST
        return given

    analyse.links = in_sweden
    folder = analyse.fill(tiles, cells, CATEGORIES)
    from django.conf import settings

    from geo.models import Locality, Municipality, PopulationCell
    from geo.queries.roads import active_network
    from services.actions.coverage import run_coverage
    from services.models import Offer, Standard

    home = Municipality.objects.get(code=settings.HOME_MUNICIPALITY)
    PopulationCell.objects.update(municipality=home)
    Locality.objects.update(municipality=home)
    Standard.objects.update(is_primary=True)
    begun = time.perf_counter()
    run_coverage(metrics=["distance"])
    network = active_network()
    last = f"c{CATEGORIES - 1}"
    places = Offer.objects.filter(category__slug=last).values_list("service_point_id", flat=True)
    point = Offer.objects.filter(category__slug=last).first().service_point.point
    point = point.transform(4326, clone=True)
    said = {
        "links": network.links,
        "cells": PopulationCell.objects.count(),
        "categories": CATEGORIES,
        "coverage run, s": time.perf_counter() - begun,
        "folder": str(folder),
        "places": [last, *places[: REPEAT + 1], round(point.x, 5), round(point.y, 5)],
    }
    print(json.dumps(said))


def serve_and_ask(places: list, folder: Path) -> dict[str, float]:
    """Start the server as in production, ask from a browser, and look at what it holds."""
    from playwright.sync_api import sync_playwright

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://localhost:{port}"
    # Each worker loads what it keeps on its own: without a warm-up both would be asked cold.
    server = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "portal.wsgi", "--bind", f"127.0.0.1:{port}",
            "--workers", str(WORKERS), "--timeout", "900", "--log-level", "error",
        ]
    )  # fmt: skip
    category, *ids, lon, lat = places
    question = f"{base}/api/fraga/scenario"
    try:
        until(f"{base}/healthz")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox"]
            )
            page = browser.new_page()
            page.set_default_timeout(900_000)
            page.goto(f"{base}/api/")
            first = page.evaluate(ASK, f"{question}?c=stang,{ids[0]},{category}")
            for number in range(8 * WORKERS):
                one = ids[number % len(ids)]
                page.evaluate(ASK, f"{question}?c=stang,{one},{category}")
            figures = {"first question of a worker, ms": first}
            for name, make in {
                "close": lambda n: f"stang,{ids[n % len(ids)]},{category}",
                "open": lambda n: f"oppna,{category},{lon},{lat + n * 1e-4:.5f}",
                "move": lambda n: f"flytta,{ids[n % len(ids)]},{lon},{lat + n * 1e-4:.5f}",
            }.items():
                taken = [page.evaluate(ASK, f"{question}?c={make(n)}") for n in range(REPEAT)]
                figures[f"{name}, in the browser, ms (median)"] = statistics.median(taken)
                figures[f"{name}, in the browser, ms (slowest)"] = max(taken)
            browser.close()
        return figures | memory(server.pid, folder)
    finally:
        server.terminate()
        server.wait(30)


def until(address: str) -> None:
    """Wait for the server."""
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=5)  # noqa: S310 — our own address
            return
        except urllib.error.HTTPError:
            return  # it answers, if only that no worker is there
        except OSError:
            time.sleep(0.5)
    raise SystemExit("the server did not start")


def memory(server: int, folder: Path) -> dict[str, float]:
    """Add up what the workers hold: of the network's files, and in all (proportional share)."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    figures = {"network on disk, MB": sum(one.stat().st_size for one in folder.rglob("*")) / 1e6}
    for number, pid in enumerate(children, start=1):
        mapped: dict[str, float] = {}
        whole, inside = 0.0, False
        for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
            if re.match(r"^[0-9a-f]+-[0-9a-f]+ ", line):
                inside = str(folder) in line
            elif found := re.match(
                r"^(Pss|Shared_Clean|Private_Clean|Private_Dirty): +(\d+)", line
            ):
                name, size = found[1], int(found[2]) / 1e3
                whole += size if name == "Pss" else 0
                if inside:
                    mapped[name] = mapped.get(name, 0) + size
        figures[f"worker {number}: in all, MB (proportional)"] = whole
        figures[f"worker {number}: network shared, MB"] = mapped.get("Shared_Clean", 0)
        figures[f"worker {number}: network of its own, MB"] = mapped.get("Private_Dirty", 0)
    return figures


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    main()
