"""The open API over the demonstration: every collection, format and reference system."""

import csv
import io
import json
from urllib.parse import quote, urlencode

import openpyxl
import pytest
from django.contrib.gis.geos import GEOSGeometry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.api import SERVICE
from route221.models import Business
from services.models import ServicePoint, Standard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "road_links", "indicator")]
EVERY = list(SERVICE.by_id)


def items(client, collection, /, **query):
    return client.get(f"/api/collections/{collection}/items", query)


@pytest.mark.parametrize("path", ["", "conformance", "collections", "openapi"])
@pytest.mark.parametrize("form", ["json", "html"])
def test_frame_answers_people_and_programs(client, path, form):
    if (path, form) == ("openapi", "html"):
        return
    response = client.get(f"/api/{path}", {"f": form})
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"


def test_address_without_a_slash_answers_too(client):
    """QGIS does not follow a redirect there."""
    assert client.get("/api").json()["links"] == client.get("/api/").json()["links"]


def test_address_that_leads_nowhere_says_so_in_words(client):
    for path in ("/api/nothing", "/api/collections/x/y", "/tiles/services/1/2", "/api/fraga/x"):
        response = client.get(path)
        assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    for path in ("/api/collections", "/tiles/services.json", "/api/fraga/sok"):
        response = client.post(path)
        assert (response.status_code, response["Content-Type"]) == (405, "application/problem+json")
        assert client.options(path)["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("name", EVERY)
def test_collection_describes_itself(client, name):
    described = client.get(f"/api/collections/{name}").json()
    assert described["id"] == name
    assert described["crs"][0].endswith("CRS84")
    assert described["extent"]["spatial"]["bbox"]
    assert described["sources"]
    assert all(one["publisher"] for one in described["sources"])
    assert described["attribution"]
    schema = client.get(f"/api/collections/{name}/schema").json()
    assert set(schema["properties"]) - {"geometry"} == set(described["properties"])
    queryables = client.get(f"/api/collections/{name}/queryables").json()
    assert set(queryables["properties"]) - {"geometry"} <= set(described["properties"])


@pytest.mark.parametrize("name", EVERY)
def test_items_leave_in_every_format_with_the_same_rows(client, name):
    page = items(client, name, limit=10_000).json()
    assert page["numberMatched"] == page["numberReturned"] > 0
    is_open = [one for one in page["features"] if one["properties"].get("licence")]
    text = b"".join(items(client, name, f="csv").streaming_content).decode("utf-8-sig")
    assert len(list(csv.DictReader(io.StringIO(text)))) == len(is_open)
    book = b"".join(items(client, name, f="xlsx").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(book), read_only=True).active
    assert sum(1 for _ in sheet.rows) == len(is_open) + 1
    assert items(client, name, f="html").status_code == 200


@pytest.mark.parametrize("name", EVERY)
def test_items_by_pages_are_the_same_as_at_once(client, name):
    every = [one["id"] for one in items(client, name, limit=10_000).json()["features"]]
    url, read = f"/api/collections/{name}/items?limit=7&sortby=-licence", []
    while url and len(read) <= len(every):
        page = client.get(url).json()
        read += [one["id"] for one in page["features"]]
        url = next((one["href"] for one in page["links"] if one["rel"] == "next"), None)
        if len(read) >= 70:
            break
    assert len(set(read)) == len(read)
    assert set(read) <= set(every)
    assert len(read) >= min(len(every), 70)


def test_items_in_each_reference_system_are_the_databases(client):
    place = ServicePoint.objects.filter(point__isnull=False, offers__state="open").first()
    for crs, is_y_first in (("CRS84", 0), ("EPSG:4326", 1), ("EPSG:3006", 1), ("EPSG:3857", 0)):
        response = client.get(f"/api/collections/services/items/{place.pk}", {"crs": crs})
        x, y = response.json()["geometry"]["coordinates"][:: -1 if is_y_first else 1]
        expected = place.point.transform(int(crs[5:] or 0) or 4326, clone=True)
        assert (x, y) == pytest.approx((expected.x, expected.y), abs=0.001)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("categories = 'grocery'", lambda p: "grocery" in p["categories"]),
        ("NOT categories = 'grocery'", lambda p: "grocery" not in p["categories"]),
        ("name LIKE 'Coop%'", lambda p: p["name"].startswith("Coop")),
        ("casei(name) LIKE '%coop%'", lambda p: "coop" in p["name"].lower()),
        ("locality IN ('Flen','Bettna')", lambda p: p["locality"] in {"Flen", "Bettna"}),
        ("locality IS NULL", lambda p: p["locality"] is None),
        (
            "precision = 'exact' AND name > 'K'",
            lambda p: p["precision"] == "exact" and p["name"] > "K",
        ),
    ],
)
def test_filter_by_cql2_keeps_what_holds(client, condition, expected):
    every = items(client, "services", limit=10_000).json()["features"]
    found = items(client, "services", limit=10_000, filter=condition)
    assert found.status_code == 200, found.content
    names = {one["id"] for one in every if expected(one["properties"])}
    assert {one["id"] for one in found.json()["features"]} == names


