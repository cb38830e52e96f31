"""The OpenAPI 3.0 document, made from the same declarations that answer."""

from collections.abc import Iterable, Sequence
from typing import Any

from geo.ogcapi import schemas
from geo.ogcapi.collection import Collection
from geo.ogcapi.cql2 import LANGUAGES, MOST_CHARACTERS
from geo.ogcapi.crs import KNOWN
from geo.ogcapi.field import Field
from geo.ogcapi.formats import TYPES
from geo.ogcapi.parameters import DEFAULT_LIMIT, FORMATS, MOST_LIMIT

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
PROBLEM = {"$ref": "#/components/responses/Problem"}
OPENAPI_TYPE = "application/vnd.oai.openapi+json;version=3.0"
GEOJSON = "application/geo+json"
SCHEMA_TYPE = "application/schema+json"
NOTES = {
    "crs": "The reference system of the answer, in its own order of axes: EPSG:4326 is latitude"
    " first, EPSG:3006 northing first. Files (csv, gpkg, xlsx) are always x first.",
    "bbox": "Two corners in `bbox-crs` and its order of axes: west,south,east,north in CRS84."
    " West may lie east of east: across the antimeridian.",
    "changed-since": "Features whose published content changed since a day or a moment. The first"
    " page names those gone (`deleted`) and the `timeStamp` to ask since next time. What changed"
    " before `changesKnownFrom` is not known: if you ask from before it, fetch everything anew.",
    "filter": "CQL2; the properties are those under `queryables`.",
    "after": "Where the page before ended: follow its `next` link.",
    "sortby": "Properties in order, `-` before one for falling; what is not known comes last.",
}


def document(
    title: str,
    base: str,
    collections: Iterable[Collection],
    languages: Sequence[str],
    more_paths: Json,
) -> Json:
    """Describe every path with every parameter, true to the last.

    Parameters
    ----------
    base : the API's own address, of which the last step is part of every path
    more_paths : further paths from the root, described by whoever serves them
    """
    root, _, api = base.rpartition("/")
    frame = [_ref("f"), _ref("lang")]
    paths: Json = {
        "/": _get("landing", "The landing page", frame, schemas.LANDING),
        "/openapi": _get(
            "openapi", "This document", [_ref("f-json"), _ref("lang")], {}, OPENAPI_TYPE
        ),
        "/conformance": _get("conformance", "Conformance classes", frame, schemas.CONFORMANCE),
        "/collections": _get("collections", "All collections", frame, schemas.COLLECTIONS),
    }
    features: Json = {}
    for one in collections:
        here, name, said = f"/collections/{one.id}", one.id, str(one.title)
        features |= schemas.of(one)
        paths[here] = _get(f"{name}", said, frame, schemas.COLLECTION)
        for what in ("queryables", "schema"):
            paths[f"{here}/{what}"] = _get(
                f"{name}-{what}", f"{said}: {what}", frame, schemas.SCHEMA, SCHEMA_TYPE
            )
        paths[f"{here}/items"] = _items(one, said)
        identity = _parameter("featureId", TEXT | {"minLength": 1}, "path")
        paths[f"{here}/items/{{featureId}}"] = _get(
            f"{name}-item",
            f"{said}: one feature",
            [identity, _ref("crs"), *frame],
            {"$ref": f"#/components/schemas/{name}-feature"},
            GEOJSON,
            can_be_missing=True,
        )
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": "1.0.0"},
        "servers": [{"url": root}],
        "paths": {f"/{api}{path}": found for path, found in paths.items()} | more_paths,
        "components": {
            "parameters": _shared(languages),
            "responses": {"Problem": _problem()},
            "schemas": schemas.SHARED | features,
        },
    }


