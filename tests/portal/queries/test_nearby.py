"""What else is near a place: the nearest of each kind, and the next of its own."""

import pytest

from portal.queries.places import place_page
from services.models import Offer, ServicePoint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_a_shop_names_the_next_shop():
    place = ServicePoint.objects.get(name="Handlarn Vrena")
    others = Offer.objects.existing().filter(
        category__slug="grocery", service_point__precision__in=["exact", "approximate"]
    )
    by_hand = min(
        (one.service_point for one in others if one.service_point != place),
        key=lambda one: one.point.distance(place.point),
    )
    near = {one.category.slug: one for one in place_page(place).nearby}
    assert near["grocery"].offer.service_point == by_hand
    assert near["grocery"].straight_m == pytest.approx(by_hand.point.distance(place.point))
    assert {"bathing-place", "systembolaget", "systembolaget-agent"} <= set(near)
    assert place not in {one.offer.service_point for one in near.values()}


def test_a_place_known_only_by_its_village_is_near_nothing():
    place = ServicePoint.objects.get(name="Handlarn Vrena")
    place.precision = "locality"
    assert place_page(place).nearby == []
