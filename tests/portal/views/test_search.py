"""The search page and its JSON answer every question calmly."""

import re

import pytest

from geo.models import Locality
from portal.actions.search_index import rebuild_index

# A distance, and not the limit of a standard ("inom 20 km").
DISTANCE = r"(?<!inom )(?<![\d,])\d[\d,]* k?m\b(?!/h)"
pytestmark = pytest.mark.django_db


@pytest.fixture
def indexed(demo, db):
    rebuild_index()


@pytest.mark.parametrize("prefix", ["", "/en", "/de"])
def test_search_page_leads_to_the_village_in_each_language(client, indexed, prefix):
    page = client.get(f"{prefix}/sok/", {"q": "skebokvrn"}).text
    assert f'href="{prefix}/orter/skebokvarn/"' in page


def test_pharmacy_is_said_not_to_be_registered_and_can_be_told_of(client, indexed):
    page = client.get("/sok/", {"q": "apotek"}).text
    assert "/rapportera/?kategori=pharmacy" in page


def test_nothing_found_says_what_to_do(client, indexed):
    page = client.get("/sok/", {"q": "qqqqqq"}).text
    assert 'class="empty"' in page
    assert "/rapportera/" in page


@pytest.mark.parametrize(
    "query",
    [
        "",
        "q=%00",
        "q=<script>",
        "q=bettna&lat=nan&lon=inf",
        "q=bettna&lat=1e999&lon=x",
        "q=bettna&lat=-90&lon=500",
        "q=%F0%9F%A6%8C%E2%80%AE",
        "q=" + "a%20" * 300,
    ],
)
@pytest.mark.parametrize("path", ["/sok/", "/api/fraga/sok", "/har/"])
def test_nonsense_is_answered_calmly(client, indexed, path, query):
    response = client.get(f"{path}?{query}")
    assert response.status_code in ({200, 400} if path.startswith("/api/") else {200})
    assert "<script>" not in response.text.replace("<script src", "")


def test_search_question_answers_in_the_language_asked_for(client, indexed):
    answer = client.get("/api/fraga/sok", {"q": "bettna", "lang": "de"}).json()["results"][0]
    assert (answer["kind"], answer["name"], answer["url"]) == (
        "locality",
        "Bettna",
        "/de/orter/bettna/",
    )
    assert answer["lat"] == pytest.approx(58.9, abs=0.1)


def test_search_question_refuses_a_limit_that_is_no_number(client, indexed):
    response = client.get("/api/fraga/sok", {"q": "bettna", "limit": "many"})
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"


def test_nearest_from_a_village_is_what_its_page_says(client, indexed):
    point = Locality.objects.get(slug="bettna").point.transform(4326, clone=True)
    answer = client.get("/api/fraga/nearest", {"lat": point.y, "lon": point.x}).json()
    (grocery,) = [one for one in answer["nearest"] if one["category"] == "grocery"]
    assert grocery["name"] == "Handlarn Vrena"
    assert grocery["straight_m"] == pytest.approx(5_800, abs=60)
    assert "pharmacy" in {one["category"] for one in answer["not_in_register"]}
    page = client.get("/har/", {"lat": point.y, "lon": point.x}).text
    assert "Handlarn Vrena" in page


def test_nearest_without_a_position_is_a_problem_document(client, indexed):
    response = client.get("/api/fraga/nearest?lat=x")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert client.get("/har/?lat=x&lon=y").status_code == 200


def test_kind_that_nobody_registered_leads_to_telling_of_one(client, demo, db):
    for path in ("/sok/?q=apoteket", "/?category=pharmacy", "/sok/?q=tanka"):
        page = client.get(path).text
        assert "Finns inte i registret än" in page
        assert re.search(r'/rapportera/\?kategori=(pharmacy|fuel)"', page)
    assert "kategori=grocery" not in client.get("/?category=grocery").text


def test_middle_of_a_village_is_said_to_be_one(client, indexed):
    village = Locality.objects.get(slug="bettna")
    at = village.point.transform(4326, clone=True)
    said = "Räknat från mitten av Bettna"
    for page in (
        client.get("/har/", {"ort": "bettna"}).text,
        client.get("/har/", {"lat": at.y, "lon": at.x}).text,
    ):
        assert said in page
        assert "Handlarn Vrena" in page
    answer = client.get("/api/fraga/nearest", {"lat": at.y, "lon": at.x}).json()
    assert (answer["village"], answer["is_position_known"]) == ("Bettna", True)
    own = client.get("/api/fraga/nearest", {"lat": at.y + 0.01, "lon": at.x}).json()
    assert (own["village"], own["is_position_known"]) == ("", True)
    assert said not in client.get("/har/", {"lat": at.y + 0.01, "lon": at.x}).text


@pytest.mark.parametrize("slug", ["vadsbro", "blacksta", "dunker"])
def test_village_nobody_has_placed_well_is_at_no_distance(client, indexed, slug):
    village = Locality.objects.get(slug=slug)
    pages = [client.get("/har/", {"ort": slug}).text]
    if village.point:
        at = village.point.transform(4326, clone=True)
        given = {"lat": at.y, "lon": at.x}
        pages.append(client.get("/har/", given).text)
        answer = client.get("/api/fraga/nearest", given).json()
        assert answer["nearest"] == []
        assert answer["is_position_known"] is False
        hits = client.get("/api/fraga/sok", {"q": village.name, "lat": 59.0, "lon": 16.6}).json()
        (own,) = [one for one in hits["results"] if one["kind"] == "locality"]
        assert own["distance_m"] is None
    for page in pages:
        assert f"Var {village.name} ligger är inte känt tillräckligt väl" in page
        assert not re.search(DISTANCE, page)
    page = client.get(village.get_absolute_url()).text
    main = page[page.index("<main") : page.index("</main")]
    assert not re.search(DISTANCE, main), re.findall(r".{60}" + DISTANCE, main)
