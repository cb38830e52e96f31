"""What the API says of itself and of its collections."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest

from geo.ogcapi.answers import GEOJSON, JSON
from geo.ogcapi.collection import Collection
from geo.ogcapi.crs import CRS84, KNOWN, STORED
from geo.ogcapi.field import Field
from geo.ogcapi.formats import TYPES
from geo.ogcapi.sources import attribution_of

GREGORIAN = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
_FEATURES = "http://www.opengis.net/spec/ogcapi-features"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf"
CONFORMS_TO = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    f"{_FEATURES}-1/1.0/conf/core",
    f"{_FEATURES}-1/1.0/conf/geojson",
    f"{_FEATURES}-1/1.0/conf/html",
    f"{_FEATURES}-1/1.0/conf/oas30",
    f"{_FEATURES}-2/1.0/conf/crs",
    f"{_FEATURES}-3/1.0/conf/queryables",
    f"{_FEATURES}-3/1.0/conf/queryables-query-parameters",
    f"{_FEATURES}-3/1.0/conf/filter",
    f"{_FEATURES}-3/1.0/conf/features-filter",
    f"{_CQL2}/cql2-text",
    f"{_CQL2}/cql2-json",
    f"{_CQL2}/basic-cql2",
    f"{_CQL2}/basic-spatial-functions",
)


def base_of(request: HttpRequest) -> str:
    """Return the API's own address, without a slash at its end."""
    return request.build_absolute_uri("/api")


def link(href: str, rel: str, media_type: str = JSON, title: str = "") -> dict[str, str]:
    """Make a link."""
    return {"href": href, "rel": rel, "type": media_type} | ({"title": title} if title else {})


def described(collection: Collection, base: str) -> dict[str, Any]:
    """Describe one collection: extent, reference systems, schema and where to get it."""
    here = f"{base}/collections/{collection.id}"
    sources = collection.sources()
    links = [
        link(here, "self"),
        link(f"{here}/items", "items", GEOJSON, "GeoJSON"),
        link(f"{here}/items?f=html", "items", "text/html", "HTML"),
        link(
            f"{here}/queryables",
            "http://www.opengis.net/def/rel/ogc/1.0/queryables",
            "application/schema+json",
        ),
        link(f"{here}/schema", "describedby", "application/schema+json"),
        *(
            link(f"{here}/items?f={form}", "enclosure", media_type, form)
            for form, media_type in TYPES.items()
        ),
        *(
            link(one.licence_url, "license", "text/html", one.licence)
            for one in {one.licence_url: one for one in sources if one.licence_url}.values()
        ),
    ]
    return {
        "id": collection.id,
        "title": str(collection.title),
        "description": str(collection.description),
        "itemType": "feature",
        "extent": _extent(collection),
        "attribution": attribution_of(sources),
        "licences": sorted({one.licence for one in sources if one.licence}),
        "sources": [one.described() for one in sources],
        "crs": list(KNOWN),
        "storageCrs": STORED,
        "properties": {field.name: field.schema() for field in collection.fields},
        "links": links,
    }


def _extent(collection: Collection) -> dict[str, Any]:
    found: dict[str, Any] = {}
    box = collection.extent()
    if box:
        found["spatial"] = {"bbox": [box], "crs": CRS84.uri}
    interval = collection.interval()
    if any(interval):
        found["temporal"] = {"interval": [interval], "trs": GREGORIAN}
    return found


def queryables(collection: Collection, base: str) -> dict[str, Any]:
    """Describe what a collection can be filtered by, in JSON Schema."""
    fields = collection.queryables.values()
    return _schema(collection, fields, f"{base}/collections/{collection.id}/queryables")


def schema(collection: Collection, base: str) -> dict[str, Any]:
    """Describe the properties of a collection's features, in JSON Schema."""
    return _schema(collection, collection.fields, f"{base}/collections/{collection.id}/schema")


def _with_role(collection: Collection, field: Field) -> dict[str, Any]:
    role = collection.timing.role_of(field.name) if collection.timing else ""
    is_moment = field.type in {"date", "datetime"}
    return field.schema() | ({"x-ogc-role": role} if role and is_moment else {})


def _schema(collection: Collection, fields: Iterable[Field], here: str) -> dict[str, Any]:
    geometry = {"x-ogc-role": "primary-geometry", "format": "geometry-any"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": here,
        "type": "object",
        "title": str(collection.title),
        "properties": {one.name: _with_role(collection, one) for one in fields}
        | {"geometry": geometry},
        "additionalProperties": False,
    }
