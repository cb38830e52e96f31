"""The portal's open API: the collections of every app under one address."""

from django.conf import settings

from geo import collections as geo
from geo.ogcapi.service import FeatureService
from geo.ogcapi.tile_service import TileService
from geo.ogcapi.tiles import TileLayer
from plans import collections as plans
from route221 import collections as route221
from services import collections as services

SERVICE = FeatureService(
    title=settings.SITE_NAME,
    collections=(
        *geo.COLLECTIONS,
        # The gaps say which goals answer them, which only a higher room knows.
        *(one for one in services.COLLECTIONS if one is not services.GAPS),
        plans.ANSWERED_GAPS,
        *route221.COLLECTIONS,
        *plans.COLLECTIONS,
    ),
    languages=[code for code, _ in settings.LANGUAGES],
)

TILES = TileService(
    (
        TileLayer(geo.LOCALITIES, ("name", "kind")),
        TileLayer(services.SERVICES, ("name", "categories"), is_thinned=True),
        TileLayer(
            geo.CELLS,
            ("residents", "is_estimate"),
            is_thinned=True,
            sums={"residents": "residents"},
            round_to=geo.ROUND_TO,
        ),
        TileLayer(
            geo.ROADS,
            ("number", "road_class", "is_ferry"),
            least_zoom=5,
            chosen=geo.roads_by_zoom,
        ),
        TileLayer(route221.ROUTES, ("number", "is_schematic")),
        TileLayer(plans.HOUSING, ("name", "plan_stage", "building_stage")),
        TileLayer(geo.BOUNDARIES, ("name", "code")),
    )
)
