"""Validators change when the data does, for each collection and each layer of tiles."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.http import http_date

from geo.models import Dataset, Locality, Municipality, Observation, PopulationCell, RoadLink
from geo.ogcapi.freshness import unwatched
from plans.models import Goal, HousingProject
from portal.api import SERVICE, TILES
from route221.models import Attraction, Business, Route
from services.models import Offer, ServicePoint, Standard
from tests.portal.test_api_tiles import around_flen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "road_links", "indicator")]


def renamed(model, **where):
    return lambda: model.objects.filter(**where).update(name="Annat namn")


# For each collection a change that shows in what it publishes.
CHANGES = {
    "localities": renamed(Locality),
    "boundaries": renamed(Municipality),
    "cells": lambda: PopulationCell.objects.update(residents=1_000),
    "roads": lambda: RoadLink.objects.update(number="9999"),
    "indicators": lambda: Observation.objects.update(value=7),
    "services": renamed(ServicePoint),
    "gaps": lambda: Standard.objects.update(threshold=1),
    "routes": lambda: Route.objects.update(designation="signed"),
    "businesses": renamed(Business),
    "attractions": renamed(Attraction),
    "housing": renamed(HousingProject),
    "goals": lambda: Goal.objects.update(title="Ett annat mål"),
}
# What else changes what is published, in another table.
FROM_ELSEWHERE = {
    "services": lambda: Offer.objects.update(opening_hours="Mo-Su 00:00-24:00"),
    "localities": renamed(Municipality),
    "cells": lambda: Dataset.objects.filter(kind="population").update(is_active=False),
    "businesses": renamed(Locality),
}


def test_every_collection_has_a_change_and_every_table_is_watched():
    assert set(CHANGES) == set(SERVICE.by_id)
    tables = {table for one in SERVICE.by_id.values() for table in one.tables}
    assert unwatched(tables) == set()


@pytest.mark.parametrize(
    ("name", "change"),
    [*CHANGES.items(), *FROM_ELSEWHERE.items()],
    ids=[*CHANGES, *(f"{one}-from-elsewhere" for one in FROM_ELSEWHERE)],
)
def test_validator_and_answer_change_with_the_data(client, name, change):
    url = f"/api/collections/{name}/items?limit=10000"
    before = client.get(url)
    assert client.get(url, headers={"If-None-Match": before["ETag"]}).status_code == 304
    change()
    after = client.get(url, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after["ETag"] != before["ETag"]
    assert after.json()["features"] != before.json()["features"]
    assert client.get(url, headers={"If-None-Match": after["ETag"]}).status_code == 304


@pytest.mark.parametrize("name", list(TILES.by_id))
def test_validator_of_tiles_changes_with_the_data(client, name):
    for zoom in (9, 12):
        x, y = around_flen(zoom)
        url = f"/tiles/{name}/{zoom}/{x}/{y}.mvt"
        before = client.get(url)
        assert client.get(url, headers={"If-None-Match": before["ETag"]}).status_code == 304
        CHANGES[name]()
        after = client.get(url, headers={"If-None-Match": before["ETag"]})
        assert after.status_code in {200, 204}
        assert after["ETag"] != before["ETag"]


def test_small_answers_are_kept_only_while_the_data_stands(client):
    url = "/api/collections/services/items?limit=3"
    first, second = client.get(url), client.get(url)
    assert first.content == second.content
    ServicePoint.objects.update(name="Annat namn")
    names = {one["properties"]["name"] for one in client.get(url).json()["features"]}
    assert names == {"Annat namn"}


def test_answer_for_a_date_is_304_only_if_nothing_changed_since(client):
    url = "/api/collections/localities/items"
    later = http_date((timezone.now() + timedelta(days=1)).timestamp())
    assert client.get(url, headers={"If-Modified-Since": later}).status_code == 304
    earlier = http_date((timezone.now() - timedelta(days=2)).timestamp())
    assert client.get(url, headers={"If-Modified-Since": earlier}).status_code == 200
    both = {"If-Modified-Since": later, "If-None-Match": '"other"'}
    assert client.get(url, headers=both).status_code == 200
    # What changed within this second could change again within it: no date is given.
    Locality.objects.update(name="Annat namn")
    assert "Last-Modified" not in client.get(url)
