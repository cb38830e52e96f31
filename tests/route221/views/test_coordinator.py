"""The coordinator's pages: who may, what is kept, and every wrong input."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from route221.models import AmenityLimit, Attraction, Business, RoadEvent, Route, Theme, Tour
from route221.queries.missing import limits_of, missing_stops
from route221.queries.travellers import road_stops
from services.models import ServicePoint

pytestmark = pytest.mark.django_db
HOME = "/vag221/samordna/"
PEOPLE = "Mozilla/5.0"
PAGES = (
    "",
    "texter/",
    "granser/",
    "granser/allmanna/",
    "besoksmal/",
    "besoksmal/nytt/",
    "stopp/",
    "teman/ny/",
    "turer/ny/",
    "evenemang/ny/",
)


@pytest.fixture
def desk(demo, client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def coordinator(django_user_model):
    user = django_user_model.objects.create_user("coordinator@example.se")
    user.roles.create(kind="coordinator")
    return user


@pytest.mark.parametrize("page", PAGES)
def test_only_the_coordinator_may(demo, client, django_user_model, page):
    assert client.get(HOME + page).status_code == 302
    resident = django_user_model.objects.create_user("resident@example.se")
    client.force_login(resident)
    assert client.get(HOME + page).status_code == 403
    resident.roles.create(kind="coordinator")
    assert client.get(HOME + page).status_code == 200


def test_texts_stand_on_the_road_at_once(desk):
    response = desk.get(f"{HOME}texter/")
    values = {name: value for name, value in response.context["form"].initial.items() if value}
    values |= {"tagline_sv": "Kör <b>långsamt</b>", "designation_on": ""}
    assert desk.post(f"{HOME}texter/", values).status_code == 302
    assert "Kör långsamt" in desk.get("/vag221/").content.decode()
    values["corridor_m"] = "0"
    assert desk.post(f"{HOME}texter/", values).status_code == 200


def test_narrower_corridor_lets_stops_go(desk):
    road = Route.objects.get(number="221")
    before = road.stops.count()
    response = desk.get(f"{HOME}texter/")
    values = {name: value for name, value in response.context["form"].initial.items() if value}
    desk.post(f"{HOME}texter/", values | {"corridor_m": "1000", "corridor_min": "1"})
    assert 0 < road.stops.count() < before


def test_limit_needs_a_length_and_an_origin(desk):
    found = list(AmenityLimit.objects.order_by("pk"))
    values = {"form-TOTAL_FORMS": len(found), "form-INITIAL_FORMS": len(found)}
    for number, limit in enumerate(found):
        values |= {
            f"form-{number}-id": limit.pk,
            f"form-{number}-km": "12.5",
            f"form-{number}-origin": "Kommunen",
        }
    assert desk.post(f"{HOME}granser/allmanna/", values).status_code == 302
    assert set(AmenityLimit.objects.values_list("threshold_m", "origin")) == {(12_500, "Kommunen")}
    for wrong in ({"form-0-km": "-1"}, {"form-0-origin": ""}, {"form-0-km": "nan"}):
        assert desk.post(f"{HOME}granser/allmanna/", values | wrong).status_code == 200


def test_road_has_a_limit_of_its_own_where_one_is_given(desk):
    road = Route.objects.get(number="221")
    general = {one.amenity: one.threshold_m for one in limits_of(None)}
    values = {"food-km": "8.5", "food-origin": "Kommunen"}
    assert desk.post(f"{HOME}granser/", values).status_code == 302
    own = {one.amenity: one.threshold_m for one in limits_of(road)}
    assert own == general | {"food": 8_500}
    assert {one.amenity: one.threshold_m for one in limits_of(None)} == general
    judged = {one.limit.amenity: one.limit for one in missing_stops(road_stops(road), 30_000)}
    assert (judged["food"].threshold_m, judged["food"].origin) == (8_500, "Kommunen")
    assert "vägens egen" in desk.get(HOME).content.decode()
    for wrong in ({"food-origin": ""}, {"food-km": ""}, {"food-km": "0"}, {"food-km": "x"}):
        assert desk.post(f"{HOME}granser/", values | wrong).status_code == 200
    # Both empty: the general one holds again.
    empty = {"food-km": "", "food-origin": ""}
    assert desk.post(f"{HOME}granser/", empty).status_code == 302
    assert {one.amenity: one.threshold_m for one in limits_of(road)} == general


def test_theme_is_added_changed_and_removed(desk):
    values = {"name_sv": "Kyrkor", "slug": "kyrkor", "kinds": ["church"], "position": "5"}
    assert desk.post(f"{HOME}teman/ny/", values).status_code == 302
    theme = Theme.objects.get(slug="kyrkor")
    assert desk.post(f"{HOME}teman/ny/", values).status_code == 200
    assert desk.post(f"{HOME}teman/ny/", values | {"slug": "x", "kinds": ["no"]}).status_code == 200
    desk.post(f"{HOME}teman/{theme.pk}/", values | {"name_sv": "Kyrkor och kapell"})
    theme.refresh_from_db()
    assert theme.name_sv == "Kyrkor och kapell"
    desk.post(f"{HOME}teman/{theme.pk}/", {"verb": "remove"})
    assert not Theme.objects.filter(pk=theme.pk).exists()


def test_tour_is_a_day_plans_address(desk):
    swim = ServicePoint.objects.get(name="Vadsbrobadet").pk
    meal = Business.objects.get(name="Exempel: Vadsbro kafé").pk
    plan = f"http://x/vag221/dagsplan/?riktning=bakat&stopp=s{swim}&min_s{swim}=30&stopp=f{meal}"
    values = {"name_sv": "Bad och fika", "starts_at": "13:00", "position": "1", "plan": plan}
    assert desk.post(f"{HOME}turer/ny/", values).status_code == 302
    tour = Tour.objects.get(name_sv="Bad och fika")
    assert tour.is_backwards
    assert set(tour.tour_stops.values_list("minutes", flat=True)) == {30, 45}
    # Without an address the stops stay.
    desk.post(f"{HOME}turer/{tour.pk}/", values | {"plan": "", "name_sv": "Bad"})
    assert tour.tour_stops.count() == 2
    assert desk.post(f"{HOME}turer/ny/", values | {"plan": "nonsense"}).status_code == 200


def test_event_stands_on_the_road(desk):
    road = Route.objects.get(number="221")
    stop = road.stops.first()
    values = {
        "name_sv": "Marknad",
        "starts_at": "2040-06-01T10:00",
        "ends_at": "2040-06-01T15:00",
        "stop": stop.pk,
    }
    assert desk.post(f"{HOME}evenemang/ny/", values).status_code == 302
    event = RoadEvent.objects.get(name_sv="Marknad")
    assert event.starts_at.isoformat() == "2040-06-01T08:00:00+00:00"
    for wrong in ({"ends_at": "2040-05-01T10:00"}, {"stop": ""}, {"starts_at": "soon"}):
        assert desk.post(f"{HOME}evenemang/ny/", values | wrong).status_code == 200
    assert RoadEvent.objects.filter(name_sv="Marknad").count() == 1


def test_stop_is_placed_by_hand_and_measured_again(desk):
    fort = Attraction.objects.get(name="Hovby skans")
    stop = Route.objects.get(number="221").stops.get(attraction=fort)
    values = {"km": "7.5", "offset_m": "20", "side": "left", "detour_m": ""}
    address = f"{HOME}stopp/{stop.pk}/"
    assert desk.post(address, values).status_code == 302
    measured = stop.chainage_m
    stop.refresh_from_db()
    assert (stop.chainage_m, stop.is_manual) == (7_500, True)
    for wrong in ({"km": "900"}, {"km": "-1"}, {"side": "up"}, {"km": ""}):
        assert desk.post(address, values | wrong).status_code == 200
    desk.post(address, {"verb": "measure"})
    stop.refresh_from_db()
    assert (stop.chainage_m, stop.is_manual) == (measured, False)


def road_file(coordinates, name="line.geojson"):
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "LineString", "coordinates": coordinates},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    return SimpleUploadedFile(name, text.encode())


def test_file_is_read_reported_and_confirmed(desk):
    road = Route.objects.get(number="221")
    before = list(road.stops.order_by("pk").values_list("pk", "chainage_m"))
    line = [[16.588, 59.057], [16.58, 59.0], [16.6, 58.956], [16.63, 58.93], [16.6405, 58.901]]
    values = {"file": road_file(line), "source": "Handritad", "is_schematic": "1"}
    response = desk.post(f"{HOME}strackning/", values, follow=True)
    assert response.context["moves"].moved
    assert list(road.stops.order_by("pk").values_list("pk", "chainage_m")) == before
    response = desk.post(response.request["PATH_INFO"], {"verb": "confirm"}, follow=True)
    assert response.status_code == 200
    road.refresh_from_db()
    assert (road.version, road.alignment_note) == (2, "Handritad")
    assert list(road.stops.order_by("pk").values_list("pk", "chainage_m")) != before


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("line.exe", b"MZ"),
        SimpleUploadedFile("line.gpkg", b"none"),
        road_file([[0, 0], [1, 1]]),
    ],
)
def test_unusable_file_is_refused_in_words(desk, file):
    file.seek(0)
    values = {"file": file, "source": "x"}
    response = desk.post(f"{HOME}strackning/", values, follow=True)
    assert response.request["PATH_INFO"] == HOME
    assert [one.level_tag for one in response.context["messages"]] == ["error"]
    assert Route.objects.get(number="221").realignments.count() == 0


def test_road_without_imported_links_says_so(desk):
    response = desk.post(f"{HOME}strackning/", {"verb": "links"}, follow=True)
    assert [one.level_tag for one in response.context["messages"]] == ["error"]


def test_visits_stand_by_stop_for_the_last_half_year(desk):
    meal = Business.objects.get(name="Exempel: Vadsbro kafé")
    today = timezone.localdate()
    for days, kind, number in (
        (1, "visit", 5),
        (30, "visit", 2),
        (300, "visit", 90),
        (2, "scan", 3),
    ):
        meal.tallies.create(kind=kind, day=today - timedelta(days=days), count=number)
    rows = {row.stop.thing.name: row for row in desk.get(HOME).context["visits"]}
    assert (rows[meal.name].visits, rows[meal.name].scans, rows[meal.name].starts) == (7, 3, 0)
    kilometres = [row.stop.chainage_m for row in rows.values()]
    assert kilometres == sorted(kilometres)


def test_visits_of_every_kind_of_stop_are_counted_without_robots(desk, client):
    fort = Attraction.objects.get(name="Hovby skans")
    swim = ServicePoint.objects.get(name="Vadsbrobadet")
    school = ServicePoint.objects.filter(stop=None).first()
    for place in (fort, swim, school):
        for agent in (PEOPLE, PEOPLE, "Googlebot/2.1", ""):
            client.get(place.get_absolute_url(), HTTP_USER_AGENT=agent)
        client.head(place.get_absolute_url(), HTTP_USER_AGENT=PEOPLE)
    rows = {row.stop.thing.name: row.visits for row in desk.get(HOME).context["visits"]}
    assert (rows["Hovby skans"], rows["Vadsbrobadet"]) == (2, 2)
    # What is no stop of a road is nobody's count.
    assert school.tallies.count() == 0


CHURCH = {
    "name": "Bettna kapell",
    "kind": "church",
    "access": "open",
    "precision": "exact",
    "lat": "58.9588",
    "lon": "16.5985",
    "summary_sv": "Ett <b>kapell</b>",
    "summary_en": "A chapel",
    "summary_de": "Eine Kapelle",
    "Mo_from": "10:00",
    "Mo_to": "16:00",
    "price_level": "free",
    "good_to_know": ["wheelchair", "toilet"],
    "spoken": ["sv", "de"],
    "source": "Församlingen",
    "as_of": "2026",
}


def test_attraction_is_added_with_all_that_visitors_ask(desk, client):
    assert desk.post(f"{HOME}besoksmal/nytt/", CHURCH).status_code == 302
    church = Attraction.objects.get(name="Bettna kapell")
    assert church.opening_hours == "Mo 10:00-16:00"
    stop = church.stop_set.get()
    assert stop.route.number == "221"
    page = client.get(church.get_absolute_url()).content.decode()
    for words in ("Ett kapell", "Prisnivå", "gratis", "tyska", "toalett"):
        assert words in page
    assert "Eine Kapelle" in client.get(f"/de{church.get_absolute_url()}").content.decode()
    assert church.history.count() == 1
    # What becomes a home is no stop; what becomes a stop again is measured again.
    address = f"{HOME}besoksmal/{church.pk}/"
    assert desk.get(address).status_code == 200
    desk.post(address, CHURCH | {"access": "outside"})
    assert church.stop_set.count() == 0
    desk.post(address, CHURCH)
    assert church.stop_set.get().chainage_m == stop.chainage_m
    desk.post(address, CHURCH | {"lat": "", "lon": "", "precision": "none"})
    assert church.stop_set.count() == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"kind": "nonsense"},
        {"lat": ""},
        {"lat": "0"},
        {"precision": "none"},
        {"entrance_lat": "58.9"},
        {"source": ""},
        {"Mo_to": ""},
        {"good_to_know": ["nonsense"]},
        {"website": "javascript:alert(1)"},
        {"summary_sv": "x" * 300},
    ],
)
def test_attraction_with_a_wrong_field_is_not_kept(desk, wrong):
    before = Attraction.objects.count()
    assert desk.post(f"{HOME}besoksmal/nytt/", CHURCH | wrong).status_code == 200
    assert Attraction.objects.count() == before


def picture(size=(900, 600), name="fort.jpg", alt="Vallen från öster"):
    buffer = BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "taken at a secret place"
    Image.new("RGB", size, "green").save(buffer, "JPEG", exif=exif)
    return {
        "file": SimpleUploadedFile(name, buffer.getvalue(), "image/jpeg"),
        "alt_sv": alt,
        "alt_en": "The rampart from the east",
    }


def test_attraction_has_pictures_with_words_until_they_are_taken_away(
    desk, client, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    desk.post(f"{HOME}besoksmal/nytt/", CHURCH)
    church = Attraction.objects.get(name="Bettna kapell")
    address = f"{HOME}besoksmal/{church.pk}/bilder/"
    assert desk.post(address, picture()).status_code == 302
    photo = church.photos.get()
    kept = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(kept) == 3, "400, 800, and the picture's own 900"
    for file in kept:
        with Image.open(file) as found:
            assert found.format == "WEBP"
            assert not found.getexif()
    assert desk.post(address, picture(alt="")).status_code == 200, "a picture needs words"
    assert desk.post(address, picture(size=(50, 50))).status_code == 400
    not_one = {"file": SimpleUploadedFile("a.jpg", b"<svg/>", "image/jpeg"), "alt_sv": "En bild"}
    assert desk.post(address, not_one).status_code == 400
    assert church.photos.count() == 1

    one = f"{address}{photo.pk}/"
    desk.post(one, {"do": "describe", "alt_sv": "Kapellets vall", "alt_en": "The wall"})
    desk.logout()
    assert client.get(photo.url(400))["Content-Type"] == "image/webp"
    page = client.get(church.get_absolute_url()).content.decode()
    assert photo.url(400) in page
    assert 'alt="Kapellets vall"' in page
    assert '"image":' in page, "search engines are told of it"
    assert 'alt="The wall"' in client.get(f"/en{church.get_absolute_url()}").content.decode()
    assert client.post(one, {"do": "remove"}).status_code == 302, "strangers sign in first"
    assert church.photos.count() == 1


def test_attraction_has_at_most_eight_pictures_and_another_ones_are_not_reached(
    desk, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    fort, other = Attraction.objects.filter(kind="hillfort")[:2]
    address = f"{HOME}besoksmal/{fort.pk}/bilder/"
    for number in range(8):
        assert (
            desk.post(address, picture(size=(300 + number, 200), alt=f"Bild {number}")).status_code
            == 302
        )
    assert desk.post(address, picture(size=(320, 200))).status_code == 400
    first = fort.photos.first()
    assert desk.post(f"{HOME}besoksmal/{other.pk}/bilder/{first.pk}/", {}).status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        assert desk.post(f"{address}{first.pk}/", {"do": "remove"}).status_code == 302
    assert fort.photos.count() == 7
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 7
    assert desk.post(address, picture(size=(320, 200))).status_code == 302
