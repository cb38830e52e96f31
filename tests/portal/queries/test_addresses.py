"""Where an address may be: what is known exactly, what is only near, and what nobody knows."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.contrib.gis.geos import LineString, Point

from geo.models import Dataset, RoadLink
from portal.actions.search_index import index
from portal.queries.addresses import find_addresses
from portal.queries.geocoder import ask_geocoder
from services.models import ServicePoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def house(locality):
    return ServicePoint.objects.create(
        name="Handlarn",
        address="Stationsvägen 10",
        point=Point(590_100, 6_535_000, srid=3006),
        precision="exact",
        locality=locality,
    )


@pytest.mark.parametrize(
    "text",
    ["Stationsvägen 10", "stationsvagen 10", "Stationsvägen 10, Bettna", "STATIONSVÄGEN  10"],
)
def test_address_of_the_register_is_the_house(house, text):
    hit = find_addresses(text)[0]
    assert (hit.kind, hit.name, hit.point.coords) == ("address", house.address, house.point.coords)


@pytest.mark.parametrize("text", ["Stationsvägen 12", "Stationsvägen", "Stationsvägen 10 B"])
def test_other_house_of_a_known_street_is_only_the_street(house, text):
    assert find_addresses(text)[0].kind == "street"


def test_street_unlike_any_known_one_is_not_guessed(house):
    assert [hit for hit in find_addresses("Stationsgatan 10") if hit.kind != "place"] == []


def test_street_in_the_named_village_comes_first(house, locality):
    from geo.models import Locality

    other = Locality.objects.create(
        name="Vrena",
        slug="vrena",
        kind="urban",
        precision="none",
        municipality=locality.municipality,
    )
    ServicePoint.objects.create(
        name="Kiosken",
        address="Stationsvägen 9",
        point=Point(600_000, 6_535_000, srid=3006),
        precision="exact",
        locality=other,
    )
    assert find_addresses("Stationsvägen 11, Vrena")[0].detail == "Kiosken"
    assert find_addresses(f"Stationsvägen 8, {locality.name}")[0].detail == "Handlarn"


def test_numbered_road_is_found_near_the_village_named_with_it(locality):
    dataset = Dataset.objects.create(
        kind="roads", slug="r", title="Vägar", publisher="x", licence="CC0-1.0", is_active=True
    )
    x, y = locality.point.coords
    for east in (50_000, 500):
        line = LineString((x + east, y - 1_000), (x + east, y + 1_000), srid=3006)
        RoadLink.objects.create(
            dataset=dataset,
            alignment=line,
            length_m=line.length,
            forward_permitted=True,
            backward_permitted=True,
            number="221",
            is_ferry=False,
            is_motorway=False,
        )
    hit = find_addresses(f"Väg 221, {locality.name}")[0]
    assert hit.kind == "road"
    assert hit.point.distance(locality.point) == pytest.approx(500, abs=1)


def test_village_of_an_unknown_address_is_only_the_place(locality):
    index(model=type(locality), keys=[locality.pk])
    hits = find_addresses(f"Okänd väg 3, {locality.name}")
    assert {hit.kind for hit in hits} == {"place"}
    assert hits[0].name == locality.name


@pytest.mark.parametrize("text", ["", "  ", "\0", "a", "Ingenstansgränd 4711", "%%%", "x" * 5_000])
def test_nothing_known_is_said_as_nothing(house, text):
    assert find_addresses(text) == []


class Geocoder(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def geocoder(settings):
    server = HTTPServer(("127.0.0.1", 0), Geocoder)
    server.asked, server.answer = [], b"[]"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.GEOCODER_URL = f"http://127.0.0.1:{server.server_port}/search?q={{q}}"
    yield server
    server.shutdown()
    server.server_close()


LIST = [
    {"lat": "59.05", "lon": "16.6", "display_name": "Byvägen 1, Bettna"},
    {"lat": "48.1", "lon": "11.5", "display_name": "Byvägen 1, München"},
    {"lat": "nonsense", "lon": "16.6", "display_name": "x"},
]
GEOJSON = {
    "features": [
        {"geometry": {"coordinates": [16.6, 59.05]}, "properties": {"label": "Byvägen 1, Bettna"}},
        {"geometry": {}, "properties": {}},
    ]
}


@pytest.mark.parametrize("rows", [LIST, GEOJSON])
def test_operators_geocoder_is_asked_and_what_lies_elsewhere_left_out(geocoder, rows):
    geocoder.answer = json.dumps(rows).encode()
    hits = find_addresses("Byvägen 1 & co")
    assert [(hit.kind, hit.name) for hit in hits] == [("geocoded", "Byvägen 1, Bettna")]
    assert geocoder.asked == ["/search?q=Byv%C3%A4gen%201%20%26%20co"]


@pytest.mark.parametrize(
    "answer", [b"", b"<html>", b"{", b"[1, null]", b'{"features": 3}', b"\xff"]
)
def test_geocoder_that_answers_nonsense_is_no_answer(geocoder, answer):
    geocoder.answer = answer
    assert ask_geocoder("Byvägen 1") == []


def test_geocoder_that_is_down_is_no_answer(settings, house):
    settings.GEOCODER_URL = "http://127.0.0.1:9/?q={q}"
    assert find_addresses("Stationsvägen 10")[0].kind == "address"


def test_nobody_is_asked_unless_the_operator_says_so():
    assert ask_geocoder("Byvägen 1") == []
