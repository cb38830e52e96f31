"""The portal's own API over the benchmark's points: settings and addresses for benchmarks.api."""

import os

from django.contrib.gis.db import models
from django.urls import include, path

from geo.ogcapi.collection import ModelCollection
from geo.ogcapi.field import Field
from geo.ogcapi.service import FeatureService
from geo.ogcapi.tile_service import TileService
from geo.ogcapi.tiles import TileLayer

ATTRIBUTES = {
    "name": "string",
    "category": "string",
    "state": "string",
    "source": "string",
    "licence": "string",
    "residents": "integer",
    "size_m": "integer",
    "share": "number",
}


class _Point(models.Model):
    name = models.TextField()
    category = models.TextField()
    state = models.TextField()
    source = models.TextField()
    licence = models.TextField()
    residents = models.IntegerField()
    size_m = models.IntegerField()
    share = models.FloatField()
    point = models.PointField(srid=3006)
    web_point = models.PointField(srid=3857)

    class Meta:
        abstract = True
        app_label = "geo"
        managed = False


class Small(_Point):
    class Meta(_Point.Meta):
        db_table = "bench_small"


class Large(_Point):
    class Meta(_Point.Meta):
        db_table = "bench_large"


def _collection(name: str, model: type[models.Model]) -> ModelCollection:
    return ModelCollection(
        id=name,
        title=name,
        description=name,
        queryset=model.objects.all,  # type: ignore[attr-defined]
        fields=tuple(Field(one, kind, one, column=one) for one, kind in ATTRIBUTES.items()),
    )


COLLECTIONS = (_collection("small", Small), _collection("large", Large))
KEPT = {} if os.environ.get("BENCH_KEEPS") else {"kept_bytes": -1}
SERVICE = FeatureService("benchmark", COLLECTIONS, ["sv"], **KEPT)
TILES = TileService(
    [
        TileLayer(
            one,
            ("category", "residents"),
            is_thinned=True,
            sums={"residents": "residents"},
            web_geometry="web_point",
        )
        for one in COLLECTIONS
    ],
    **KEPT,
)
urlpatterns = [
    path("api/", include((SERVICE.urls(), "api"))),
    path("tiles/", include((TILES.urls(), "tiles"))),
]
