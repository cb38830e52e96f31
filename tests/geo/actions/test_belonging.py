"""Squares follow when localities or boundaries are imported, and go back when it is undone."""

import json
import random
from itertools import product

import numpy as np
import pytest
from django.contrib.gis.geos import Point
from django.core.management import call_command

from geo.actions.imports import undo
from geo.models import CellMove, Dataset, Import, Locality, Municipality, PopulationCell
from geo.queries.belonging import NEAR_M, Places
from geo.tables.boundaries import Municipalities
from geo.tables.localities import Localities
from tests.conftest import square

pytestmark = pytest.mark.django_db
X, Y = 594_000, 6_530_000


@pytest.fixture
def cell(municipality):
    dataset = Dataset.objects.create(kind="population", slug="grid", title="g", publisher="x")

    def made(x, y, locality=None, of=municipality):
        return PopulationCell.objects.create(
            dataset=dataset,
            grid_id=f"{x}{y}",
            size_m=250,
            point=Point(x, y, srid=3006),
            municipality=of,
            locality=locality,
            residents=10,
        )

    return made


@pytest.fixture
def take_in(tmp_path):
    def taken(*rows, name="tatorter_2020.csv"):
        path = tmp_path / name
        path.write_text("\n".join(["code,name,mun_code,pop,year,x,y", *rows]))
        call_command("import_localities", path)
        return Import.objects.first()

    return taken


@pytest.fixture
def draw(tmp_path):
    """Import boundaries, each a square in metres."""

    def drawn(*rows, name="kommuner_2020.geojson"):
        features = [
            {
                "type": "Feature",
                "properties": {"kommunkod": code, "kommunnamn": called},
                "geometry": json.loads(square(*at).json),
            }
            for code, called, *at in rows
        ]
        path = tmp_path / name
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
        call_command("import_boundaries", path, "--prefer-file", crs="EPSG:3006")
        return Import.objects.first()

    return drawn


def counted():
    """Where each square is counted."""
    rows = PopulationCell.objects.order_by("pk")
    return list(rows.values_list("pk", "municipality__code", "locality__name"))


def names():
    return [name for _key, _code, name in counted()]


def test_new_locality_takes_the_squares_that_are_nearest_to_it(cell, locality, take_in):
    cell(X, Y, locality)
    cell(X + 4_000, Y, locality)
    cell(X + 30_000, Y)
    before = counted()
    done = take_in(f"0482TB2,Vadsbro,0482,50,2020,{X + 5_000},{Y}")
    assert names() == ["Bettna", "Vadsbro", None]
    assert sum(PopulationCell.objects.values_list("residents", flat=True)) == 30
    assert done.notes["read"]["population squares counted elsewhere than before"] == 1
    said = undo(table=Localities(), imported=done)
    assert counted() == before
    assert said["squares"] == 1
    assert not CellMove.objects.exists()
    assert Locality.objects.get() == locality


def test_squares_loaded_after_the_locality_let_it_go_again(cell, locality, take_in):
    done = take_in(f"0482TB2,Vadsbro,0482,50,2020,{X + 9_000},{Y}")
    cell(X + 9_000, Y, Locality.objects.get(name="Vadsbro"))
    undo(table=Localities(), imported=done)
    assert names() == [None]
    assert Locality.objects.get() == locality


def test_square_that_was_counted_otherwise_on_purpose_stays(cell, locality, take_in):
    cell(X + 3_000, Y)  # by the rule it would be Bettna's
    cell(X + 3_500, Y)
    before = counted()
    done = take_in(f"0482TB2,Vadsbro,0482,50,2020,{X + 9_000},{Y}")
    assert names() == [None, None]
    other = take_in(f"0482TB3,Blacksta,0482,50,2020,{X + 3_600},{Y}", name="smaorter.csv")
    assert names() == ["Blacksta", "Blacksta"]
    undo(table=Localities(), imported=other)
    undo(table=Localities(), imported=done)
    assert counted() == before


def test_versions_that_can_be_swapped_back_follow_too(cell, locality, take_in):
    cell(X + 9_000, Y)
    Dataset.objects.filter(kind="population").update(is_active=False)
    take_in(f"0482TB2,Vadsbro,0482,50,2020,{X + 9_000},{Y}")
    assert names() == ["Vadsbro"]


def test_squares_stay_with_a_locality_that_cannot_go(cell, municipality, take_in, road_links):
    from services.models import ServicePoint

    cell(X, Y)
    done = take_in(f"0482TB2,Vadsbro,0482,50,2020,{X},{Y}")
    place = Locality.objects.get()
    ServicePoint.objects.create(
        name="Shop",
        precision="none",
        locality=place,
        municipality=municipality,
        dataset=place.dataset,
    )
    said = undo(table=Localities(), imported=done)
    assert names() == ([None] if said["removed"] else ["Vadsbro"])


def test_new_boundary_takes_its_squares_and_gives_them_back(cell, locality, draw):
    cell(X, Y, locality)
    cell(X + 20_000, Y)
    before = counted()
    done = draw(
        ("0482", "Flen", 580_000, 6_520_000, 30_000),
        ("0480", "Nyköping", 610_000, 6_520_000, 30_000),
    )
    assert [code for _key, code, _name in counted()] == ["0482", "0480"]
    undo(table=Municipalities(), imported=done)
    assert counted() == before
    assert Municipality.objects.get().code == "0482"


def test_square_in_no_municipality_stays_where_it_is_counted(cell, locality, draw):
    cell(X + 20_000, Y)
    draw(("0482", "Flen", 580_000, 6_520_000, 30_000))
    assert [code for _key, code, _name in counted()] == ["0482"]


def test_rule_agrees_with_looking_at_every_place(municipality, dataset):
    chance = random.Random(221)
    neighbour = Municipality.objects.create(
        code="0480",
        name="N",
        county="",
        boundary=square(620_000, 6_520_000, 40_000),
        dataset=dataset,
    )
    for number in range(40):
        x, y = 580_000 + chance.random() * 80_000, 6_520_000 + chance.random() * 40_000
        Locality.objects.create(
            name=f"o{number}",
            slug=f"o{number}",
            municipality=municipality if x < 620_000 else neighbour,
            point=Point(x, y, srid=3006),
            boundary=square(x - 900, y - 900, 1_800) if number % 3 == 0 else None,
            precision="exact" if number % 5 else "approximate",
        )
    xy = np.array(
        [(579_500 + a * 1_013, 6_519_700 + b * 997) for a, b in product(range(80), range(41))]
    )
    found = np.column_stack(Places().find(xy))
    places = [one for one in Locality.objects.order_by("pk") if one.precision == "exact"]
    for (x, y), (code, place) in zip(xy, found, strict=True):
        at = Point(float(x), float(y), srid=3006)
        own = [one for one in (municipality, neighbour) if one.boundary.intersects(at)]
        inside = [one.pk for one in places if one.boundary and one.boundary.intersects(at)]
        near = sorted(
            (one.point.distance(at), one.pk)
            for one in places
            if own and one.municipality_id == own[0].pk and one.point.distance(at) <= NEAR_M
        )
        assert code == (own[0].pk if own else 0)
        assert place == (inside[0] if inside else near[0][1] if near else 0)
