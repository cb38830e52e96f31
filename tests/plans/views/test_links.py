"""A goal tied, by form, to a part of a road or to one service of a place, and seen from there."""

import pytest
from django.contrib.gis.geos import LineString, Point

from plans.models import Goal, GoalLink
from route221.models import Route
from services.models import Category, Offer, ServicePoint

pytestmark = pytest.mark.django_db
PATH = "/planer/bettna/skriv/koppla/"


@pytest.fixture
def goal(version, locality):
    return Goal.objects.create(version=version, title="Butiken kvar", locality=locality)


@pytest.fixture
def road(dataset):
    line = LineString((590_000, 6_530_000), (600_000, 6_530_000), srid=3006)
    return Route.objects.create(
        number="221", name="Väg 221", alignment=line, from_name="A", to_name="B", dataset=dataset
    )


@pytest.fixture
def shop(grocery):
    place = ServicePoint.objects.create(
        name="Lanthandeln", point=Point(594_700, 6_530_600, srid=3006), precision="exact"
    )
    parcels = Category.objects.create(slug="parcels", name_sv="Paket", plural_sv="Paket", icon="x")
    for category in (grocery, parcels):
        Offer.objects.create(service_point=place, category=category)
    return place


def tie(client, member, **values):
    client.force_login(member)
    return client.post(PATH, {"relation": "depends_on", **values}, follow=True)


def test_a_part_of_the_road_is_tied_and_the_road_says_so(client, member, goal, road):
    tie(client, member, what=f"goal-{goal.pk}", target=f"route-{road.pk}", from_km="7", to_km="2,5")
    link = GoalLink.objects.get()
    assert (link.route, link.from_chainage_m, link.to_chainage_m) == (road, 2_500, 7_000)
    assert "km 2,5–7,0" in client.get("/planer/bettna/").text
    text = client.get("/vag221/").text
    assert "Mål som lutar sig mot vägen" in text
    assert "Butiken kvar" in text


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ({"from_km": "2"}, "två ändar"),
        ({"from_km": "2", "to_km": "2"}, "två ändar"),
        ({"from_km": "2", "to_km": "11"}, "10,0"),
        ({"from_km": "-1", "to_km": "2"}, "0"),
    ],
)
def test_a_part_that_is_none_is_refused_in_words(client, member, goal, road, ends, words):
    answer = tie(client, member, what=f"goal-{goal.pk}", target=f"route-{road.pk}", **ends)
    assert words in answer.text
    assert not GoalLink.objects.exists()


def test_the_whole_road_needs_no_ends(client, member, goal, road):
    tie(client, member, what=f"goal-{goal.pk}", target=f"route-{road.pk}")
    assert GoalLink.objects.get().from_chainage_m is None


def test_single_services_are_found_by_place_and_by_word(client, member, goal, shop):
    client.force_login(member)
    grocery, parcels = shop.offers.order_by("pk")
    near = client.get(PATH).text
    assert f'value="offer-{grocery.pk}"' in near
    assert f'value="offer-{parcels.pk}"' in near
    found = client.get(PATH, {"q": "paket"}).text
    assert f'value="offer-{parcels.pk}"' in found
    assert f'value="offer-{grocery.pk}"' not in found


def test_a_goal_leans_on_one_service_and_its_place_says_which(client, member, goal, shop):
    offer = shop.offers.get(category__slug="grocery")
    client.force_login(member)
    page = client.get(shop.get_absolute_url()).text
    assert f"?sak=offer-{offer.pk}" in page
    tie(client, member, what=f"goal-{goal.pk}", target=f"offer-{offer.pk}")
    assert GoalLink.objects.get().offer == offer
    page = client.get(shop.get_absolute_url()).text
    assert "Butiken kvar" in page
    assert "beror på · Dagligvaror" in page
    assert "Lanthandeln: Dagligvaror" in client.get("/planer/bettna/skriv/").text


def test_what_closes_under_an_activity_warns_on_the_plans_page(client, goal, shop):
    activity = goal.activities.create(version=goal.version, title="Handla hemma")
    offer = shop.offers.get(category__slug="grocery")
    activity.links.create(relation="depends_on", offer=offer)
    assert "Lanthandeln: stängt" not in client.get("/planer/bettna/").text
    Offer.objects.filter(pk=offer.pk).update(state="closed")
    assert "Lanthandeln: stängt" in client.get("/planer/bettna/").text


def test_missing_stretch_leads_to_the_form_with_its_kilometres(client, member, goal, road, grocery):
    from route221.models import AmenityLimit
    from services.models import Completeness

    Completeness.objects.create(category=grocery, level="complete", stated_on="2026-01-01")

    AmenityLimit.objects.update_or_create(
        amenity="groceries", route=None, defaults={"threshold_m": 5_000, "origin": "exempel"}
    )
    client.force_login(member)
    listed = client.get(PATH).text
    assert "sak=route-" in listed
    for way, ends in (("", "fran=0.0&amp;till_km=10.0"), ("&riktning=bakat", "fran=0.0")):
        page = client.get(f"/vag221/saknas/?sak=groceries{way}").text
        assert f"/planer/koppla/?sak=route-{road.pk}&amp;{ends}" in page
    asked = f"/planer/koppla/?sak=route-{road.pk}&fran=0.0&till_km=10.0"
    form = client.get(asked, follow=True)
    assert 'value="10.0"' in form.text or 'value="10,0"' in form.text
    tie(
        client, member, what=f"goal-{goal.pk}", target=f"route-{road.pk}", from_km="0,0", to_km="10"
    )
    link = GoalLink.objects.get()
    assert (link.from_chainage_m, link.to_chainage_m) == (0.0, 10_000.0)


def test_stretch_read_backwards_has_the_roads_own_kilometres(road):
    from types import SimpleNamespace

    from plans.queries.stretches import part_of

    limit = SimpleNamespace(get_amenity_display=lambda: "mat")
    read = SimpleNamespace(limit=limit, from_chainage_m=1_000.0, to_chainage_m=4_000.0)
    back = part_of(road, read, is_backwards=True)
    assert (back.from_chainage_m, back.to_chainage_m) == (6_000.0, 9_000.0)
    assert back.query == f"sak=route-{road.pk}&fran=6.0&till_km=9.0"
