"""Vector tiles: sums preserved below zoom 10, small counts withheld, empty tiles 204."""

import gzip
import math

import pytest
from django.db import connection

from geo.models import PopulationCell
from portal.api import TILES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def around_flen(zoom: int) -> tuple[int, int]:
    lon, lat = 16.59, 59.06
    x = int((lon + 180) / 360 * 2**zoom)
    y = int((1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * 2**zoom)
    return x, y


@pytest.mark.parametrize("name", list(TILES.by_id))
@pytest.mark.parametrize("zoom", [4, 8, 10, 12])
def test_tile_around_flen_holds_something(client, name, zoom):
    x, y = around_flen(zoom)
    response = client.get(f"/tiles/{name}/{zoom}/{x}/{y}.mvt")
    assert response.status_code in {200, 204}
    if zoom < 10 and name != "housing":
        assert response.status_code == 200
        assert name.encode() in response.content


@pytest.mark.parametrize("zoom", range(11))
def test_pyramid_preserves_counts_and_sums(client, zoom):
    assert client.get("/tiles/cells/0/0/0.mvt").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(count), sum(sums[1]) FROM geo_tilepyramid WHERE layer='cells' AND z=%s",
            [zoom],
        )
        count, residents = cursor.fetchone()
    cells = PopulationCell.objects.filter(dataset__is_active=True)
    assert count == cells.count()
    assert residents == pytest.approx(sum(cells.values_list("residents", flat=True)))


def test_tile_far_away_is_empty(client):
    for zoom, x, y in ((12, 0, 0), (9, 0, 0), (22, 1, 1), (1, 0, 1)):
        assert client.get(f"/tiles/services/{zoom}/{x}/{y}.mvt").status_code == 204


@pytest.mark.parametrize("where", ["23/0/0", "2/4/0", "2/0/4", "0/1/0"])
def test_tile_out_of_range_is_refused_in_words(client, where):
    response = client.get(f"/tiles/services/{where}.mvt")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


def test_tile_of_unknown_layer_or_parameter_is_refused(client):
    assert client.get("/tiles/users/0/0/0.mvt").status_code == 404
    assert client.get("/tiles/services/0/0/0.mvt?x=1").status_code == 400


def test_tile_unchanged_is_answered_304_and_compressed(client):
    x, y = around_flen(9)
    path = f"/tiles/services/9/{x}/{y}.mvt"
    plain = client.get(path)
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == plain.content
    again = client.get(path, headers={"If-None-Match": plain["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", list(TILES.by_id))
def test_tilejson_names_the_tiles(client, name):
    described = client.get(f"/tiles/{name}.json").json()
    assert described["tiles"][0].endswith(f"/tiles/{name}/{{z}}/{{x}}/{{y}}.mvt")
    assert described["vector_layers"][0]["id"] == name
