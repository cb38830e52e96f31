"""QGIS's own reader, GDAL's OAPIF driver, sees what the database holds, in all four systems."""

import json
import subprocess
import sys

import numpy as np
from django.test import Client

from geo.models import Locality, PopulationCell
from geo.ogcapi.crs import CRS84 as PLAIN
from portal.api import SERVICE
from portal.demo import load_demo

EPSG = {
    "http://www.opengis.net/def/crs/OGC/1.3/CRS84": 4326,
    "http://www.opengis.net/def/crs/EPSG/0/4326": 4326,
    "http://www.opengis.net/def/crs/EPSG/0/3006": 3006,
    "http://www.opengis.net/def/crs/EPSG/0/3857": 3857,
}
CRS84 = PLAIN.uri
# In a process of its own: GDAL waits for answers while it holds this interpreter's lock.
READ = """
import json, sys
import pyogrio, shapely
answers = []
for asked in json.load(sys.stdin):
    box = asked.pop("bbox", None)
    info = pyogrio.read_info(asked["url"], layer=asked["layer"], force_feature_count=True)
    _, _, shapes, _ = pyogrio.raw.read(asked.pop("url"), bbox=box and tuple(box), **asked)
    places = shapely.get_coordinates(shapely.from_wkb(shapes)).tolist()
    answers.append({"count": info["features"], "read": len(shapes), "places": places})
json.dump(answers, sys.stdout)
"""


def read(asked):
    found = subprocess.run(
        [sys.executable, "-c", READ],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert found.returncode == 0, found.stderr
    return json.loads(found.stdout)


def test_gdal_reads_what_the_database_holds(live_server):
    load_demo()
    url, client = f"OAPIF:{live_server.url}/api", Client()
    names = list(SERVICE.by_id)
    box = (16.4, 58.9, 16.8, 59.2)
    every = [{"url": url, "layer": name, "PAGE_SIZE": "1000"} for name in names]
    systems = [{"url": url, "layer": "cells", "PAGE_SIZE": "1000", "CRS": crs} for crs in EPSG]
    answers = read(
        [*every, *systems, {"url": url, "layer": "localities", "bbox": box, "CRS": CRS84}]
    )
    for name, answer in zip(names, answers, strict=False):
        held = client.get(f"/api/collections/{name}/items?limit=1").json()["numberMatched"]
        assert (answer["count"], answer["read"]) == (held, held), name
    cells = list(PopulationCell.objects.filter(dataset__is_active=True).order_by("pk"))
    for srid, answer in zip(EPSG.values(), answers[len(names) :], strict=False):
        points = [cell.point.transform(srid, clone=True) for cell in cells]
        expected = np.array([(point.x, point.y) for point in points])
        tolerance = 1e-6 if srid == 4326 else 0.01
        assert np.abs(np.array(answer["places"]) - expected).max() < tolerance, srid
    placed = Locality.objects.filter(point__isnull=False)
    points = [place.point.transform(4326, clone=True) for place in placed]
    inside = [p for p in points if box[0] <= p.x <= box[2] and box[1] <= p.y <= box[3]]
    assert answers[-1]["read"] == len(inside) > 0
