"""The day plan: times, openings, a link that opens it again, and files others can read."""

import io
import itertools
import json
import math
import re
import zlib
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pyogrio
import pypdf
import pytest
from django.contrib.gis.geos import LineString
from icalendar import Calendar
from lxml import etree
from shapely import LineString as Line
from shapely import Point as Spot

from geo.models import Dataset, RoadLink
from portal.road_forms import usual_start
from route221.models import Attraction, Business, Route
from route221.queries.tracks import driven_track
from services.models import ServicePoint
from services.queries.hours import SWEDEN

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
    track = [(float(one.get("lon")), float(one.get("lat"))) for one in root.iter(f"{GPX}trkpt")]
    stops = [(float(one.get("lon")), float(one.get("lat"))) for one in root.iter(f"{GPX}wpt")]
    # The track comes by every stop, in the order of the day.
    assert [at for at in track if at in stops] == stops
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
    expected_s = stop.at.chainage_m / 10 + stop.at.offset_m * 3.6 / 15
    assert stop.drive_s == pytest.approx(expected_s, rel=0.05)
    assert (
        "uppskatta" not in found.content.decode().split("plan-choices")[0].split("source-note")[1]
    )


def test_track_is_what_was_counted_where_times_are_estimated(plan):
    """Along the road, and straight off it and back: with the detour's factor that is the total."""
    counted_m = 0.0
    track = driven_track(plan)
    line = Line(plan.route.alignment.coords)
    for a, b in itertools.pairwise(track):
        middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        is_on_road = line.distance(Spot(middle)) < 0.01
        counted_m += math.dist(a, b) * (1 if is_on_road else 1.3)
    assert counted_m == pytest.approx(plan.total_m, rel=1e-6)
    assert track[0] == plan.begin.xy
    assert track[-1] == plan.finish.xy


@pytest.mark.parametrize("more", ["&ordning=bast", "&fran=2&till=1", "&fran=1&till=1"])
def test_track_comes_by_every_stop_whatever_the_order(client, query, more):
    plan = client.get(f"/vag221/dagsplan/{query}{more}").context["plan"]
    stops = [(one.at.x_m, one.at.y_m) for one in plan.planned]
    assert [xy for xy in driven_track(plan) if xy in stops] == stops


def test_track_follows_the_roads_where_they_are_imported(client, query, settings, tmp_path):
    route = Route.objects.get(number="221")
    lay_roads(route, tmp_path, settings)
    plan = client.get(f"/vag221/dagsplan/{query}").context["plan"]
    assert not plan.is_estimate
    track = driven_track(plan)
    stops = [(one.at.x_m, one.at.y_m) for one in plan.planned]
    assert [xy for xy in track if xy in stops] == stops
    driven_m = sum(math.dist(a, b) for a, b in itertools.pairwise(track))
    # Roads of one speed: the fastest way is the shortest, and as long as the plan says.
    assert driven_m == pytest.approx(plan.total_m, rel=1e-3)
    line = Line(route.alignment.coords)
    assert sum(line.distance(Spot(xy)) < 1 for xy in track) > len(track) - 2 * len(stops) - 2


def test_day_without_stops_is_the_whole_road_in_its_direction(demo, client):
    line = [*Route.objects.get(number="221").alignment.coords]
    for more, expected in (("", line), ("?fran=2&till=1", line[::-1])):
        plan = client.get(f"/vag221/dagsplan/{more}").context["plan"]
        assert driven_track(plan) == expected


@pytest.mark.parametrize(
    ("now", "start"),
    [
        ("2026-11-24T09:10", "2026-11-24T09:30"),
        ("2026-11-24T09:30", "2026-11-24T10:00"),
        ("2026-11-24T16:59", "2026-11-24T17:00"),
        ("2026-11-24T17:00", "2026-11-25T10:00"),
        ("2026-12-31T23:30", "2027-01-01T10:00"),
        ("2026-11-24T02:15", "2026-11-24T10:00"),
        # The night when clocks go back, and the one when they go forward.
        ("2026-10-24T20:00", "2026-10-25T10:00"),
        ("2027-03-28T01:30", "2027-03-28T10:00"),
    ],
)
def test_usual_start_is_soon_or_tomorrow_at_ten(now, start):
    found = usual_start(datetime.fromisoformat(now).replace(tzinfo=SWEDEN))
    assert found.strftime("%Y-%m-%dT%H:%M") == start
    assert found.utcoffset() == datetime.fromisoformat(start).replace(tzinfo=SWEDEN).utcoffset()


