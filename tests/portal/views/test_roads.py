"""The road's page: order, filters, what is missing, and a constant number of queries."""

import json

import pytest
from django.contrib.gis.geos import Point

from route221.actions import measure_stops
from route221.models import Attraction, Business, Route

pytestmark = pytest.mark.django_db
QUERIES = 9


@pytest.fixture
def page(demo, client):
    def get(query=""):
        return client.get(f"/vag221/{query}")

    return get


def names(response):
    return [row.at.name for row in response.context["travel"].rows]


def test_stops_stand_in_order_both_ways(page):
    there, back = names(page()), names(page("?riktning=bakat"))
    assert there[0].startswith("Exempel: Matstället") or "Flen" in " ".join(there[:14])
    assert set(there) == set(back)
    assert there.index("Vadsbrobadet") < there.index("Exempel: Bettna vandrarhem")
    assert back.index("Vadsbrobadet") > back.index("Exempel: Bettna vandrarhem")


def test_filters_are_in_the_address(page):
    assert names(page("?visa=eat")) == ["Exempel: Matstället i Flen", "Exempel: Vadsbro kafé"]
    assert len(names(page("?visa=nonsense&tid=never&riktning=9"))) == len(names(page()))


def test_open_on_arrival_leaves_out_what_is_unknown(page):
    shown = names(page("?oppet=1&tid=2026-07-15T12:00"))
    assert "Exempel: Vadsbro kafé" in shown
    assert "Vadsbrobadet" not in shown
    assert "Exempel: Vadsbro kafé" not in names(page("?oppet=1&tid=2026-11-24T12:00"))


def test_homes_are_no_stops(page):
    outside = set(Attraction.objects.filter(access="outside").values_list("name", flat=True))
    assert outside.isdisjoint(names(page()))


def test_amenity_outside_the_register_is_not_assessed(page):
    found = {row.limit.amenity: row.verdict for row in page().context["travel"].missing}
    assert found["fuel"] == found["charging"] == found["toilet"] == "not_assessed"


def test_queries_do_not_grow_with_stops(page, django_assert_max_num_queries):
    page()
    with django_assert_max_num_queries(QUERIES):
        page()
    road = Route.objects.get(number="221")
    for number in range(30):
        x, y = road.alignment.coords[number % 5]
        Business.objects.create(
            name=f"Exempel {number}",
            kind="shop",
            state="published",
            point=Point(x + number, y, srid=3006),
            precision="exact",
            is_example=True,
            dataset=road.dataset,
        )
    measure_stops(route=road)
    with django_assert_max_num_queries(QUERIES):
        assert len(names(page())) > 60


def test_business_page_says_whether_it_is_open_and_describes_itself(demo, client):
    hostel = Business.objects.get(name="Exempel: Bettna vandrarhem")
    response = client.get(hostel.get_absolute_url())
    assert response.context["opening"].state == "open"
    assert json.loads(response.context["structured"])["@type"] == "LodgingBusiness"


def test_attraction_page_describes_itself(demo, client):
    fort = Attraction.objects.get(name="Hovby skans")
    response = client.get(fort.get_absolute_url())
    assert json.loads(response.context["structured"])["name"] == "Hovby skans"
