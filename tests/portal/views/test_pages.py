"""Pages of villages and places: on one sheet, side by side, and as machines read them."""

import json
import re
from xml.etree import ElementTree

import pytest

from geo.models import Locality
from portal.queries.structured import as_json
from portal.templatetags.figures import without_car
from services.models import Offer, ServicePoint

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["", "/en", "/de"])
@pytest.mark.parametrize("path", ["/orter/bettna/", "/orter/bettna/skriv-ut/", "/orter/vadsbro/"])
def test_village_opens_in_each_language(client, demo, db, prefix, path):
    assert client.get(f"{prefix}{path}").status_code == 200


def test_sheet_has_phone_numbers_and_what_is_not_known(client, demo, db):
    page = client.get("/en/orter/bettna/skriv-ut/").text
    assert "112" in page
    assert "Handlarn Vrena" in page
    assert "pharmacy" in page


@pytest.mark.parametrize(
    "query", ["", "a=bettna", "a=bettna&b=bettna", "a=%00&b=x", "a=vadsbro&b=flen"]
)
def test_comparison_is_calm_whatever_is_chosen(client, demo, db, query):
    assert client.get(f"/orter/jamfor/?{query}").status_code == 200


def test_comparison_puts_the_same_facts_side_by_side(client, demo, db):
    page = client.get("/en/orter/jamfor/?a=bettna&b=skebokvarn").text
    assert page.count("no figure loaded") == 2
    assert "Handlarn Vrena" in page
    assert 'value="skebokvarn" selected' in page


def structured(page):
    return json.loads(re.search(r'ld\+json">(.*?)</script>', page, re.DOTALL)[1])


def test_place_is_described_for_machines(client, demo, db):
    place = ServicePoint.objects.get(name="Coop Hälleforsnäs")
    page = client.get(place.get_absolute_url()).text
    described = structured(page)
    assert (described["@type"], described["name"]) == ("GroceryStore", place.name)
    assert ("geo" in described) == (place.precision == "exact")
    assert f'property="og:url" content="http://localhost:8221{place.get_absolute_url()}"' in page


@pytest.mark.parametrize("path", ["/", "/en/", "/vag221/", "/de/vag221/", "/planer/bettna/"])
def test_shared_page_tells_what_it_is(client, demo, db, path):
    told = dict(re.findall(r'property="og:(\w+)" content="([^"]+)"', client.get(path).text))
    assert told["url"] == f"http://localhost:8221{path}"
    assert told["title"]
    assert told["description"]


def test_village_with_an_approximate_position_gives_machines_none(client, demo, db):
    assert "geo" not in structured(client.get("/orter/vadsbro/").text)
    assert "geo" in structured(client.get("/orter/bettna/").text)


def test_name_cannot_end_the_data_it_stands_in():
    assert "</script>" not in as_json({"name": "</script><script>alert(1)</script>"})
    assert json.loads(as_json({"name": "<&>"})) == {"name": "<&>"}


def test_place_tells_what_happened_by_year(client, demo, db):
    offer = Offer.objects.filter(service_point__name="Coop Hälleforsnäs").first()
    offer.valid_from = "1998-05-01"
    offer.opening_hours = "24/7"
    offer.save()
    page = client.get(f"/en{offer.service_point.get_absolute_url()}").text
    assert "1998" in page
    assert "opened:" in page


@pytest.mark.parametrize(
    ("metres", "words"),
    [(None, ""), (5_000, ""), (1_000, "12 min"), (4_999, "60 min")],
)
def test_walking_is_told_only_under_five_kilometres(metres, words):
    assert without_car(metres).startswith(words)
    assert bool(without_car(metres)) == bool(words)


def test_sitemap_lists_every_village_in_three_languages_once(client, demo, db):
    root = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    places = [loc.text for loc in root.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(places) == len(set(places))
    for locality in Locality.objects.in_home_municipality():
        for prefix in ("", "/en", "/de"):
            assert f"http://localhost:8221{prefix}/orter/{locality.slug}/" in places


def test_robots_names_the_sitemap_and_what_to_leave(client):
    text = client.get("/robots.txt").text
    assert "Sitemap: http://localhost:8221/sitemap.xml" in text
    assert "Disallow: /de/granska/" in text


@pytest.mark.parametrize("prefix", ["", "/en", "/de"])
def test_page_names_its_languages_and_where_others_go(client, demo, db, prefix):
    page = client.get(f"{prefix}/orter/bettna/").content.decode()
    named = dict(re.findall(r'hreflang="([\w-]+)" href="https?://[^/]+([^"]+)"', page))
    assert named == {
        "sv": "/orter/bettna/",
        "en": "/en/orter/bettna/",
        "de": "/de/orter/bettna/",
        "x-default": "/orter/bettna/",
    }


@pytest.mark.parametrize("path", ["/orter/bettna/", "/service/1-x/", "/sok/", "/vag221/"])
def test_short_words_stand_under_the_name_of_the_page(client, demo, db, path):
    if path.startswith("/service/"):
        path = ServicePoint.objects.first().get_absolute_url()
    page = client.get(path).content.decode()
    assert -1 < page.index("<h1") < page.index("Kort sagt")
