"""The filters of the address narrow the lists, and nonsense leaves them whole."""

import re

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from portal.queries.filters import (
    DEFAULT_LAYERS,
    Filters,
    narrowed,
    narrowed_stops,
    read_filters,
)
from portal.queries.opening import WORDS
from portal.queries.places import LISTED_PER_CATEGORY, offers_by_category
from portal.queries.roads import stops_in_order
from route221.models import Business, Route
from services.models import Category, Offer, ServicePoint
from services.queries.hours import Opening


def test_default_address_chooses_everything():
    assert read_filters(QueryDict("")) == Filters()
    assert not Filters().narrows


@pytest.mark.parametrize(
    "query",
    [
        "layer=x",
        "category=%00",
        "category=A B",
        "open=soon",
        "open=2026-13-45T99:99",
        "staffed=yes",
    ],
)
def test_nonsense_is_left_out(query):
    assert read_filters(QueryDict(query)) == Filters()


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_address_is_read(name, value):
    query = QueryDict(mutable=True)
    for key in ("layer", "category", "open", "staffed", "q", name):
        query[key] = value
    assert set(read_filters(query).layers) <= {*DEFAULT_LAYERS, "goals", "gaps"}


@pytest.fixture
def groups(demo, db):
    return offers_by_category()


def names(groups, query):
    kept = narrowed(groups, read_filters(QueryDict(query)))
    return {offer.service_point.name for group in kept for offer in group.offers}


def test_category_and_word_must_both_fit(groups):
    assert "Coop Hälleforsnäs" in names(groups, "category=grocery")
    assert names(groups, "category=grocery&q=halleforsnas") == {"Coop Hälleforsnäs"}
    assert names(groups, "category=library&q=coop") == set()


def test_closed_places_go_and_unknown_ones_stay_and_say_so(groups):
    (grocery,) = [group for group in groups if group.category.slug == "grocery"]
    for offer in grocery.offers:
        offer.opening_hours = "off" if offer.service_point.name == "Coop Hälleforsnäs" else ""
    kept = narrowed([grocery], read_filters(QueryDict("open=now")))[0].offers
    assert "Coop Hälleforsnäs" not in {offer.service_point.name for offer in kept}
    assert {offer.opening_words for offer in kept} == {WORDS[Opening.UNKNOWN]}


def test_staffed_keeps_only_what_is_known_to_be(groups):
    (grocery,) = [group for group in groups if group.category.slug == "grocery"]
    grocery.offers[0].form = "hybrid"
    for offer in grocery.offers[1:]:
        offer.form = ""
    (kept,) = narrowed([grocery], read_filters(QueryDict("staffed=1")))
    assert kept.offers == grocery.offers[:1]


def test_self_service_is_asked_for_beside_or_instead_of_staffed(groups):
    (grocery,) = [group for group in groups if group.category.slug == "grocery"]
    for offer in grocery.offers:
        offer.form = "delivery"
    grocery.offers[0].form, grocery.offers[1].form = "self_service", "agent"
    first, second = (offer.service_point.name for offer in grocery.offers[:2])
    assert names([grocery], "selfservice=1") == {first}
    assert names([grocery], "staffed=1") == {second}
    assert names([grocery], "staffed=1&selfservice=1") == {first, second}


def test_step_free_keeps_only_what_is_known_to_be(groups):
    (grocery,) = [group for group in groups if group.category.slug == "grocery"]
    grocery.offers[0].service_point.wheelchair = "yes"
    grocery.offers[1].service_point.wheelchair = "limited"
    assert names([grocery], "stepfree=1") == {grocery.offers[0].service_point.name}


def test_delivered_keeps_only_what_is_known_to_be(groups):
    (grocery,) = [group for group in groups if group.category.slug == "grocery"]
    grocery.offers[0].delivery, grocery.offers[1].delivery = "yes", "no"
    assert names([grocery], "delivered=1") == {grocery.offers[0].service_point.name}


def test_chosen_time_is_read_from_its_own_field():
    filters = read_filters(QueryDict("open=at&at=2026-11-24T16:00"))
    assert filters.open_text == "2026-11-24T16:00"
    assert filters == read_filters(QueryDict("open=2026-11-24T16:00"))
    assert read_filters(QueryDict("open=at&at=")) == Filters()


def test_stops_follow_layers_hours_and_step_free(demo, db):
    route = Route.objects.get(number="221")
    stops = stops_in_order(route)
    businesses = [stop for stop in stops if stop.business_id]
    attractions = [stop for stop in stops if stop.attraction_id]

    def kept(query):
        return narrowed_stops(stops, read_filters(QueryDict(query)))

    assert kept("") == stops
    assert kept("layer=attractions") == attractions
    businesses[0].business.opening_hours = "off"
    businesses[1].business.good_to_know = [Business.Good.WHEELCHAIR]
    assert businesses[0] not in kept("open=now")
    assert kept("stepfree=1") == [businesses[1]]


@pytest.mark.parametrize("query", ["q=%00", "category=nope", "open=now&staffed=1", "layer=none"])
def test_first_screen_stands_whatever_is_chosen(client, demo, db, query):
    assert client.get(f"/?{query}").status_code == 200


def test_first_screen_keeps_what_is_chosen_in_the_form(client, demo, db):
    page = client.get("/?category=grocery&staffed=1&open=now").text
    assert re.search(r'value="grocery"[^>]* checked', page)
    assert 'name="staffed" value="1" checked' in page
    assert 'name="open" value="now" checked' in page


def test_long_lists_are_cut_and_say_so_and_one_kind_is_listed_whole(client, demo, db):
    place = ServicePoint.objects.filter(offers__category__slug="grocery").first()
    grocery = Category.objects.get(slug="grocery")
    places = ServicePoint.objects.bulk_create(
        ServicePoint(name=f"Bod {n:03}", precision="none", locality=place.locality)
        for n in range(LISTED_PER_CATEGORY + 5)
    )
    Offer.objects.bulk_create(Offer(service_point=one, category=grocery) for one in places)
    total = Offer.objects.existing().filter(category=grocery).count()
    page = client.get("/en/").text
    assert f"The first {LISTED_PER_CATEGORY} of {total}." in page
    whole = client.get("/en/?category=grocery").text
    assert "Bod 034" in whole
    assert "The first" not in whole
