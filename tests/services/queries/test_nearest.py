"""The nearest known place from any point: along the roads where there are some, else estimated."""

import pytest
from django.contrib.gis.geos import Point
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geo.analysis.access import RoadAccess
from geo.queries.roads import active_key, active_network, network_folder
from services.models import Category, Offer, ServicePoint
from services.queries.nearest import nearest_by_category

pytestmark = pytest.mark.django_db


def ask(x, y):
    return nearest_by_category(Point(x, y, srid=3006), Category.objects.order_by("pk"))


def test_nearest_without_roads_is_estimated(groceries, municipality):
    (near,) = ask(590_000, 6_532_000)
    assert near.offer.service_point == groceries[0]
    assert near.is_estimate
    assert near.road_m == pytest.approx(1300)


def test_nearest_along_the_roads_is_measured(groceries, municipality, roads):
    roads()
    x, y = 594_000, 6_535_800
    (near,) = ask(x, y)
    expected = RoadAccess(active_network()).nearest(
        [(x, y)], [(place.point.x, place.point.y) for place in groceries], 1
    )
    assert not near.is_estimate
    assert near.road_m == near.measured_m == expected.cost[0, 0]
    assert near.offer.service_point == groceries[expected.service[0, 0]]
    assert near.straight_m == pytest.approx(
        near.offer.service_point.point.distance(Point(x, y, srid=3006))
    )


def test_nearest_by_road_is_not_the_nearest_as_the_crow_flies(municipality, grocery, roads):
    roads()
    # Roads run every two kilometres: one place is beside the next road, one farther along this.
    for name, x, y in (("across", 592_900, 6_531_900), ("along", 591_000, 6_534_500)):
        place = ServicePoint.objects.create(
            name=name, point=Point(x, y, srid=3006), precision="exact"
        )
        Offer.objects.create(service_point=place, category=grocery, basis="listed")
    (near,) = ask(591_000, 6_531_900)
    assert near.offer.service_point.name == "along"
    assert near.measured_m == pytest.approx(2600)
    assert near.straight_m == pytest.approx(2600)
    closed = near.offer
    closed.state = "closed"
    closed.save()
    (near,) = ask(591_000, 6_531_900)
    assert near.offer.service_point.name == "across"
    assert near.measured_m == pytest.approx(900 + 2000 + 900 + 100)
    assert near.straight_m == pytest.approx(1900)


def test_category_that_no_road_leads_to_is_estimated(groceries, municipality, roads):
    roads()
    far = Category.objects.create(slug="island", name="Ö")
    place = ServicePoint.objects.create(
        name="Ö", point=Point(550_000, 6_500_000, srid=3006), precision="exact"
    )
    Offer.objects.create(service_point=place, category=far, basis="listed")
    near, island = ask(594_000, 6_535_800)
    assert not near.is_estimate
    assert island.is_estimate
    assert island.offer.service_point == place


def test_answers_follow_a_place_that_moves_and_forget_the_old_ones(groceries, municipality, roads):
    roads()
    (before,) = ask(594_000, 6_535_800)
    place = before.offer.service_point
    place.point = Point(581_000, 6_522_000, srid=3006)
    place.save()
    (after,) = ask(594_000, 6_535_800)
    assert after.offer.service_point != place
    (kept,) = (network_folder(active_key()) / "nearest").iterdir()
    assert len(list(kept.iterdir())) == 1


def test_queries_do_not_grow_with_places(groceries, grocery, municipality, roads):
    roads()
    ask(594_000, 6_535_800)
    with CaptureQueriesContext(connection) as few:
        ask(594_000, 6_535_900)
    for number in range(20):
        place = ServicePoint.objects.create(
            name=str(number), point=Point(590_000 + number, 6_530_000, srid=3006), precision="exact"
        )
        Offer.objects.create(service_point=place, category=grocery, basis="listed")
    ask(594_000, 6_535_800)
    with CaptureQueriesContext(connection) as many:
        ask(594_000, 6_535_900)
    assert len(many) == len(few) <= 9
