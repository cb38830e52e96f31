"""What the answers look like, as the schemas of OpenAPI 3.0."""

from typing import Any

from geo.ogcapi.collection import Collection
from geo.ogcapi.field import Field

Json = dict[str, Any]
TEXT: Json = {"type": "string"}
MOMENT: Json = {"type": "string", "format": "date-time"}


def _object(properties: Json, required: list[str] | None = None) -> Json:
    return {
        "type": "object",
        "required": list(properties) if required is None else required,
        "properties": properties,
    }


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


def _array(items: Json) -> Json:
    return {"type": "array", "items": items}


LINKS = _array(_ref("link"))
LANDING = _object({"title": TEXT, "links": LINKS})
CONFORMANCE = _object({"conformsTo": _array(TEXT)}, ["conformsTo"])
COLLECTION = _ref("collection")
COLLECTIONS = _object({"collections": _array(COLLECTION), "links": LINKS})
SCHEMA = _object({"$schema": TEXT, "$id": TEXT, "type": TEXT, "properties": {"type": "object"}})
SHARED: Json = {
    "link": _object({"href": TEXT, "rel": TEXT, "type": TEXT, "title": TEXT}, ["href", "rel"]),
    "geometry": _object(
        {"type": TEXT, "coordinates": {"type": "array", "items": {}}}, ["type", "coordinates"]
    )
    | {"nullable": True},
    "source": _object({"title": TEXT, "publisher": TEXT, "licence": TEXT}, ["title"]),
    "collection": _object(
        {
            "id": TEXT,
            "title": TEXT,
            "description": TEXT,
            "itemType": {"type": "string", "enum": ["feature"]},
            "extent": {"type": "object"},
            "attribution": TEXT,
            "licences": _array(TEXT),
            "sources": _array(_ref("source")),
            "crs": _array(TEXT),
            "storageCrs": TEXT,
            "properties": {"type": "object"},
            "links": LINKS,
        }
    ),
}


def of(collection: Collection) -> Json:
    """Describe a collection's features: every property, its kind, its meaning."""
    properties = {one.name: _nullable(one) for one in collection.fields}
    one = {
        "type": {"type": "string", "enum": ["Feature"]},
        "id": {"anyOf": [{"type": "integer"}, TEXT]},
        "geometry": _ref("geometry"),
        "properties": _object(properties) | {"additionalProperties": False},
    }
    many = {
        "type": {"type": "string", "enum": ["FeatureCollection"]},
        "features": _array(_ref(f"{collection.id}-feature")),
        "numberReturned": {"type": "integer", "minimum": 0},
        "links": LINKS,
        "numberMatched": {"type": "integer", "minimum": 0},
        "timeStamp": MOMENT | {"description": "With changed-since: what to ask since next time"},
        "changesKnownFrom": MOMENT | {"description": "If this is later than asked, fetch all anew"},
        "deleted": _array(_object({"id": TEXT, "at": MOMENT}))
        | {"description": "With changed-since, on the first page: what is published no more"},
    }
    return {
        f"{collection.id}-feature": _object(one | {"links": LINKS}, list(one)),
        f"{collection.id}-features": _object(many, list(many)[:4]),
    }


def _nullable(field: Field) -> Json:
    described = dict(field.schema())
    described["type"] = field.schema_type
    return described | {"nullable": True}
