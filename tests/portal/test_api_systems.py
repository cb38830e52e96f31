"""Files and boxes are right in all four reference systems, and pages while data changes."""

import numpy as np
import pyogrio
import pytest
import shapely
from django.contrib.gis.db.models.functions import Transform
from django.contrib.gis.geos import Polygon
from django.test import Client

from geo.models import PopulationCell
from geo.ogcapi.crs import KNOWN, crs_named
from portal.api import SERVICE
from services.models import ServicePoint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "road_links", "indicator")]
EPSG = {uri: crs.srid for uri, crs in KNOWN.items()}


def test_geopackage_is_x_first_in_every_reference_system(tmp_path):
    cells = list(PopulationCell.objects.filter(dataset__is_active=True).order_by("pk"))
    for uri, srid in EPSG.items():
        answer = Client().get("/api/collections/cells/items", {"f": "gpkg", "crs": uri})
        path = tmp_path / "cells.gpkg"
        path.write_bytes(b"".join(answer.streaming_content))
        meta, _, shapes, _ = pyogrio.raw.read(path)
        points = [cell.point.transform(srid, clone=True) for cell in cells]
        expected = np.array([(point.x, point.y) for point in points])
        found = shapely.get_coordinates(shapely.from_wkb(shapes))
        assert meta["crs"] == f"EPSG:{srid}"
        assert np.abs(found - expected).max() < (1e-6 if srid == 4326 else 0.01), srid


def test_boxes_find_the_same_in_every_reference_system():
    box = (16.4, 58.9, 16.8, 59.2)
    for uri, srid in EPSG.items():
        crs = crs_named(uri)
        corners = Polygon.from_bbox(box)
        corners.srid = 4326
        west, south, east, north = corners.transform(srid, clone=True).extent
        asked = (south, west, north, east) if crs.is_y_first else (west, south, east, north)
        query = {"bbox": ",".join(map(repr, asked)), "bbox-crs": uri, "limit": 10_000}
        answer = Client().get("/api/collections/cells/items", query).json()
        found = {one["id"] for one in answer["features"]}
        places = PopulationCell.objects.filter(dataset__is_active=True).annotate(
            placed=Transform("point", srid)
        )
        frame = Polygon.from_bbox((west, south, east, north))
        frame.srid = srid
        inside = set(places.filter(placed__bboverlaps=frame).values_list("pk", flat=True))
        assert found == inside, srid
        assert found


@pytest.mark.parametrize(
    "box", ["-180,-90,180,90", "170,-90,20,90", "-20,40,45,80", "16,58,16.9,59.5"]
)
def test_great_boxes_find_all_that_lies_in_them(client, box):
    found = client.get("/api/collections/services/items", {"bbox": box}).json()
    every = client.get("/api/collections/services/items").json()
    placed = ServicePoint.objects.filter(point__isnull=True).count()
    assert every["numberMatched"] >= found["numberMatched"] > 0
    if box.startswith("-180"):
        assert every["numberMatched"] - found["numberMatched"] <= placed


def test_box_beyond_what_is_held_is_empty(client):
    found = client.get("/api/collections/services/items", {"bbox": "-120,10,-110,20"}).json()
    assert found["features"] == []
    answer = client.get(
        "/api/collections/services/items",
        {"filter": "S_INTERSECTS(geometry,POLYGON((-180 -90,180 -90,180 90,-180 90,-180 -90)))"},
    )
    assert answer.status_code == 400


@pytest.mark.parametrize("name", list(SERVICE.by_id))
def test_pages_in_every_order_hold_every_feature_once(client, name):
    sortable = [n for n, field in SERVICE.by_id[name].queryables.items() if field.is_sortable]
    total = client.get(f"/api/collections/{name}/items").json()["numberMatched"]
    size = max(1, -(-total // 4))
    for sign, one in zip("+-" * 20, sortable[:8], strict=False):
        url = f"/api/collections/{name}/items?limit={size}&sortby={sign}{one}".replace("+", "%2B")
        read = []
        while url and len(read) <= total:
            page = client.get(url).json()
            read += [feature["id"] for feature in page["features"]]
            url = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
        assert len(read) == len(set(read)) == total, one


def test_pages_stay_right_while_features_come_and_go(client):
    first = client.get("/api/collections/services/items", {"limit": 10, "sortby": "name"}).json()
    shown = [one["id"] for one in first["features"]]
    every = client.get("/api/collections/services/items", {"limit": 10_000, "sortby": "name"})
    expected = [one["id"] for one in every.json()["features"]][10:]
    ServicePoint.objects.filter(pk__in=(shown[0], shown[-1])).update(name="AAA")
    ServicePoint.objects.get(pk=shown[5]).offers.update(state="closed")
    url = next(link["href"] for link in first["links"] if link["rel"] == "next")
    rest = []
    while url:
        page = client.get(url).json()
        rest += [one["id"] for one in page["features"]]
        url = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert rest == expected


def test_gaps_go_on_after_the_feature_that_a_page_ended_with(client):
    page = client.get("/api/collections/gaps/items", {"limit": 5}).json()
    url = next(link["href"] for link in page["links"] if link["rel"] == "next")
    before = client.get(url).json()["features"]
    gone = page["features"][-1]["id"].rsplit(".", 1)[1]
    from services.models import Standard

    Standard.objects.filter(slug=gone).update(slug=f"{gone}-renamed")
    after = client.get(url)
    assert after.status_code == 200
    kept = {one["id"] for one in before if not one["id"].endswith(f".{gone}")}
    assert kept & {one["id"] for one in after.json()["features"]}


def test_counts_are_withheld_where_two_standards_give_them_away():
    from dataclasses import dataclass, replace

    from geo.analysis.verdicts import Verdict
    from services.queries.disclosed import withheld

    @dataclass(frozen=True)
    class Thing:
        pk: int = 1
        category_id: int = 1
        is_primary: bool = False

    @dataclass(frozen=True)
    class Found:
        within: float
        beyond: float
        residents: float = 100
        unreached: float = 0
        verdict: object = Verdict.MET
        locality: object = Thing()
        standard: object = Thing()
        area_name: str = ""
        hides_parts: bool = False

    plain = Found(60, 40)
    assert withheld([plain, replace(plain, within=63, beyond=37)]) == {1}
    assert withheld([plain, replace(plain, within=70, beyond=30)]) == set()
    assert withheld([Found(97, 3)]) == {0}
    assert withheld([replace(plain, hides_parts=True)]) == {0}
    # What the desk shows stays; the other standard gives way, wherever it stands.
    primary = replace(plain, within=63, beyond=37, standard=Thing(2, is_primary=True))
    assert withheld([plain, primary]) == {0}
    elsewhere = replace(plain, within=63, beyond=37, locality=Thing(2))
    assert withheld([plain, elsewhere]) == set()