def _items(collection: Collection, title: str) -> Json:
    names = [
        *("bbox", "bbox-crs", "crs", "changed-since", "filter", "filter-lang"),
        *("filter-crs", "limit", "after", "lang"),
    ]
    sortable = "|".join(one.name for one in collection.queryables.values() if one.is_sortable)
    sorting = {"type": "string", "pattern": f"^([+-]?({sortable})(,[+-]?({sortable}))*)?$"}
    own = [
        _parameter("f", {"type": "string", "enum": list(FORMATS), "default": "json"}),
        _parameter("sortby", sorting),
        _parameter("datetime", TEXT) | {"description": _of_time(collection)},
        *(_parameter(name, _schema(field)) for name, field in collection.queryables.items()),
    ]
    path = _get(
        f"{collection.id}-items",
        f"{title}: features",
        [*map(_ref, names), *own],
        {"$ref": f"#/components/schemas/{collection.id}-features"},
        GEOJSON,
    )
    binary = {"schema": {"type": "string", "format": "binary"}}
    path["get"]["responses"]["200"]["content"] |= dict.fromkeys(TYPES.values(), binary)
    return path


def _of_time(collection: Collection) -> str:
    if collection.timing is None:
        return "Without effect: no feature here has a time of its own, so that all match."
    names = dict.fromkeys((collection.timing.begins, collection.timing.ends))
    return (
        f"By {' to '.join(f'`{one}`' for one in names)}: what speaks of a time that meets a day"
        " (2026-06-01), a moment, or a period with `/` and `..`. What has none always matches."
        " For what changed when, see `changed-since`."
    )


def _schema(field: Field) -> Json:
    kinds: dict[str, Json] = {
        "array": TEXT,
        "date": TEXT | {"format": "date"},
        "datetime": TEXT | {"format": "date-time"},
    }
    return kinds.get(field.type, {"type": field.type}) | {"description": str(field.description)}


def _get(
    identity: str,
    summary: str,
    parameters: list[Json],
    schema: Json,
    media_type: str = "application/json",
    can_be_missing: bool = False,
) -> Json:
    content: Json = {media_type: {"schema": schema}}
    if media_type != OPENAPI_TYPE:
        content["text/html"] = {"schema": TEXT}
    responses: Json = {
        "200": {"description": "The answer", "headers": _HEADERS, "content": content},
        "304": {"description": "Not modified since the given entity tag"},
        "400": PROBLEM,
    }
    if can_be_missing:
        responses["404"] = PROBLEM
    operation = {"operationId": identity, "summary": summary, "parameters": parameters}
    return {"get": operation | {"responses": responses}}


_HEADERS: Json = {
    "ETag": {"schema": TEXT, "description": "Send it back as If-None-Match"},
    "Last-Modified": {"schema": TEXT, "description": "Or this as If-Modified-Since"},
    "Content-Crs": {"schema": TEXT, "description": "The reference system of the coordinates"},
}


def _shared(languages: Sequence[str]) -> Json:
    crs = {"type": "string", "enum": list(KNOWN)}
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    shared = {
        "f": _parameter("f", {"type": "string", "enum": ["json", "html"], "default": "json"}),
        "f-json": _parameter("f", {"type": "string", "enum": ["json"], "default": "json"}),
        "lang": _parameter("lang", {"type": "string", "enum": list(languages)}),
        "crs": _parameter("crs", crs),
        "bbox": _parameter("bbox", numbers) | {"style": "form", "explode": False},
        "bbox-crs": _parameter("bbox-crs", crs),
        "changed-since": _parameter("changed-since", TEXT),
        "filter": _parameter("filter", TEXT | {"maxLength": MOST_CHARACTERS}),
        "filter-lang": _parameter("filter-lang", {"type": "string", "enum": list(LANGUAGES)}),
        "filter-crs": _parameter("filter-crs", crs),
        "after": _parameter("after", TEXT),
    }
    limit = {"type": "integer", "minimum": 1, "default": DEFAULT_LIMIT}
    note = f"At most {MOST_LIMIT} are given; files (csv, gpkg, xlsx) hold everything without it."
    return shared | {"limit": _parameter("limit", limit) | {"description": note}}


def _problem() -> Json:
    properties = {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
    }
    schema = {"type": "object", "required": list(properties), "properties": properties}
    return {
        "description": "What is wrong: to programs in English (RFC 9457), as a page in the"
        " reader's language where `f=html` or a browser asks",
        "content": {
            "application/problem+json": {"schema": schema},
            "text/html": {"schema": TEXT},
        },
    }


def _parameter(name: str, schema: Json, place: str = "query") -> Json:
    note = {"description": NOTES[name]} if name in NOTES else {}
    return {"name": name, "in": place, "required": place == "path", "schema": schema} | note


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/parameters/{name}"}
