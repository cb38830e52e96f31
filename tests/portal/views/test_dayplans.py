"""The day plan: times, openings, a link that opens it again, and files others can read."""

import json
import re
import zlib
from contextlib import suppress
from datetime import datetime
from xml.etree import ElementTree as Et

import pyogrio
import pytest
from icalendar import Calendar

from route221.models import Attraction, Business
from services.models import ServicePoint

pytestmark = pytest.mark.django_db
GPX = "{http://www.topografix.com/GPX/1/1}"


@pytest.fixture
def query(demo):
    swim = ServicePoint.objects.get(name="Vadsbrobadet").pk
    fort = Attraction.objects.get(name="Hovby skans").pk
    meal = Business.objects.get(name="Exempel: Vadsbro kafé").pk
    chosen = f"stopp=s{swim}&min_s{swim}=60&stopp=b{fort}&min_b{fort}=30&stopp=f{meal}"
    return f"?tid=2026-07-15T12:00&{chosen}"


@pytest.fixture
def plan(client, query):
    return client.get(f"/vag221/dagsplan/{query}").context["plan"]


def test_afternoon_has_a_swim_a_hillfort_and_a_meal_that_is_open(plan):
    assert [(one.at.name, one.opening.state) for one in plan.planned] == [
        ("Vadsbrobadet", "unknown"),
        ("Exempel: Vadsbro kafé", "open"),
        ("Hovby skans", "unknown"),
    ]


def test_clock_adds_driving_and_staying(plan):
    clock = plan.start
    for one in plan.planned:
        assert (one.arrival - clock).total_seconds() == pytest.approx(
            one.drive_m / (60 / 3.6), abs=1
        )
        assert (one.leave - one.arrival).total_seconds() == one.minutes * 60
        clock = one.leave
    assert plan.end > clock


def test_closed_stop_says_when_it_opens(client, query):
    winter = query.replace("2026-07-15", "2026-11-24")
    plan = client.get(f"/vag221/dagsplan/{winter}").context["plan"]
    meal = plan.planned[1].opening
    assert meal.state == "closed"
    assert meal.next_opening.strftime("%Y-%m-%d %H:%M") == "2027-05-01 11:00" or (
        meal.next_opening.month == 5
    )


def test_link_opens_the_same_plan(client, query, plan):
    link = client.get(f"/vag221/dagsplan/{query}").context["query"]
    again = client.get(f"/vag221/dagsplan/{link}").context["plan"]
    assert again.planned == plan.planned


def test_nonsense_opens_an_empty_plan(demo, client):
    response = client.get("/vag221/dagsplan/?tid=x&stopp=zz&stopp=f99999999&min_f99999999=-1")
    assert response.status_code == 200
    assert response.context["plan"].planned == []


def test_best_order_is_never_longer(client, query, plan):
    best = client.get(f"/vag221/dagsplan/{query}&ordning=bast").context["plan"]
    assert best.total_m <= plan.total_m
    assert {one.at.key for one in best.planned} == {one.at.key for one in plan.planned}


def take(client, query, kind):
    response = client.get(f"/vag221/dagsplan/dagsplan.{kind}{query}")
    assert response.status_code == 200
    assert f"dagsplan-221.{kind}" in response["Content-Disposition"]
    return response.content


def test_gpx_has_its_elements_in_the_schemas_order(client, query):
    root = Et.fromstring(take(client, query, "gpx"))  # noqa: S314
    assert root.tag == f"{GPX}gpx"
    assert root.attrib == {"version": "1.1", "creator": "Bygdekartan"}
    tags = [child.tag.removeprefix(GPX) for child in root]
    assert tags == ["metadata", "wpt", "wpt", "wpt", "rte", "trk"]
    for point in root.iter(f"{GPX}wpt"):
        assert [child.tag.removeprefix(GPX) for child in point] == ["time", "name", "desc"]
        assert -90 <= float(point.get("lat")) <= 90
        assert -180 <= float(point.get("lon")) <= 180
        datetime.strptime(point.find(f"{GPX}time").text, "%Y-%m-%dT%H:%M:%SZ")
    assert len(list(root.iter(f"{GPX}trkpt"))) == 8


@pytest.mark.parametrize("kind", ["gpx", "kml", "geojson"])
def test_gdal_opens_the_file(client, query, kind, tmp_path):
    path = tmp_path / f"day.{kind}"
    path.write_bytes(take(client, query, kind))
    layers = [name for name, _ in pyogrio.list_layers(path)]
    assert layers
    layer = "waypoints" if kind == "gpx" else layers[0]
    features = len(pyogrio.raw.read(path, layer=layer)[2])
    assert features == (3 if kind == "gpx" else 4)


def test_geojson_names_each_stop(client, query):
    found = json.loads(take(client, query, "geojson"))
    assert [one["geometry"]["type"] for one in found["features"]] == [*["Point"] * 3, "LineString"]


def test_calendar_has_an_event_for_each_stop(client, query, plan):
    events = Calendar.from_ical(take(client, query, "ics")).walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == [one.arrival for one in plan.planned]
    assert len({event["uid"] for event in events}) == 3


def test_paper_is_a_tagged_pdf(client, query):
    body = take(client, query, "pdf")
    assert body.startswith(b"%PDF-")
    objects = b"".join(unpacked(body))
    assert b"/MarkInfo" in objects
    assert b"/StructTreeRoot" in objects
    assert b"pdfuaid" in body + objects


def unpacked(body):
    """Yield the PDF's compressed streams as they read."""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL):
        with suppress(zlib.error):
            yield zlib.decompress(stream)