def test_filter_in_json_is_the_same_as_in_text(client):
    square = "POLYGON((16 58.5,17 58.5,17 59.2,16 59.2,16 58.5))"
    text = items(client, "localities", filter=f"S_INTERSECTS(geometry,{square})").json()
    shape = json.loads(GEOSGeometry(square).json)
    inside = {"op": "s_intersects", "args": [{"property": "geometry"}, shape]}
    query = {"filter-lang": "cql2-json", "filter": json.dumps(inside)}
    as_json = items(client, "localities", **query).json()
    assert text["features"] == as_json["features"] != []


def test_filter_on_computed_features_judges_what_is_published(client):
    gaps = items(client, "gaps", limit=10_000).json()["features"]
    found = items(client, "gaps", limit=10_000, filter="gap_class = 'met' AND NOT residents < 100")
    expected = [
        one["id"]
        for one in gaps
        if one["properties"]["gap_class"] == "met" and one["properties"]["residents"] >= 100
    ]
    assert [one["id"] for one in found.json()["features"]] == expected


@pytest.mark.parametrize(
    "query",
    [
        *({"filter": text} for text in ("owners = 1", "state = 'draft'", "password IS NULL")),
        *({"filter": text} for text in ("name = 1", "name LIKE 'a\\'", "geometry = 1")),
        {"filter": "NOT " * 50 + "name = 'a'"},
        {"filter": " OR ".join(["name = 'a'"] * 200)},
        {"filter": "S_INTERSECTS(geometry,POLYGON((0 0,1 1)))"},
        {"filter": "S_INTERSECTS(geometry,POINT(1e300 1e300))"},
        {"filter-lang": "cql2-json", "filter": '{"op":"=","args":[1]}'},
        {"owner": "1"},
        {"f": "shp"},
        {"lang": "xx"},
        {"sortby": "owners"},
        {"after": "not-a-token"},
        {"after": "9" * 30},
        *({"limit": text} for text in ("0", "-1", "x")),
        {"name": "\x00"},
    ],
)
def test_items_of_bad_input_are_refused_in_words(client, query):
    response = items(client, "businesses", **query)
    assert response.status_code == 400, query
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"]


@pytest.mark.parametrize("attack", ["'; DROP TABLE x;--", "1 OR 1=1", "%27%20--", '"; SELECT 1'])
def test_items_with_sql_in_any_parameter_are_harmless(client, attack):
    for name in ("bbox", "filter", "sortby", "limit", "after", "crs", "datetime", "name"):
        assert items(client, "services", **{name: attack}).status_code in {200, 400}
    for path in (
        f"/api/collections/{quote(attack)}",
        f"/api/collections/services/items/{quote(attack)}",
    ):
        assert client.get(path).status_code == 404


def test_unpublished_business_never_leaves(client):
    shown = Business.objects.published().first()
    path = f"/api/collections/businesses/items/{shown.pk}"
    assert client.get(path).status_code == 200
    before = items(client, "businesses").json()["numberMatched"]
    Business.objects.filter(pk=shown.pk).update(state="draft")
    assert client.get(path).status_code == 404
    assert items(client, "businesses", name=shown.name).json()["numberMatched"] == 0
    assert items(client, "businesses", filter=f"name='{shown.name}'").json()["features"] == []
    assert items(client, "businesses").json()["numberMatched"] == before - 1
    text = b"".join(items(client, "businesses", f="csv").streaming_content).decode()
    assert shown.name not in text


def test_small_counts_never_leave(client):
    cells = items(client, "cells", limit=10_000).json()["features"]
    counts = {one["properties"]["residents"] for one in cells} - {None}
    assert all(count % 5 == 0 for count in counts)
    for few in range(1, 5):
        found = items(client, "cells", filter=f"residents = {few}").json()
        assert found["numberMatched"] == 0


