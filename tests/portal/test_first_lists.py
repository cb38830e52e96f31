"""The first screen's lists are written once, and anew when a table they are read from changes."""

import pytest
from django.utils import translation

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
