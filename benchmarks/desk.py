"""The planner's desk at scale: the matrix, a scenario's change, and the service plan.

    python benchmarks/desk.py [--national] [--json FILE]

Matrix and service plan: on a database of their own, made and dropped here, with a municipality of 300
localities and 25 categories, asked through Django's test client as a server would answer. Scenario:
the engine on a network (Gotland's roads tiled, or a generated one), 25 categories, what one closing,
opening or move costs from the request's arrival to its figures; beside it, measuring the category anew.
"""

import argparse
import json
import os
import sys
import time
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
REPEAT = 7


def best(work, repeat=REPEAT):
    """Run several times; return the median of the wall clock, in milliseconds."""
    taken = []
    for _ in range(repeat):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1000)
    return float(np.median(taken))


def scenario(cells: int, tiles: int, services: int, areas: int = 40, standards: int = 25) -> dict:
    """Measure one change of one category, and its figures by area, as a scenario does."""
    from benchmarks.access import links
    from geo.analysis.changes import changed_coverage
    from geo.analysis.compiling import compile_network
    from geo.analysis.coverage import coverage
    from geo.analysis.joining import join, open_parts
    from geo.analysis.whatif import Present

    begun = time.perf_counter()
    network = compile_network(links(tiles))
    compiled_s = time.perf_counter() - begun
    chance = np.random.default_rng(221)
    nodes = network.nodes_xy()
    xy = nodes[chance.choice(len(nodes), cells)] + chance.uniform(-200, 200, (cells, 2))
    residents = chance.uniform(0, 30, cells)
    # Areas lie in strips, as localities lie apart: a change touches some of them.
    area = np.minimum((np.argsort(np.argsort(xy[:, 0])) * areas // cells), areas - 1)
    supply = nodes[chance.choice(len(nodes), services, replace=False)]
    parts = open_parts(network, supply)
    joins = join(network, xy, parts)
    measured = np.ones(cells, bool)

    def anew():
        return Present.of("distance", xy, supply, measured, network, parts, joins)

    begun = time.perf_counter()
    today = anew()
    first_s = time.perf_counter() - begun

    def change(**changes):
        nearest, rows = today.changed(**changes)
        changed_coverage(rows, nearest.cost[:, 0], residents, area, areas, 10_000.0)

    def again():
        coverage(anew().nearest.cost[:, 0], residents, area, areas, 10_000.0)

    middle = tuple(np.median(xy, axis=0))
    change(closed=[0])
    figures = {
        "links": network.links,
        "cells": cells,
        "services of the category": services,
        "categories kept in memory": standards,
        "compile (once, then mapped), s": compiled_s,
        "first search of a category, s": first_s,
        "close, ms": best(lambda: change(closed=[services // 2])),
        "open, ms": best(lambda: change(opened_xy=[middle])),
        "move, ms": best(lambda: change(moved=[(services // 2, middle)])),
        "measure the category anew, ms": best(again, 3),
    }
    figures["anew / slowest change"] = figures["measure the category anew, ms"] / max(
        figures[one] for one in ("close, ms", "open, ms", "move, ms")
    )
    return figures


def pages() -> dict:
    """Measure the matrix of 300 localities and 25 categories, a scenario and a service plan."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment, teardown_test_environment
    from django.urls import reverse

    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    setup_test_environment()
    # Never the database that is being worked with, nor the tests' own.
    connection.settings_dict["TEST"]["NAME"] = "desk_benchmark"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        world()
        from services.actions.coverage import run_coverage

        run_coverage(metrics=["distance"])
        client = Client()
        address = reverse("desk")

        def ask(url):
            response = client.get(url)
            assert response.status_code == 200, response.status_code

        begun = time.perf_counter()
        ask(address)
        first_ms = (time.perf_counter() - begun) * 1000
        closing = reverse("question-scenario") + f"?c=stang,{first_place()},kategori-3"
        ask(closing)
        return {
            "matrix 300 x 25, first after a run, ms": first_ms,
            "matrix 300 x 25, ms": best(lambda: ask(address)),
            "matrix 300 x 25 sorted with its plot, ms": best(
                lambda: ask(f"{address}?sortera=kategori-3")
            ),
            "scenario question, whole answer, ms": best(lambda: ask(closing)),
            "service plan PDF, s": plan_s(),
        }
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)
        teardown_test_environment()


def first_place() -> int:
    """Return a place of the third category."""
    from services.models import Offer

    return Offer.objects.filter(category__slug="kategori-3").first().service_point_id


def world() -> None:
    """Make one municipality with 300 localities, 30,000 cells, 25 categories of 40 places."""
    from datetime import date

    from django.conf import settings
    from django.contrib.gis.geos import MultiPolygon, Point, Polygon
    from django.utils import timezone

    from geo.models import Dataset, Locality, Municipality, PopulationCell
    from services.models import Category, Completeness, Offer, ServicePoint, Standard

    chance = np.random.default_rng(221)
    x0, y0, side = 560_000, 6_500_000, 100_000
    source = Dataset.objects.create(kind="population", slug="rutor", title="Rutor", publisher="-")
    corners = [(x0, y0), (x0 + side, y0), (x0 + side, y0 + side), (x0, y0 + side), (x0, y0)]
    home = Municipality.objects.create(
        code=settings.HOME_MUNICIPALITY,
        name="Prov",
        county="Prov",
        boundary=MultiPolygon(Polygon(corners), srid=3006),
        dataset=source,
    )
    middles = chance.uniform((x0, y0), (x0 + side, y0 + side), (300, 2))
    places = [
        Locality.objects.create(
            name=f"Ort {n:03}",
            kind="tatort",
            municipality=home,
            point=Point(*xy, srid=3006),
            precision="exact",
        )
        for n, xy in enumerate(middles.tolist())
    ]
    PopulationCell.objects.bulk_create(
        [
            PopulationCell(
                dataset=source,
                grid_id=str(n),
                size_m=250,
                point=Point(*(middles[n % 300] + chance.normal(0, 1500, 2)).tolist(), srid=3006),
                municipality=home,
                locality=places[n % 300],
                residents=float(chance.uniform(0, 20)),
            )
            for n in range(30_000)
        ],
        batch_size=5_000,
    )
    today = timezone.localdate()
    for n in range(25):
        category = Category.objects.create(
            slug=f"kategori-{n}", name_sv=f"kategori {n}", plural_sv=f"Kategori {n}"
        )
        Completeness.objects.create(
            category=category, level="complete", source="Prov", stated_on=date(2026, 1, 1)
        )
        Standard.objects.create(
            slug=f"norm-{n}", name_sv=f"Kategori {n} inom 10 km", category=category,
            threshold=10_000, target_share=0.9, origin_sv="Prov", is_primary=True,
        )  # fmt: skip
        for number in range(40):
            x, y = chance.uniform((x0, y0), (x0 + side, y0 + side)).tolist()
            place = ServicePoint.objects.create(
                name=f"Plats {n}-{number}", point=Point(x, y, srid=3006), precision="exact",
                municipality=home,
            )  # fmt: skip
            Offer.objects.create(
                service_point=place, category=category, basis="listed", confirmed_on=today
            )


def plan_s() -> float:
    """Write the service plan of the municipality as PDF."""
    from geo.models import Municipality
    from plans.actions.service_plans import ask_for_paper, begin_service_plan
    from portal.actions.papers import write_paper

    plan = begin_service_plan(municipality=Municipality.objects.get(), year=2026)
    paper = ask_for_paper(plan=plan, kind="pdf", language="sv", by=None)
    begun = time.perf_counter()
    assert write_paper(paper_id=paper.pk)
    return time.perf_counter() - begun


def main() -> None:
    """Print the figures of one run."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--national", action="store_true")
    asked.add_argument("--no-pages", action="store_true")
    asked.add_argument("--json", type=Path)
    options = asked.parse_args()
    found = {"municipal": scenario(30_000, 4, 40)}
    if options.national:
        found["national"] = scenario(600_000, 88, 2_000, areas=2_000)
    if not options.no_pages:
        found["pages"] = pages()
    for name, figures in found.items():
        print(name)
        for label, value in figures.items():
            print(f"  {label:45} {value:12,.1f}")
    if options.json:
        options.json.write_text(json.dumps(found, indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