def test_changed_since_keeps_the_changed(client):
    now = timezone.now()
    place = ServicePoint.objects.filter(offers__state="open").first()
    place.save()
    found = items(client, "services", **{"changed-since": now.isoformat()}).json()
    assert [one["id"] for one in found["features"]] == [place.pk]


def test_items_unchanged_are_answered_304(client):
    first = items(client, "localities")
    again = client.get(
        "/api/collections/localities/items", headers={"If-None-Match": first["ETag"]}
    )
    assert again.status_code == 304
    assert again.content == b""


def test_items_are_compressed_when_asked(client):
    for coding in ("gzip", "br"):
        response = client.get(
            "/api/collections/localities/items", headers={"Accept-Encoding": coding}
        )
        assert response["Content-Encoding"] == coding


def test_names_follow_the_language(client):
    swedish = items(client, "services", lang="sv", limit=1).json()
    english = items(client, "services", lang="en", limit=1).json()
    assert swedish["features"][0]["id"] == english["features"][0]["id"]
    assert items(client, "services", lang="fi").status_code == 400


@pytest.mark.parametrize("name", EVERY)
def test_items_cost_few_queries_however_many(client, name, django_assert_max_num_queries):
    items(client, name, limit=999)  # what a process reads once of a run
    with django_assert_max_num_queries(
        25
    ):  # of gaps and goals one for each kind of thing they name
        items(client, name, limit=1_000)


@pytest.mark.parametrize("name", ["gaps", "goals"])
def test_items_cost_as_many_queries_however_many_standards_there_are(client, name):
    matched = items(client, name, limit=999).json()["numberMatched"]
    with CaptureQueriesContext(connection) as few:
        items(client, name, limit=1_000)
    standard = Standard.objects.filter(target_share__isnull=False).first()
    for number in range(8):
        Standard.objects.create(
            slug=f"more-{number}",
            category=standard.category,
            threshold=standard.threshold + 100 * number + 50,
            target_share=0.5,
            metric=standard.metric,
        )
    more = items(client, name, limit=998).json()["numberMatched"]
    with CaptureQueriesContext(connection) as many:
        items(client, name, limit=1_000)
    assert len(many) == len(few)
    assert name == "goals" or more > matched + 8


def test_openapi_tells_every_parameter(client):
    document = client.get("/api/openapi").json()
    shared = document["components"]["parameters"]
    for name, collection in SERVICE.by_id.items():
        given = document["paths"][f"/api/collections/{name}/items"]["get"]["parameters"]
        names = {
            shared[one["$ref"].rsplit("/", 1)[1]]["name"] if "$ref" in one else one["name"]
            for one in given
        }
        assert set(collection.queryables) <= names
        query = urlencode({"limit": 1})
        assert client.get(f"/api/collections/{name}/items?{query}").status_code == 200


@pytest.mark.parametrize(
    ("language", "words"),
    [("sv", "går inte att förstå"), ("en", "cannot be understood"), ("de", "nicht zu verstehen")],
)
def test_people_are_told_what_is_wrong_in_their_language(client, language, words):
    path = "/api/collections/services/items"
    browser = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": language}
    page = client.get(path, {"limit": "0"}, headers=browser)
    assert (page.status_code, page["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert words in page.content.decode()
    assert "limit: give a whole number" in page.content.decode()
    assert client.get("/api/nowhere", headers=browser).status_code == 404
    program = client.get(path, {"limit": "0"}, headers={"Accept-Language": language})
    assert program["Content-Type"] == "application/problem+json"
    assert program["Content-Language"] == "en"
    asked = client.get(path, {"limit": "0", "f": "html", "lang": language})
    assert words in asked.content.decode()


@pytest.mark.parametrize("language", ["sv", "en", "de"])
@pytest.mark.parametrize(
    "path", ["", "conformance", "collections", "collections/gaps", "collections/gaps/items"]
)
def test_pages_for_people_speak_their_language(client, path, language):
    page = client.get(f"/api/{path}", {"f": "html", "lang": language})
    assert page.status_code == 200
    text = page.content.decode()
    assert f'<html lang="{language}"' in text
    known = {"sv": "Det öppna gränssnittet", "en": "The open API", "de": "Die offene Schnittstelle"}
    assert known[language] in text
    assert not any(words in text for code, words in known.items() if code != language)
