"""A road's line by upload: out of the imported links of its number, or out of a drawn file."""

import json

import pytest
from django.contrib.gis.geos import LineString, Point
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from geo.models import Dataset, Import, Locality, RoadLink
from portal.actions import imports
from portal.demo.people import demo_user
from route221.models import Route
from tests.imported import X, Y

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client, settings, tmp_path, locality):
    settings.IMPORT_DIR = tmp_path / "imports"
    client.force_login(demo_user("reviewer"))
    return client


@pytest.fixture
def links(locality):
    """Links of road 221 from Bettna to Flen, nine kilometres north, in no order."""
    Locality.objects.create(
        name="Flen",
        slug="flen",
        kind="tatort",
        municipality=locality.municipality,
        point=Point(X, Y + 9_000, srid=3006),
        precision="exact",
    )
    dataset = Dataset.objects.create(
        kind="roads", slug="roads", title="Vägar 2024", publisher="Trafikverket", licence="CC0-1.0"
    )
    for first, last in ((3_000, 0), (6_000, 9_000), (3_000, 6_000)):
        RoadLink.objects.create(
            dataset=dataset,
            alignment=LineString((X, Y + first), (X, Y + last), srid=3006),
            length_m=3_000,
            forward_permitted=True,
            backward_permitted=True,
            number="221",
            is_ferry=False,
            is_motorway=False,
        )


def sent(client, file=None, **said):
    """Send the form, have the file read, and return the import."""
    data = {"table": "routes"} | said | ({"file": file} if file else {})
    answer = client.post(reverse("imports"), data)
    if answer.status_code != 302:
        return answer
    imports.read_import(pk=Import.objects.first().pk)
    return Import.objects.first()


def confirmed(client, one):
    verb = {"verb": "confirm", "digest": one.digest}
    client.post(reverse("import-decide", args=[one.pk]), verb)
    imports.apply_import(pk=one.pk)
    one.refresh_from_db()
    return one


def test_links_of_a_number_are_looked_at_on_the_map_taken_in_and_undone(staff, links):
    one = sent(staff, number="221", begins_at="Bettna")
    assert (one.state, one.counts["added"]) == ("ready", 1)
    shown = staff.get(reverse("import-points", args=[one.pk])).json()["features"]
    assert [shape["geometry"]["type"] for shape in shown] == ["LineString"]
    confirmed(staff, one)
    page = staff.get(reverse("import", args=[one.pk])).content.decode()
    assert 'href="/vag221/">Se vägen</a>' in page
    route = Route.objects.get()
    assert (route.from_name, route.to_name) == ("Bettna", "Flen")
    assert (route.dataset.publisher, route.dataset.licence) == ("Trafikverket", "CC0-1.0")

    turned = confirmed(staff, sent(staff, number="221", begins_at="flen"))
    assert Route.objects.get().from_name == "Flen"
    for undone in (turned, one):
        staff.post(reverse("import-decide", args=[undone.pk]), {"verb": "undo"})
        assert Route.objects.count() == (undone == turned)
        assert undone == one or Route.objects.get().from_name == "Bettna"


def test_drawn_line_replaces_a_schematic_one_and_keeps_its_corrected_name(staff, links, locality):
    confirmed(staff, sent(staff, number="221", begins_at="Bettna"))
    Route.objects.update(name="Vägen genom Sörmland", is_schematic=True)
    points = [(X, Y), (X + 400, Y + 4_000), (X, Y + 9_000)]
    degrees = [Point(*xy, srid=3006).transform(4326, clone=True) for xy in points]
    track = "".join(f'<trkpt lon="{at.x}" lat="{at.y}"/>' for at in degrees)
    gpx = (
        f"<gpx xmlns='http://www.topografix.com/GPX/1/1'><trk><trkseg>{track}</trkseg></trk></gpx>"
    )
    file = SimpleUploadedFile("vandring.gpx", gpx.encode())
    one = sent(staff, file, number="221", publisher="Bygderådet")
    assert one.counts["changed"] == 1
    assert "vandring.gpx" in staff.get(reverse("import", args=[one.pk])).text
    before = Route.objects.get().alignment
    confirmed(staff, one)
    route = Route.objects.get()
    assert (route.name, route.is_schematic) == ("Vägen genom Sörmland", False)
    assert route.alignment.length == pytest.approx(9_038, abs=5)
    staff.post(reverse("import-decide", args=[one.pk]), {"verb": "undo"})
    assert Route.objects.get().alignment.equals_exact(before)


def test_geojson_of_the_portal_itself_changes_nothing(staff, links):
    confirmed(staff, sent(staff, number="221", begins_at="Bettna"))
    content = b"".join(
        staff.get(reverse("import-download", args=["routes", "geojson"])).streaming_content
    )
    file = SimpleUploadedFile("routes.geojson", content)
    again = sent(staff, file, publisher="x")
    assert again.state == "unchanged"
    edited = json.loads(content)
    edited["features"][0]["properties"]["name"] = "Väg 221"
    file = SimpleUploadedFile("routes.geojson", json.dumps(edited).encode())
    confirmed(staff, sent(staff, file, publisher="x"))
    assert Route.objects.get().name == "Väg 221"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "field--invalid"),
        ({"number": "999", "begins_at": "Bettna"}, "har numret 999"),
        ({"number": "221"}, "vid vilken ort"),
        ({"number": "221", "begins_at": "Nowhere"}, "ingen ort Nowhere"),
    ],
)
def test_what_is_missing_is_said_at_its_field(staff, links, said, words):
    answer = sent(staff, **said)
    assert words in answer.content.decode()
    assert not Import.objects.exists()
