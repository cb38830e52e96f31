"""The portal's open API: the collections of every app under one address."""

from dataclasses import replace
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings

from geo import collections as geo
from geo.ogcapi.question import Ask, Question
from geo.ogcapi.service import FeatureService
from geo.ogcapi.tile_service import TileService
from geo.ogcapi.tiles import TileLayer
from plans import collections as plans
from route221 import collections as route221
from services import collections as services

LANGUAGES = [code for code, _ in settings.LANGUAGES]
TEXT, NUMBER = {"type": "string"}, {"type": "number", "nullable": True}
ANY = {"type": "object"}
LAT = Ask("lat", "number", "latitude, WGS 84")
LON = Ask("lon", "number", "longitude, WGS 84")


def _list(properties: dict[str, Any]) -> dict[str, Any]:
    items = {"type": "object", "required": list(properties), "properties": properties}
    return {"type": "array", "items": items}


def _answer(properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _question(name: str, summary: str, asks: tuple[Ask, ...], answer: Any) -> Question:
    return Question(f"/api/fraga/{name}", summary, asks, _answer(answer), LANGUAGES)


SEARCH = _question(
    "sok",
    "Places and pages by name, the likeliest first",
    (
        Ask("q", "string", "what is looked for; the first hundred characters are read"),
        LAT,
        LON,
        Ask("limit", "integer", "how many; at most 20 are given", bounds={"default": 10}),
    ),
    {
        "results": _list(
            dict.fromkeys(("kind", "id", "name", "url"), TEXT)
            | dict.fromkeys(("lon", "lat", "distance_m"), NUMBER)
        )
    },
)
NEAREST = _question(
    "nearest",
    "The nearest known of each service, and what is not known",
    (replace(LAT, is_required=True), replace(LON, is_required=True)),
    {
        "nearest": _list(
            dict.fromkeys(("category", "name", "url"), TEXT)
            | dict.fromkeys(("straight_m", "road_m"), NUMBER)
        ),
        "not_in_register": _list(dict.fromkeys(("category", "category_name"), TEXT)),
        "village": TEXT | {"description": "the village whose middle the point is, or empty"},
        "is_position_known": {
            "type": "boolean",
            "description": "false for a village of which nobody knows well where it lies",
        },
    },
)
OPEN = _question(
    "oppet",
    "What is known to be open, closed or by arrangement",
    (
        Ask(
            "at",
            "string",
            "now, or a local time such as 2026-11-24T16:00",
            bounds={"default": "now"},
        ),
    ),
    {"at": TEXT, "services": {"type": "object"}, "businesses": {"type": "object"}},
)
SCENARIO = _question(
    "scenario",
    "What a few changes would do to the figures and goals",
    (
        Ask(
            "c",
            "string",
            "one change, such as oppna,grocery,16.8869,59.0714; repeated, at most 40",
            is_repeated=True,
        ),
        Ask("korning", "integer", "which coverage run; the newest without", bounds={"minimum": 1}),
    ),
    {
        "run": {"type": "integer"},
        "is_estimate": {"type": "boolean"},
        "changes": _list({"text": TEXT, "kind": TEXT, "words": TEXT, "lon": NUMBER, "lat": NUMBER}),
        "effects": _list({"standard": TEXT, "area": TEXT, "before": TEXT, "after": TEXT}),
        "goals": _list(dict.fromkeys(("goal", "before", "after"), TEXT)),
        "html": TEXT,
    },
)
ROAD = _question(
    "vag",
    "A road with its stops and the stretches where something is missing, as GeoJSON",
    (Ask("nummer", "string", "the road's number, such as 221", is_required=True),),
    {
        "type": TEXT,
        "features": _list({"type": TEXT, "geometry": ANY, "properties": ANY}),
    },
)
QUESTIONS = (SEARCH, NEAREST, OPEN, SCENARIO, ROAD)
CATALOGUE = {
    "/api/dcat": {
        "get": {
            "operationId": "dcat",
            "summary": "The catalogue, DCAT-AP-SE 3.0",
            "responses": {
                "200": {
                    "description": "RDF/XML",
                    "content": {"application/rdf+xml": {"schema": TEXT}},
                },
            },
        }
    }
}


def _more_paths() -> dict[str, Any]:
    """Return what the document describes beside the collections."""
    questions = [one.documented() for one in QUESTIONS]
    return reduce(or_, [*questions, CATALOGUE, TILES.documented()])


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
    languages=LANGUAGES,
    more_paths=_more_paths,
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
