"""The day plan: times, openings, a link that opens it again, and files others can read."""

import io
import itertools
import json
import re
import zlib
from contextlib import suppress
from pathlib import Path

import pyogrio
import pypdf
import pytest
from django.contrib.gis.geos import LineString
from icalendar import Calendar
from lxml import etree

from geo.models import Dataset, RoadLink
from route221.models import Attraction, Business, Route
from services.models import ServicePoint

pytestmark = pytest.mark.django_db
SCHEMA = etree.XMLSchema(file=Path(__file__).parent.parent / "exports" / "gpx-1.1.xsd")
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
        assert (one.arrival - clock).total_seconds() == pytest.approx(one.drive_s, abs=1)
        assert one.drive_s == pytest.approx(one.drive_m / (60 / 3.6))
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


def test_gpx_keeps_its_schema(client, query):
    root = etree.fromstring(take(client, query, "gpx"))
    SCHEMA.assertValid(root)
    tags = [child.tag.removeprefix(GPX) for child in root]
    assert tags == ["metadata", "wpt", "wpt", "wpt", "rte", "trk"]
    assert len(list(root.iter(f"{GPX}trkpt"))) == 8
    # The schema is no rubber stamp: another order, or a latitude beyond the pole, is refused.
    root.find(f"{GPX}wpt").set("lat", "91")
    assert not SCHEMA.validate(root)
    root.find(f"{GPX}wpt").set("lat", "59")
    root.append(root.find(f"{GPX}wpt"))
    assert not SCHEMA.validate(root)


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
    book = pypdf.PdfReader(io.BytesIO(body))
    catalog = book.root_object
    assert catalog["/Lang"] == "sv"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    figures = [one for one in elements(catalog["/StructTreeRoot"]) if one.get("/S") == "/Figure"]
    # A code for each stop and one for the plan, each with its words.
    assert len(figures) == 4
    assert all(one["/Alt"] for one in figures)
    assert "Vadsbrobadet" in book.pages[0].extract_text()


def elements(node):
    """Walk the structure tree."""
    node = node.get_object()
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif isinstance(node, dict):
        yield node
        if "/K" in node:
            yield from elements(node["/K"])


def unpacked(body):
    """Yield the PDF's compressed streams as they read."""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", body, re.DOTALL):
        with suppress(zlib.error):
            yield zlib.decompress(stream)


def test_day_from_a_village_back_to_it_goes_out_and_back(client, query):
    plan = client.get(f"/vag221/dagsplan/{query}&fran=sparreholm&till=1").context["plan"]
    assert plan.ends == ("Sparreholm", "Flen")
    assert plan.begin.aside_m > 0
    round_trip = client.get(f"/vag221/dagsplan/{query}&fran=1&till=1").context["plan"]
    assert round_trip.begin == round_trip.finish
    assert round_trip.total_m > 2 * max(one.at.chainage_m for one in round_trip.planned)


def test_direction_follows_from_start_and_end(client, query):
    plan = client.get(f"/vag221/dagsplan/{query}&fran=2&till=1").context["plan"]
    assert plan.is_backwards
    assert plan.ends == ("Bettna", "Flen")
    assert [one.at.chainage_m for one in plan.planned] == sorted(
        one.at.chainage_m for one in plan.planned
    )
    old = client.get(f"/vag221/dagsplan/{query}&riktning=bakat").context["plan"]
    assert old.planned == plan.planned


def test_nearest_detour_is_the_least_by_brute_force(client, query):
    plan = client.get(f"/vag221/dagsplan/{query.replace('2026-07-15', '2026-11-24')}").context[
        "plan"
    ]
    by_amenity = {missed.stretch.limit.amenity: missed for missed in plan.missed}
    assert by_amenity["fuel"].nearest is None
    for missed in plan.missed:
        if missed.nearest is None:
            continue
        path = [(0.0, 0.0), *((one.at.chainage_m, one.at.aside_m) for one in plan.planned)]
        path.append((plan.finish.chainage_m, 0.0))

        def apart(a, b):
            return abs(a[0] - b[0]) + a[1] + b[1]

        here = (missed.nearest.chainage_m, missed.nearest.aside_m)
        legs = list(itertools.pairwise(path))
        least = min(apart(a, here) + apart(here, b) - apart(a, b) for a, b in legs)
        assert missed.detour_m == pytest.approx(max(0.0, least))


def lay_roads(route, folder, settings):
    """Import roads along the schematic line, so that every stop joins them."""
    settings.NETWORK_DIR = folder
    dataset = Dataset.objects.create(
        kind="roads", slug="roads-test", title="Provvägnätet", publisher="Test", licence="CC0-1.0"
    )
    line = route.alignment
    steps = [line.interpolate(at) for at in range(0, int(line.length), 200)]
    for a, b in itertools.pairwise(steps):
        link = LineString(a.coords, b.coords, srid=3006)
        RoadLink.objects.create(
            dataset=dataset,
            alignment=link,
            length_m=link.length,
            forward_kmh=36,
            backward_kmh=36,
            forward_permitted=True,
            backward_permitted=True,
            number="221",
            is_ferry=False,
            is_motorway=False,
        )


def test_times_follow_the_roads_where_they_are_imported(client, query, settings, tmp_path):
    route = Route.objects.get(number="221")
    lay_roads(route, tmp_path, settings)
    meal = Business.objects.get(name="Exempel: Vadsbro kafé")
    found = client.get(f"/vag221/dagsplan/?tid=2026-07-15T12:00&stopp=f{meal.pk}&fran=1&till=2")
    plan = found.context["plan"]
    assert not plan.is_estimate
    stop = plan.planned[0]
    # 36 km/h along the road, and the straight metres to it at 15 km/h.
    expected_s = stop.at.chainage_m / 10 + stop.at.stop.offset_m * 3.6 / 15
    assert stop.drive_s == pytest.approx(expected_s, rel=0.05)
    assert (
        "uppskatta" not in found.content.decode().split("plan-choices")[0].split("source-note")[1]
    )


def test_every_plan_is_estimated_without_roads(plan):
    assert plan.is_estimate
