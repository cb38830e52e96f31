"""The same 20,000 points in uMap 3.7, as a peer of ``benchmarks.web points``.

uMap stands apart: its own environment, its own database in the private cluster, its own address::

    python3 -m venv var/bench/umap
    var/bench/umap/bin/pip install "umap-project==3.7.*" whitenoise gunicorn
    script/manage shell -c "from benchmarks.umap import prepare; prepare()"
    var/bench/umap-serve      # prints the address to give as --umap

It is served as the portal is: two gunicorn workers of four threads, hashed and compressed static files.
No tile of its background is fetched: the benchmark measures the map, not another's server.
"""

import json
import os
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection

from benchmarks.points import coordinates
from geo.imports.located import degrees_of

HOME = Path("var/bench").resolve()
PORT = 8_377
DATABASE = "umap_bench"
CONF = """
from umap.settings.base import MIDDLEWARE
SECRET_KEY = "only for a benchmark"
DEBUG = False
ALLOWED_HOSTS = ["localhost"]
SITE_URL = "http://localhost:{port}"
DATABASES = {{"default": {{"ENGINE": "django.contrib.gis.db.backends.postgis", "NAME": "{name}",
    "USER": "{user}", "HOST": "{host}", "CONN_MAX_AGE": 60}}}}
STATIC_ROOT, MEDIA_ROOT = "{home}/umap-static", "{home}/umap-data"
MIDDLEWARE = ("whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware", *MIDDLEWARE)
UMAP_ALLOW_ANONYMOUS = True
REALTIME_ENABLED = False
GDAL_LIBRARY_PATH, GEOS_LIBRARY_PATH = "{gdal}", "{geos}"
"""
MAKE = """
import json, sys, uuid
from django.core.files.base import ContentFile
from umap.models import DataLayer, Licence, Map, TileLayer
from django.contrib.gis.geos import Point
Map.objects.all().delete()
licence, _ = Licence.objects.get_or_create(name="CC0")
tiles, _ = TileLayer.objects.get_or_create(name="none", defaults={{
    "url_template": "http://localhost:{port}/none/{{z}}/{{x}}/{{y}}.png", "attribution": "none"}})
view = {{"type": "Feature", "geometry": {{"type": "Point", "coordinates": [16.62, 59.06]}},
    "properties": {{"zoom": 10, "name": "Benchmark", "slideshow": {{}}, "captionBar": False}}}}
one = Map.objects.create(name="Benchmark", slug="benchmark", center=Point(16.62, 59.06), zoom=10,
    licence=licence, share_status=Map.PUBLIC, edit_status=Map.ANONYMOUS, settings=view)
data = open("{home}/points.geojson", encoding="utf-8").read()
layer = DataLayer(uuid=uuid.uuid4(), map=one, name="Points", display_on_load=True,
    settings={{"name": "Points", "type": "Cluster", "displayOnLoad": True, "browsable": True}})
layer.geojson.save("points.geojson", ContentFile(data))
print("http://localhost:{port}" + one.get_absolute_url())
"""


def prepare() -> None:
    """Make database, map and the script that serves it."""
    HOME.mkdir(parents=True, exist_ok=True)
    _write_points()
    here = settings.DATABASES["default"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {DATABASE}")
    told = {
        "port": PORT,
        "home": HOME,
        "name": DATABASE,
        "user": here["USER"],
        "host": here["HOST"],
        "gdal": settings.GDAL_LIBRARY_PATH,
        "geos": settings.GEOS_LIBRARY_PATH,
    }
    (HOME / "umap.conf").write_text(CONF.format(**told), encoding="utf-8")
    for words in (["collectstatic", "--no-input"], ["migrate", "--no-input"]):
        _umap(*words)
    compress = [str(HOME / "umap/bin/python"), "-m", "whitenoise.compress", "-q"]
    subprocess.run([*compress, str(HOME / "umap-static")], check=True)
    address = _umap("shell", "-c", MAKE.format(**told)).strip().splitlines()[-1]
    serve = HOME / "umap-serve"
    command = f"{HOME}/umap/bin/gunicorn -b 127.0.0.1:{PORT} -w 2 --threads 4 umap.wsgi"
    serve.write_text(
        f"#!/bin/sh\necho {address}\nexport UMAP_SETTINGS={HOME}/umap.conf"
        f" DJANGO_SETTINGS_MODULE=umap.settings\nexec {command}\n",
        encoding="utf-8",
    )
    serve.chmod(0o755)
    print(address)


def _write_points() -> None:
    lonlat = map(degrees_of, coordinates())
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [round(lon, 6), round(lat, 6)]},
            "properties": {"name": f"Plats {number:05}"},
        }
        for number, (lon, lat) in enumerate(lonlat)
    ]
    body = {"type": "FeatureCollection", "features": features}
    (HOME / "points.geojson").write_text(json.dumps(body), encoding="utf-8")


def _umap(*words: str) -> str:
    environment = os.environ | {
        "UMAP_SETTINGS": str(HOME / "umap.conf"),
        "DJANGO_SETTINGS_MODULE": "umap.settings",
    }
    for name in ("DATABASE_URL", "SECRET_KEY", "SITE_URL"):
        environment.pop(name, None)
    run = subprocess.run(
        [str(HOME / "umap/bin/umap"), *words],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise SystemExit(run.stdout[-2_000:] + run.stderr[-2_000:])
    return run.stdout
