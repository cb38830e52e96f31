"""What the API says of itself and of its collections."""

from typing import Any

from django.http import HttpRequest

from geo.ogcapi.answers import GEOJSON, JSON
from geo.ogcapi.collection import Collection
from geo.ogcapi.crs import CRS84, KNOWN, STORED
from geo.ogcapi.formats import TYPES

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
    extent = collection.extent()
    links = [
        link(here, "self"),
        link(f"{here}/items", "items", GEOJSON, "GeoJSON"),
        link(f"{here}/items?f=html", "items", "text/html", "HTML"),
        link(
            f"{here}/queryables",
            "http://www.opengis.net/def/rel/ogc/1.0/queryables",
            "application/schema+json",
        ),
        *(
            link(f"{here}/items?f={form}", "enclosure", media_type, form)
            for form, media_type in TYPES.items()
        ),
    ]
    return {
        "id": collection.id,
        "title": str(collection.title),
        "description": str(collection.description),
        "itemType": "feature",
        "crs": list(KNOWN),
        "storageCrs": STORED,
        "properties": {field.name: field.schema() for field in collection.fields},
        "links": links,
    } | ({"extent": {"spatial": {"bbox": [extent], "crs": CRS84.uri}}} if extent else {})


def queryables(collection: Collection, base: str) -> dict[str, Any]:
    """Describe what a collection can be filtered by, in JSON Schema."""
    geometry = {"x-ogc-role": "primary-geometry", "format": "geometry-any"}
    properties = {name: field.schema() for name, field in collection.queryables.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base}/collections/{collection.id}/queryables",
        "type": "object",
        "title": str(collection.title),
        "properties": properties | {"geometry": geometry},
        "additionalProperties": False,
    }
