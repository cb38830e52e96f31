"""The OpenAPI 3.0 document, made from the same declarations that answer."""

from collections.abc import Iterable, Sequence
from typing import Any

from geo.ogcapi.collection import Collection
from geo.ogcapi.cql2 import LANGUAGES, MOST_CHARACTERS
from geo.ogcapi.crs import KNOWN
from geo.ogcapi.field import Field
from geo.ogcapi.formats import TYPES
from geo.ogcapi.parameters import DEFAULT_LIMIT, FORMATS, MOST_LIMIT

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
PROBLEM = {"$ref": "#/components/responses/Problem"}
OBJECT: Json = {"type": "object"}


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
    base : the API's own address
    more_paths : further paths, described by whoever serves them
    """
    frame = [_ref("f"), _ref("lang")]
    paths: Json = {
        "/": _get("landing", "The landing page", frame),
        "/openapi": _get("openapi", "This document", frame, OPENAPI_TYPE),
        "/conformance": _get("conformance", "Conformance classes", frame),
        "/collections": _get("collections", "All collections", frame),
    }
    for collection in collections:
        here, name, title_ = f"/collections/{collection.id}", collection.id, str(collection.title)
        paths[here] = _get(f"describe-{name}", title_, frame)
        paths[f"{here}/queryables"] = _get(
            f"queryables-{name}", f"{title_}: queryables", frame, "application/schema+json"
        )
        paths[f"{here}/items"] = _items(collection, title_)
        identity = _parameter("featureId", TEXT | {"minLength": 1}, "path")
        paths[f"{here}/items/{{featureId}}"] = _get(
            f"{name}-item",
            f"{title_}: one feature",
            [identity, _ref("crs"), *frame],
            "application/geo+json",
            is_found=False,
        )
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": "1.0.0"},
        "servers": [{"url": base}],
        "paths": paths | more_paths,
        "components": {
            "parameters": _shared(languages),
            "responses": {"Problem": _problem()},
        },
    }


OPENAPI_TYPE = "application/vnd.oai.openapi+json;version=3.0"


def _items(collection: Collection, title: str) -> Json:
    names = [
        *("bbox", "bbox-crs", "crs", "datetime", "changed-since", "filter", "filter-lang"),
        *("filter-crs", "limit", "after", "lang"),
    ]
    sortable = "|".join(collection.queryables)
    sorting = {"type": "string", "pattern": f"^([+-]?({sortable})(,[+-]?({sortable}))*)?$"}
    own = [
        _parameter("f", {"type": "string", "enum": list(FORMATS), "default": "json"}),
        _parameter("sortby", sorting),
        *(_parameter(name, _schema(field)) for name, field in collection.queryables.items()),
    ]
    path = _get(
        f"{collection.id}-items",
        f"{title}: features",
        [*map(_ref, names), *own],
        "application/geo+json",
    )
    binary = {"schema": {"type": "string", "format": "binary"}}
    path["get"]["responses"]["200"]["content"] |= dict.fromkeys(TYPES.values(), binary)
    return path


def _schema(field: Field) -> Json:
    kinds: dict[str, Json] = {"array": TEXT, "date": TEXT | {"format": "date"}}
    return kinds.get(field.type, {"type": field.type}) | {"description": str(field.description)}


def _get(
    identity: str,
    summary: str,
    parameters: list[Json],
    media_type: str = "application/json",
    is_found: bool = True,
) -> Json:
    responses: Json = {
        "200": {
            "description": "The answer",
            "content": {media_type: {"schema": OBJECT}, "text/html": {"schema": TEXT}},
        },
        "304": {"description": "Not modified since the given entity tag"},
        "400": PROBLEM,
    }
    if not is_found:
        responses["404"] = PROBLEM
    operation = {"operationId": identity, "summary": summary, "parameters": parameters}
    return {"get": operation | {"responses": responses}}


def _shared(languages: Sequence[str]) -> Json:
    crs = {"type": "string", "enum": list(KNOWN)}
    numbers = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    shared = {
        "f": _parameter("f", {"type": "string", "enum": ["json", "html"], "default": "json"}),
        "lang": _parameter("lang", {"type": "string", "enum": list(languages)}),
        "crs": _parameter("crs", crs),
        "bbox": _parameter("bbox", numbers) | {"style": "form", "explode": False},
        "bbox-crs": _parameter("bbox-crs", crs),
        "datetime": _parameter("datetime", TEXT),
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
        "description": "What is wrong, in words (RFC 9457)",
        "content": {"application/problem+json": {"schema": schema}},
    }


def _parameter(name: str, schema: Json, place: str = "query") -> Json:
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/parameters/{name}"}
