"""The first screen is written once, and anew when a table it is read from changes."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from geo.models import Locality
from plans.models import Goal
from portal.first_lists import first_lists
from services.models import Category, Offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_lists_are_kept_until_something_is_written(django_assert_max_num_queries):
    first = first_lists()
    with django_assert_max_num_queries(1):
        assert first_lists() == first
    offer = Offer.objects.filter(service_point__name="Handlarn Vrena").first()
    offer.service_point.name = "Handelsboden Vrena"
    offer.service_point.save()
    assert "Handelsboden Vrena" in first_lists().html
    Offer.objects.filter(category__slug="grocery").update(state="closed")
    assert "grocery" not in [kind.slug for kind in first_lists().kinds]


def test_each_language_has_its_own():
    Category.objects.filter(slug="library").update(plural_de="Büchereien")
    with translation.override("de"):
        assert "Büchereien" in first_lists().html
    assert "Büchereien" not in first_lists().html


@pytest.mark.parametrize("path", ["/", "/?layer=services", "/?layer=gaps&layer=goals"])
def test_first_screen_is_kept_and_follows_what_is_written_at_once(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as again:
        client.get(path)
    assert len(again) <= 4
    Locality.objects.filter(slug="bettna").update(name="Bettna <by>")
    Goal.objects.filter(pk=Goal.objects.order_by("pk").first().pk).update(title="Ny butik")
    text = client.get(path).text
    assert "Bettna &lt;by&gt;" in text
    assert "Bettna</a>" not in text


def test_each_choice_and_language_of_the_first_screen_is_its_own(client):
    everything, missing = client.get("/").text, client.get("/?layer=gaps").text
    assert 'value="gaps" checked' not in everything
    assert 'value="gaps" checked' in missing
    assert client.get("/").text == everything
    assert "What stands out" in client.get("/en/").text
    # What is asked for by an hour, by words or by kind is read anew each time.
    assert "category-grocery" in client.get("/?category=grocery&layer=services").text
    assert "category-library" not in client.get("/?category=grocery&layer=services").text
