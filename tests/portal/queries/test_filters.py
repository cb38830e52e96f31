"""The filters of the address narrow the lists, and nonsense leaves them whole."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from portal.queries.filters import DEFAULT_LAYERS, Filters, narrowed, read_filters
from portal.queries.opening import WORDS
from portal.queries.places import offers_by_category
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


@pytest.mark.parametrize("query", ["q=%00", "category=nope", "open=now&staffed=1", "layer=none"])
def test_first_screen_stands_whatever_is_chosen(client, demo, db, query):
    assert client.get(f"/?{query}").status_code == 200


def test_first_screen_keeps_what_is_chosen_in_the_form(client, demo, db):
    page = client.get("/?category=grocery&staffed=1&open=now").text
    assert '<option value="grocery" selected>' in page
    assert 'name="staffed" value="1" checked' in page
