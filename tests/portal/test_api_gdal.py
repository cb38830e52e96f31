"""GDAL, QGIS's own reader, sees what the database holds: every collection, in all four systems."""

import json
import os
import re
import subprocess
import sys
from urllib.parse import urlencode

import numpy as np
import pytest
import shapely
from django.contrib.gis.db.models.functions import AsWKB, Transform
from django.contrib.gis.geos import Point, Polygon
from django.test import Client
from pyproj import CRS

from geo.ogcapi.collection import ModelCollection
from geo.ogcapi.crs import KNOWN
from portal.api import SERVICE
from portal.demo import load_demo

BOX = (16.4, 58.9, 16.8, 59.2)
# In a process of its own: GDAL waits for answers while it holds this interpreter's lock.
READ = """
import json, sys
import pyogrio, shapely
answers = []
for asked in json.load(sys.stdin):
    url, box = asked.pop("url"), asked.pop("bbox", None)
    meta, _, shapes, _ = pyogrio.raw.read(url, bbox=box and tuple(box), **asked)
    wkb = [None if one is None else one.hex() for one in shapes]
    answers.append({"crs": meta["crs"], "wkb": wkb})
json.dump(answers, sys.stdout)
"""


def read(asked):
    found = subprocess.run(
        [sys.executable, "-c", READ],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert found.returncode == 0, found.stderr
    return [
        (one["crs"], shapely.from_wkb([bytes.fromhex(w) if w else None for w in one["wkb"]]))
        for one in json.loads(found.stdout)
    ]


def held(collection, srid):
    """Return the geometries that the database holds, in the order of the collection's pages."""
    if isinstance(collection, ModelCollection):
        placed = AsWKB(Transform(collection.geometry, srid))
        rows = collection.queryset().order_by("pk").annotate(as_placed=placed)
        shapes = rows.values_list("as_placed", flat=True)
        return shapely.from_wkb([one and bytes(one) for one in shapes])
    found = sorted(collection.features(), key=lambda one: one[0])
    points = [place and Point(*place, srid=4326) for _, place, _ in found]
    return shapely.from_wkb(
        [point and bytes(point.transform(srid, clone=True).wkb) for point in points]
    )


def box_in(srid):
    box = Polygon.from_bbox(BOX)
    box.srid = 4326
    return box.transform(srid, clone=True).extent


@pytest.fixture
def served(live_server, road_links, request):
    load_demo()
    request.getfixturevalue("indicator")  # of a municipality, which must be there first
    return f"OAPIF:{live_server.url}/api"


def assert_same(found, expected, srid, what):
    assert len(found) == len(expected), what
    assert (shapely.is_missing(found) == shapely.is_missing(expected)).all(), what
    off = np.abs(shapely.get_coordinates(found) - shapely.get_coordinates(expected))
    assert off.max(initial=0) < (1e-6 if srid == 4326 else 0.01), what


def test_gdal_reads_every_collection_as_the_database_holds_it(served):
    cases = [(name, crs) for crs in KNOWN.values() for name in SERVICE.by_id]
    asked = []
    for name, crs in cases:
        every = {"url": served, "PAGE_SIZE": "1000", "CRS": crs.uri, "layer": name}
        asked += [every, every | {"bbox": box_in(crs.srid)}]
    answers = read(asked)
    for (name, crs), (said, whole), (_, part) in zip(
        cases, answers[::2], answers[1::2], strict=True
    ):
        expected, what = held(SERVICE.by_id[name], crs.srid), f"{name} in {crs.uri}"
        assert CRS(said).equals(CRS(crs.srid), ignore_axis_order=True), what
        assert len(whole) > 0, what
        assert_same(whole, expected, crs.srid, what)
        inside = shapely.intersects(expected, shapely.box(*box_in(crs.srid)))
        assert_same(part, expected[inside], crs.srid, f"{what}, a box")
        assert len(part) > 0, what


def ogrinfo(what, *more):
    found = subprocess.run(
        ["ogrinfo", "-ro", "-so", *more, *what],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=os.environ | {"LC_ALL": "C"},
    )
    assert found.returncode == 0, found.stderr
    count = int(re.search(r"Feature Count: (\d+)", found.stdout).group(1))
    extent = re.search(r"Extent: \((.+), (.+)\) - \((.+), (.+)\)", found.stdout)
    return count, extent and tuple(map(float, extent.groups()))


def test_ogrinfo_counts_every_collection_as_the_database_does(served):
    client = Client()
    for name, collection in SERVICE.by_id.items():
        expected = held(collection, 4326)
        count, extent = ogrinfo((served, name))
        assert count == len(expected), name
        described = client.get(f"/api/collections/{name}").json()["extent"]["spatial"]["bbox"][0]
        bounds = shapely.total_bounds(expected)
        assert np.abs(np.array(extent) - bounds).max() < 1e-6, name
        assert np.abs(np.array(described) - bounds).max() < 1e-6, name
        inside = int(shapely.intersects(expected, shapely.box(*BOX)).sum())
        assert ogrinfo((served, name), "-spat", *map(str, BOX))[0] == inside, name


def test_ogrinfo_reads_every_page_in_the_four_reference_systems(served):
    # Debian's GDAL knows no `CRS` of this driver yet, so the page itself is asked for each.
    for name, collection in SERVICE.by_id.items():
        for uri, crs in KNOWN.items():
            expected, box = held(collection, crs.srid), box_in(crs.srid)
            inside = expected[shapely.intersects(expected, shapely.box(*box))]
            asked = {"f": "json", "limit": 10_000, "crs": uri}
            south_first = (box[1], box[0], box[3], box[2])
            corners = ",".join(map(repr, south_first if crs.is_y_first else box))
            for query, shapes in (
                (asked, expected),
                (asked | {"bbox": corners, "bbox-crs": uri}, inside),
            ):
                what = f"{served.removeprefix('OAPIF:')}/collections/{name}/items"
                count, extent = ogrinfo((f"{what}?{urlencode(query)}",), "-al")
                assert count == len(shapes) > 0, what
                # It takes numbers as they stand, and they stand in the system's own order of axes.
                west, south, east, north = shapely.total_bounds(shapes)
                turned = (
                    (south, west, north, east) if crs.is_y_first else (west, south, east, north)
                )
                off = np.abs(np.array(extent) - turned).max()
                assert off < (1e-6 if crs.srid == 4326 else 0.01), (what, uri)
