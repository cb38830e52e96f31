"""What takes the database too long is stopped, and said in words; what comes after is answered."""

from dataclasses import replace

import pytest
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from geo.ogcapi import bounded
from portal.api import SERVICE, TILES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def sleepy(collection):
    """Return the collection with a database that falls asleep over it."""
    asleep = RawSQL("(SELECT pg_sleep(60) IS NOT NULL)", (), output_field=BooleanField())
    return replace(collection, queryset=lambda: collection.queryset().filter(asleep))


@pytest.mark.parametrize("form", ["json", "csv", "gpkg", "xlsx"])
@pytest.mark.parametrize("name", ["services", "cells"])  # read as rows of a model, and as columns
def test_slow_page_or_file_is_refused_in_words(client, monkeypatch, name, form):
    monkeypatch.setattr(bounded, "TIMEOUT_MS", 50)
    path = f"/api/collections/{name}/items?f={form}&filter=precision%3C%3E%27x%27"
    path = path if name == "services" else f"/api/collections/{name}/items?f={form}&size_m=250"
    with monkeypatch.context() as asleep:
        asleep.setitem(SERVICE.by_id, name, sleepy(SERVICE.by_id[name]))
        answer = client.get(path)
        assert answer.status_code == 400
        assert answer["Content-Type"] == "application/problem+json"
        assert "too long" in answer.json()["detail"]
    monkeypatch.undo()
    again = client.get(path)
    assert again.status_code == 200
    assert b"".join(again.streaming_content) if again.streaming else again.content


def test_slow_tile_is_refused_in_words(client, monkeypatch):
    layer = TILES.by_id["localities"]
    path = "/tiles/localities/8/139/75.mvt"
    with monkeypatch.context() as asleep:
        asleep.setattr(bounded, "TIMEOUT_MS", 50)
        asleep.setitem(TILES.by_id, layer.id, replace(layer, collection=sleepy(layer.collection)))
        answer = client.get(path)
        assert answer.status_code == 400
        assert "too long" in answer.json()["detail"]
    assert client.get(path).status_code in {200, 204}
