"""What /om/data/ tells people to copy and paste works as it stands there."""

import html
import os
import re
import subprocess
import sys

import geopandas
import pytest
from django.test import Client

from portal.demo import load_demo
from services.models import ServicePoint


@pytest.fixture
def recipes(live_server, road_links, settings, tmp_path):
    """Read the page as a person does, from a server at its own address."""
    settings.SITE_URL = live_server.url
    load_demo()
    page = Client().get("/en/om/data/").content.decode()
    found = re.findall(r"<h3>([^<]+)</h3>(?:(?!<h3>).)*?<code>(.*?)</code>", page, re.DOTALL)
    return {title.strip(): html.unescape(code) for title, code in found}


def run(command, folder):
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
        env=os.environ | {"LC_ALL": "C"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_recipes_of_the_page_fetch_every_service(recipes, tmp_path):
    assert {"QGIS", "GDAL", "Python", "R"} <= set(recipes)
    held = Client().get("/api/collections/services/items?limit=1").json()["numberMatched"]
    assert 50 < held <= ServicePoint.objects.count()
    assert "services" in run(["bash", "-ec", recipes["GDAL"]], tmp_path)
    assert len(geopandas.read_file(tmp_path / "services.gpkg", columns=["name"])) == held
    said = "\nprint(len(services), services.crs, *services.total_bounds)"
    read = run([sys.executable, "-c", recipes["Python"] + said], tmp_path)
    count, crs, west, *_ = read.split()
    # GDAL asks for the system that the data are stored in.
    assert (int(count), crs) == (held, "EPSG:3006")
    assert 400_000 < float(west) < 800_000


def test_addresses_for_any_program_answer(recipes):
    code = next(text for title, text in recipes.items() if "any program" in title)
    for address in code.split():
        path = address[address.index("/api/") :]
        response = Client().get(path)
        assert response.status_code == 200, path
