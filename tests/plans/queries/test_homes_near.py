"""What planned homes lie near: only where it is known well enough where they are."""

import pytest
from django.contrib.gis.geos import Point

from plans.models import HousingProject
from plans.queries.living import services_near
from services.models import Offer, ServicePoint


@pytest.mark.parametrize(("precision", "is_near"), [("exact", True), ("locality", False)])
def test_homes_placed_only_at_the_village_have_no_distances(locality, grocery, precision, is_near):
    point = Point(590_000, 6_530_000, srid=3006)
    shop = ServicePoint.objects.create(name="Handlarn", point=point, precision="exact")
    Offer.objects.create(service_point=shop, category=grocery)
    home = HousingProject.objects.create(
        name="Backen", locality=locality, point=point, precision=precision
    )
    assert bool(services_near([home]).get(home.pk)) is is_near
