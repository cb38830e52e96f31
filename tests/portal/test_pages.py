"""Every page in every language, with bad input, cookies, policy and a fixed number of queries."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geo.models import Locality
from plans.models import VillageGroup
from portal.actions.workers import beat
from route221.models import Attraction, Business
from services.models import Offer, ServicePoint
from services.queries import coverage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]

LANGUAGES = ("", "/en", "/de")
PAGES = (
    "/",
    "/orter/",
    "/orter/bettna/",
    "/orter/vadsbro/",
    "/orter/dunker/",
    "/orter/orrhammar/",
    "/vag221/",
    "/planer/",
    "/planer/bettna/",
    "/planer/ardala/",
    "/program/",
    "/bygdenatverket/",
    "/bostader/",
    "/om/",
    "/om/data/",
    "/om/design/",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_page_answers_in_its_language(client, path, language):
    response = client.get(language + path)
    assert response.status_code == 200
    assert f'<html lang="{language.strip("/") or "sv"}"' in response.text
    assert len(re.findall(r"<h1[ >]", response.text)) == 1
    assert not response.cookies


@pytest.mark.parametrize("path", PAGES)
def test_page_keeps_the_policy(client, path):
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert "script-src 'self';" in policy + ";"
    assert "unsafe" not in policy
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)", response.text)
    assert not re.search(r"<[^>]+\sstyle=", response.text)
    assert not re.search(r"<[^>]+\son\w+=", response.text)


@pytest.mark.parametrize(
    "path",
    [
        "/finns-inte/",
        "/orter/atlantis/",
        "/orter/../etc/",
        "/service/999999-x/",
        "/service/99999999999999999999-x/",
        "/vag999/",
        "/vag221/f999999-x/",
        "/vag221/x1-x/",
        "/planer/atlantis/",
        "/xx/orter/",
        "/orter/%00/",
        "/orter/bettna/%F0%28%8C/",
    ],
)
@pytest.mark.parametrize("language", ["", "/en"])
def test_wrong_address_says_so_in_words(client, path, language):
    response = client.get(language + path)
    assert response.status_code == 404
    assert "<h1" in response.text


@pytest.mark.parametrize("query", ["?page=-1", "?bbox=x", "?lager=%00", "?q=" + "å" * 5000])
def test_nonsense_in_the_query_is_no_fault(client, query):
    assert client.get("/" + query).status_code == 200


def test_every_service_place_and_stop_has_a_page(client):
    offered = ServicePoint.objects.filter(offers__in=Offer.objects.existing()).distinct()
    things = [*offered, *Attraction.objects.all(), *Business.objects.published()]
    assert len(things) == 120
    for thing in things:
        assert client.get(thing.get_absolute_url()).status_code == 200, thing


def test_old_name_of_a_place_leads_to_it(client):
    place = ServicePoint.objects.first()
    response = client.get(f"/service/{place.pk}-gammalt-namn/")
    assert (response.status_code, response["Location"]) == (301, place.get_absolute_url())


def test_replaced_place_leads_to_the_new_one(client):
    old, new = ServicePoint.objects.all()[:2]
    old.replaced_by = new
    old.save()
    assert client.get(old.get_absolute_url())["Location"] == new.get_absolute_url()


def test_unpublished_business_has_no_page(client):
    business = Business.objects.first()
    business.state = Business.State.DRAFT
    business.save()
    assert client.get(business.get_absolute_url()).status_code == 404


QUERIES = {
    "/": 39,
    "/orter/": 12,
    "/orter/bettna/": 41,
    "/vag221/": 12,
    "/planer/": 29,
    "/program/": 29,
    # Nine, and one or two for each category where the sums of planned homes are not kept.
    "/bostader/": 40,
}


@pytest.mark.parametrize("path", QUERIES)
def test_number_of_queries_does_not_grow_with_the_data(client, path):
    client.get(path)  # a run's costs are kept in memory
    cache.clear()  # lists kept as written ask nothing
    with CaptureQueriesContext(connection) as before:
        client.get(path)
    _double_what_is_listed()
    with CaptureQueriesContext(connection) as after:
        client.get(path)
    assert len(after) == len(before) <= QUERIES[path], [query["sql"][:90] for query in after]


def _double_what_is_listed():
    for place in list(ServicePoint.objects.prefetch_related("offers")[:40]):
        offers = list(place.offers.all())
        place.pk = None
        place.name = f"{place.name} två"
        place.save(force_insert=True)
        for offer in offers:
            offer.pk, offer.service_point = None, place
            offer.save(force_insert=True)
    for village in Locality.objects.filter(precision="none"):
        village.pk, village.slug = None, ""
        village.name = f"{village.name} två"
        village.save(force_insert=True)
    for group in VillageGroup.objects.all():
        group.pk, group.slug = None, f"{group.slug}-2"
        group.save(force_insert=True)


def test_healthz_answers_without_a_language(client):
    beat("one")
    assert client.get("/healthz").json() == {
        "ok": True,
        "database": True,
        "worker": True,
        "disk": True,
    }


def test_healthz_says_when_no_worker_lives(client):
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["worker"] is False


def test_first_screen_says_at_most_three_findings_each_with_its_class(client):
    text = client.get("/").text
    section = text[text.index('id="findings"') :][:6000]
    assert "Sparreholm" in section
    assert "Möjlig brist" in section


def test_not_assessed_is_never_a_zero(client):
    found = coverage.findings(coverage.latest_run())
    assert any(one.verdict == "not_assessed" for one in found)
    text = client.get("/orter/bettna/").text
    assert "Inte bedömt" in text
    assert "0 av 375" not in text
