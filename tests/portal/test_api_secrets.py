"""A small count leaves in no way of asking: whatever it is, every answer is the same."""

import pytest
from django.db.models import F

from geo.models import Observation, Population, PopulationCell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "road_links", "indicator")]


def asked(client, name, column):
    """Return what the collection answers to every question about one of its counts."""
    filters = (
        *(f"{column} = {few}" for few in (0, 1, 4)),
        *(f"{column} < 5", f"{column} <= 1", f"{column} BETWEEN 2 AND 4", f"{column} * 2 > 7"),
        *(f"{column} IS NULL", f"{column} IN (1, 2, 4)", f"NOT {column} > 1"),
    )
    queries = (
        *({"filter": one} for one in filters),
        *({column: few} for few in (1, 4)),
        *({"sortby": f"{sign}{column}", "limit": 50} for sign in ("", "-")),
        *({"f": form} for form in ("csv", "json")),
    )
    answers = {}
    for query in queries:
        answer = client.get(f"/api/collections/{name}/items", {"limit": 10_000} | query)
        assert answer.status_code == 200, (query, answer.content)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answers[str(query)] = body
    return answers


def test_count_of_a_square_is_the_same_from_one_to_four(client):
    cell = PopulationCell.objects.filter(dataset__is_active=True, residents__gt=50).first()
    seen = []
    for few in (1, 4):
        PopulationCell.objects.filter(pk=cell.pk).update(residents=few)
        seen.append(asked(client, "cells", "residents"))
        alone = client.get(f"/api/collections/cells/items/{cell.pk}").json()["properties"]
        assert (alone["residents"], alone["residents_text"]) == (None, "<5")
    assert seen[0] == seen[1]
    PopulationCell.objects.filter(pk=cell.pk).update(residents=F("residents") + 20)
    assert asked(client, "cells", "residents") != seen[0]


def test_count_of_a_locality_is_the_same_from_one_to_four(client):
    counted = Population.objects.filter(locality__isnull=False).order_by("-year").first()
    seen = []
    for few in (1, 4):
        Population.objects.filter(locality=counted.locality).update(residents=few)
        seen.append(asked(client, "localities", "residents"))
    assert seen[0] == seen[1]
    Population.objects.filter(locality=counted.locality).update(residents=24)
    assert asked(client, "localities", "residents") != seen[0]


def test_indicator_that_counts_people_is_the_same_from_one_to_four(client, indicator):
    indicator.unit = "invånare"
    indicator.save()
    seen = []
    for few in (1, 4):
        Observation.objects.update(value=few)
        seen.append(asked(client, "indicators", "value"))
    assert seen[0] == seen[1]
    Observation.objects.update(value=24)
    assert asked(client, "indicators", "value") != seen[0]


def test_page_of_another_site_may_ask_with_a_validator_and_read(client):
    for path in ("/api/collections/services/items", "/tiles/services/8/139/75.mvt"):
        allowed = client.options(
            path,
            headers={
                "Origin": "https://example.org",
                "Access-Control-Request-Method": "GET",
                "Access-Control-Request-Headers": "if-none-match",
            },
        )
        assert allowed.status_code == 204
        assert allowed["Access-Control-Allow-Origin"] == "*"
        assert "If-None-Match" in allowed["Access-Control-Allow-Headers"]
        read = client.get(path, headers={"Origin": "https://example.org"})
        assert read["Access-Control-Allow-Origin"] == "*"
        assert "ETag" in read["Access-Control-Expose-Headers"]
        assert not read.cookies
        assert "Access-Control-Allow-Credentials" not in read
