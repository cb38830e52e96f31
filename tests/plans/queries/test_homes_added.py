"""Residents of planned homes, summed at the services nearest to them, against a plain count."""

import random
from math import hypot

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from plans.models import HousingProject
from plans.queries.homes_added import FARTHEST_M, add_up, coming_homes, homes_added
from services.models import Category, Offer, ServicePoint
from services.queries.cells import usable_supply

pytestmark = pytest.mark.django_db


@pytest.fixture
def kinds(grocery):
    school = Category.objects.create(slug="school", name_sv="Skola", plural_sv="Skolor", icon="x")
    return [grocery, school]


def place_at(kind, x, y):
    place = ServicePoint.objects.create(
        name=f"{kind.slug} {x}", point=Point(x, y, srid=3006), precision="exact"
    )
    Offer.objects.create(service_point=place, category=kind, confirmed_on=timezone.localdate())
    return place


def homes_at(locality, x, y, low, high, **values):
    point = Point(x, y, srid=3006)
    return HousingProject.objects.create(
        name=f"Hem {x}",
        locality=locality,
        point=point,
        precision="exact",
        dwellings_min=low,
        dwellings_max=high,
        **values,
    )


def test_sums_agree_with_a_plain_count(locality, kinds):
    chance = random.Random(7)

    def anywhere():
        return chance.randint(570_000, 610_000), chance.randint(6_520_000, 6_550_000)

    places = [place_at(kind, *anywhere()) for kind in kinds for _ in range(6)]
    homes = []
    for _ in range(25):
        low = chance.randint(1, 40)
        homes.append(homes_at(locality, *anywhere(), low, low + chance.randint(0, 20)))
    assert len(usable_supply(kinds[0].pk)[0]) == 6
    expected = {}
    for home in homes:
        for kind in kinds:
            own = [one for one in places if one.name.startswith(kind.slug)]
            away = {
                one.pk: hypot(one.point.x - home.point.x, one.point.y - home.point.y) * 1.3
                for one in own
            }
            nearest = min(away, key=away.get)
            if away[nearest] <= FARTHEST_M:
                low, high = expected.get((nearest, kind.pk), (0, 0))
                expected[nearest, kind.pk] = (
                    low + 2 * home.dwellings_min,
                    high + 2 * home.dwellings_max,
                )
    found = add_up(homes, kinds)
    assert {(one.place.pk, one.category.pk): (one.low, one.high) for one in found.rows} == expected
    assert found.uncounted == []


def test_what_is_built_paused_given_up_or_unknown_adds_nothing(locality, kinds):
    place_at(kinds[0], 590_000, 6_530_000)
    for number, values in enumerate(
        (
            {"building_stage": "built"},
            {"plan_stage": "repealed"},
            {"is_paused": True, "pause_reason": "dyrt", "paused_as_of": "2024"},
        )
    ):
        homes_at(locality, 590_000 + number, 6_530_000, 5, 5, **values)
    assert coming_homes() == []
    unknown = homes_at(locality, 590_010, 6_530_000, None, None)
    assert homes_added().uncounted == [unknown]
    assert homes_added().rows == []


def test_pages_show_the_range_and_say_that_it_is_estimated(client, locality, kinds):
    place = place_at(kinds[0], 590_000, 6_530_000)
    homes_at(locality, 591_000, 6_530_000, 10, 15)
    homes_at(locality, 592_000, 6_530_000, 2, 2)
    for path in ("/bostader/", place.get_absolute_url()):
        text = client.get(path).text
        assert "24–34" in text
        assert "uppskatta" in text
    # A home more is counted at once.
    homes_at(locality, 593_000, 6_530_000, 1, 1)
    assert "26–36" in client.get("/bostader/").text
