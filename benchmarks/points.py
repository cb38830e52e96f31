"""20,000 made-up service places in the portal's own database, and their going again."""

import random

from django.contrib.gis.geos import Point
from django.db import connection

from geo.models import Dataset
from services.models import Category, Offer, ServicePoint

POINTS = 20_000
SLUG = "benchmark-points"
EXTENT = (572_000, 6_520_000, 625_000, 6_575_000)


def coordinates() -> list[tuple[float, float]]:
    """Return the points as settlements have them: in clusters, the same every time."""
    chance = random.Random(221)  # noqa: S311 - no secret is made of it
    west, south, east, north = EXTENT
    middles = [(chance.uniform(west, east), chance.uniform(south, north)) for _ in range(120)]
    return [
        (x + chance.gauss(0, 1_500), y + chance.gauss(0, 1_500))
        for x, y in (chance.choice(middles) for _ in range(POINTS))
    ]


def fill() -> None:
    """Write the places with one offer each; run ``clear`` afterwards."""
    clear()
    dataset = Dataset.objects.create(
        kind="services", slug=SLUG, title="Benchmark", publisher="Benchmark", licence="CC0-1.0"
    )
    places = ServicePoint.objects.bulk_create(
        [
            ServicePoint(
                name=f"Plats {number:05}",
                point=Point(*at, srid=3006),
                precision="exact",
                dataset=dataset,
                is_example=True,
            )
            for number, at in enumerate(coordinates())
        ],
        batch_size=2_000,
    )
    kinds = list(Category.objects.filter(children__isnull=True))
    Offer.objects.bulk_create(
        [
            Offer(service_point=place, category=kinds[number % len(kinds)], dataset=dataset)
            for number, place in enumerate(places)
        ],
        batch_size=2_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE services_servicepoint, services_offer")
    print(f"{len(places):,} places written")


def clear() -> None:
    """Take the places away again, all at once: signals for each row would take minutes."""
    with connection.cursor() as cursor:
        for table in ("services_offer", "services_servicepoint"):
            cursor.execute(
                f"DELETE FROM {table} WHERE dataset_id IN"
                " (SELECT id FROM geo_dataset WHERE slug = %s)",
                [SLUG],
            )
        cursor.execute("DELETE FROM geo_dataset WHERE slug = %s", [SLUG])
