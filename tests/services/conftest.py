"""A municipality with people spread over it, two groceries, and a standard."""

import random
from datetime import date

import pytest
from django.contrib.gis.geos import LineString, Point

from geo.models import Dataset, PopulationCell, RoadLink
from services.models import Completeness, Offer, ServicePoint, Standard

TODAY = date(2026, 11, 24)


@pytest.fixture
def cells(municipality, locality):
    source = Dataset.objects.create(
        kind="population", slug="cells", title="Rutor", publisher="Test", is_estimate=True
    )
    chance = random.Random(221)
    return PopulationCell.objects.bulk_create(
        PopulationCell(
            dataset=source,
            grid_id=str(number),
            size_m=250,
            point=Point(
                594_664 + chance.uniform(-15_000, 15_000),
                6_530_508 + chance.uniform(-9_000, 15_000),
                srid=3006,
            ),
            municipality=municipality,
            locality=locality if number % 3 else None,
            residents=chance.uniform(0, 20),
        )
        for number in range(200)
    )


@pytest.fixture
def groceries(grocery):
    places = []
    for x, y in ((590_000, 6_531_000), (600_000, 6_540_000)):
        place = ServicePoint.objects.create(
            name=f"Butik {x}", point=Point(x, y, srid=3006), precision="exact"
        )
        Offer.objects.create(
            service_point=place, category=grocery, basis="listed", confirmed_on=date(2025, 12, 1)
        )
        places.append(place)
    return places


@pytest.fixture
def standard(grocery):
    Completeness.objects.create(
        category=grocery, level="complete", source="Test", stated_on=date(2026, 1, 1)
    )
    return Standard.objects.create(
        slug="grocery-10-km",
        name_sv="Dagligvaror inom 10 km",
        category=grocery,
        threshold=10_000,
        target_share=0.9,
        origin_sv="Test",
        is_primary=True,
    )


@pytest.fixture
def roads(tmp_path, settings):
    """Lay a grid of roads over the test municipality."""
    settings.NETWORK_DIR = tmp_path / "networks"

    def laid(x=579_000, y=6_521_000, cells=16, step=2000):
        source = Dataset.objects.create(kind="roads", slug=f"roads-{x}", title="Vägar")
        ends = [
            ((x + i * step, y + j * step), (x + i * step + dx, y + j * step + dy))
            for i in range(cells)
            for j in range(cells)
            for dx, dy in ((step, 0), (0, step))
        ]
        RoadLink.objects.bulk_create(
            RoadLink(
                dataset=source,
                alignment=LineString(*line, srid=3006),
                length_m=step,
                forward_kmh=70,
                backward_kmh=70,
                forward_permitted=True,
                backward_permitted=True,
                is_ferry=False,
                is_motorway=False,
            )
            for line in ends
        )
        return source

    return laid
