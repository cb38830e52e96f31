"""The index of search follows what changes below, in the same transaction."""

import pytest
from django.contrib.gis.geos import Point

from portal.models import SearchEntry
from portal.queries.search import search
from services.models import Category, Offer, ServicePoint


@pytest.mark.django_db
def test_index_follows_a_new_renamed_and_closed_place(locality, grocery):
    place = ServicePoint.objects.create(
        name="Krusboden", point=Point(594_000, 6_530_000, srid=3006), precision="exact"
    )
    assert search("krusboden") == []
    offer = Offer.objects.create(service_point=place, category=grocery)
    assert [hit.entry.name for hit in search("krusboden")] == ["Krusboden"]
    place.name = "Bybutiken"
    place.save()
    assert search("krusboden") == []
    assert search("bybutiken")[0].entry.get_absolute_url() == place.get_absolute_url()
    offer.state = "closed"
    offer.save()
    assert search("bybutiken") == []


@pytest.mark.django_db
def test_index_follows_the_locality_and_category_a_place_shows(locality, grocery):
    place = ServicePoint.objects.create(name="Butiken", precision="none", locality=locality)
    Offer.objects.create(service_point=place, category=grocery)
    locality.name = "Björndal"
    locality.save()
    grocery.name_sv = "Speceri"
    grocery.save()
    assert [hit.entry.name for hit in search("speceri björndal")] == ["Butiken"]
    place.delete()
    assert not SearchEntry.objects.filter(kind="service").exists()


@pytest.mark.django_db
def test_category_that_gets_children_is_no_longer_found(grocery):
    assert SearchEntry.objects.filter(kind="category").count() == 1
    Category.objects.create(slug="kiosk", name_sv="Kiosk", plural_sv="Kiosker", parent=grocery)
    assert [entry.name for entry in SearchEntry.objects.filter(kind="category")] == ["Kiosker"]
