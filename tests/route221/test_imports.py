"""A road's line out of a file or out of links by number, oriented from a place, twice the same."""

import json

import pytest
from django.contrib.gis.geos import LineString, Point
from django.core.management import CommandError, call_command

from geo.models import Dataset, Locality, RoadLink
from route221.models import Route

pytestmark = pytest.mark.django_db
X, Y = 594_664.0, 6_530_508.0


@pytest.fixture
def flen(municipality):
    return Locality.objects.create(
        name="Flen",
        kind="tatort",
        municipality=municipality,
        point=Point(X, Y + 9_000, srid=3006),
        precision="exact",
    )


@pytest.fixture
def links(locality):
    """Three links of road 221 from north to south, drawn in no order, and one of another road."""
    dataset = Dataset.objects.create(
        kind="roads", slug="roads", title="Vägar 2024", publisher="Trafikverket", licence="CC0 1.0"
    )
    lines = [
        ("221", [(X, Y + 3_000), (X, Y)]),
        ("221", [(X, Y + 6_000), (X, Y + 9_000)]),
        ("221", [(X, Y + 3_000), (X, Y + 6_000)]),
        ("52", [(X, Y), (X + 5_000, Y)]),
    ]
    for number, coords in lines:
        RoadLink.objects.create(
            dataset=dataset,
            alignment=LineString(coords, srid=3006),
            length_m=3_000,
            forward_permitted=True,
            backward_permitted=True,
            number=number,
            is_ferry=False,
            is_motorway=False,
        )


def test_links_of_a_number_become_a_road_from_the_end_nearest_a_place(links, locality, flen):
    call_command("import_routes", "--number", "221", "--from", "Bettna", "--name", "Väg 221")
    route = Route.objects.get(number="221")
    assert route.alignment.length == pytest.approx(9_000)
    assert route.alignment[0] == pytest.approx((X, Y))
    assert (route.from_name, route.to_name) == ("Bettna", "Flen")
    assert route.dataset.licence == "CC0 1.0"


def test_again_changes_nothing_and_the_other_end_turns_it(links, locality, flen, capsys):
    call_command("import_routes", "--number", "221", "--from", "Bettna")
    call_command("import_routes", "--number", "221", "--from", "Bettna")
    assert "nothing to change" in capsys.readouterr().out
    assert Route.objects.get().version == 1
    call_command("import_routes", "--number", "221", "--from", "flen")
    route = Route.objects.get()
    assert (route.from_name, route.version) == ("Flen", 2)
    assert route.alignment[0] == pytest.approx((X, Y + 9_000))


def test_dry_run_and_unusable_input_change_nothing(links, locality, tmp_path):
    call_command("import_routes", "--number", "221", "--from", "Bettna", "--dry-run")
    with pytest.raises(CommandError, match="No imported road link carries the number 999"):
        call_command("import_routes", "--number", "999", "--from", "Bettna")
    with pytest.raises(CommandError, match="Say at which place the road begins"):
        call_command("import_routes", "--number", "221")
    broken = tmp_path / "road.geojson"
    broken.write_text("{")
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_routes", broken, "--number", "221", "--from", "Bettna")
    assert not Route.objects.exists()


def test_geojson_line_becomes_a_road(locality, flen, tmp_path, capsys):
    line = LineString([(X, Y + 9_000), (X, Y)], srid=3006).transform(4326, clone=True)
    path = tmp_path / "road.geojson"
    feature = {"type": "Feature", "properties": {}, "geometry": json.loads(line.geojson)}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    call_command("import_routes", path, "--number", "221", "--from", "Bettna", "--report", "json")
    assert json.loads(capsys.readouterr().out)["counts"]["added"] == 1
    assert Route.objects.get().alignment[0] == pytest.approx((X, Y), abs=0.2)