def test_next_opening_of_another_year_says_which(client, query):
    year = date.today().year + 1
    page = client.get(f"/vag221/dagsplan/{query.replace('2026-07-15', f'{year}-11-24')}")
    opens = page.context["plan"].planned[1].opening.next_opening
    assert opens.year == year + 1
    assert f"maj {opens.year} 11:00" in page.content.decode()


def test_what_is_known_only_from_before_2015_is_no_stop_of_a_day(client, query):
    fort = Attraction.objects.get(name="Hovby skans")
    Attraction.objects.filter(pk=fort.pk).update(as_of="2012", opening_hours="24/7")
    response = client.get(f"/vag221/dagsplan/{query}")
    plan = response.context["plan"]
    assert "Hovby skans" not in [one.at.name for one in plan.planned]
    assert "Hovby skans" not in [one.name for one in plan.choices]
    rows = client.get("/vag221/").context["travel"].rows
    row = next(row for row in rows if row.at.name == "Hovby skans")
    assert row.state == "unknown"
    Attraction.objects.filter(pk=fort.pk).update(as_of="2024")
    day = client.get(f"/vag221/dagsplan/{query}")
    assert "Hovby skans" in [one.at.name for one in day.context["plan"].planned]
    assert day.content.decode().count("per 2024") == 2


def test_many_at_one_place_are_chosen_under_its_name(demo, client):
    Business.objects.filter(name="Exempel: Vadsbro kafé").update(name="<b>Kafé</b> & bar")
    response = client.get("/vag221/dagsplan/")
    text = response.content.decode()
    assert re.search(
        r"<strong>\d+ ställen i och runt Flen, upp till [\d,]+ km från vägen</strong>", text
    )
    keys = re.findall(r'name="stopp" value="(\w+)"', text)
    assert sorted(keys) == sorted(stop.key for stop in response.context["plan"].choices)
    assert "&lt;b&gt;Kafé&lt;/b&gt; &amp; bar" in text
    folded = text.count('plan-choices__many"><details><summary')
    assert folded
    assert 'plan-choices__many"><details open>' not in text
    inner = text.split('plan-choices__many"><details><summary')[1].split("</details>")[0]
    key = re.search(r'value="(\w+)"', inner)[1]
    again = client.get(f"/vag221/dagsplan/?stopp={key}").content.decode()
    assert again.count('plan-choices__many"><details open>') == 1, "what is chosen is seen"
    assert "<b>Kafé" not in text


def test_every_plan_is_estimated_without_roads(plan):
    assert plan.is_estimate


def test_kilometres_and_minutes_are_of_the_same_way(client, query, settings, tmp_path):
    """A slow short cut and a fast way round: both figures tell of the way round."""
    route = Route.objects.get(number="221")
    lay_roads(route, tmp_path, settings)
    dataset = Dataset.objects.get(slug="roads-test")
    RoadLink.objects.filter(dataset=dataset).update(forward_kmh=10, backward_kmh=10)
    ends = [route.alignment.interpolate(at) for at in (2_000, 8_000)]
    aside = (ends[0].x + 3_000, (ends[0].y + ends[1].y) / 2)
    for a, b in itertools.pairwise([ends[0].coords, aside, ends[1].coords]):
        link = LineString(a, b, srid=3006)
        RoadLink.objects.create(
            dataset=dataset,
            alignment=link,
            length_m=link.length,
            forward_kmh=100,
            backward_kmh=100,
            forward_permitted=True,
            backward_permitted=True,
            number="1",
            is_ferry=False,
            is_motorway=False,
        )
    plan = client.get(f"/vag221/dagsplan/{query}").context["plan"]
    track = driven_track(plan)
    driven_m = sum(math.dist(a, b) for a, b in itertools.pairwise(track))
    assert driven_m == pytest.approx(plan.total_m, rel=1e-6)
    assert min(math.dist(aside, xy) for xy in track) < 1
