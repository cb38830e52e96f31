"""The addresses of vector tiles and their TileJSON."""

import gzip
from collections.abc import Callable, Sequence
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, re_path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from geo.ogcapi.answers import (
    JSON,
    as_json,
    codings_of,
    finished,
    not_modified,
    packed,
    preflight,
)
from geo.ogcapi.errors import ApiError, NoSuchTile, NotReading, UnknownParameter, problem
from geo.ogcapi.freshness import etag
from geo.ogcapi.tiles import MOST_ZOOM, TileLayer

MVT = "application/vnd.mapbox-vector-tile"
KEPT_S = 3_600
KEPT_BYTES = 500_000


class TileService:
    """Publish layers under one address.

    Parameters
    ----------
    kept_bytes : tiles of up to as many, compressed, are kept while the data stands as it is
    """

    def __init__(
        self,
        layers: Sequence[TileLayer],
        kept_bytes: int = KEPT_BYTES,
    ) -> None:
        self.kept_bytes = kept_bytes
        self.by_id = {layer.id: layer for layer in layers}

    def urls(self) -> list[URLPattern]:
        """Return the addresses, to be included under the tiles' own."""
        name = r"(?P<name>[\w-]{1,40})"
        where = r"(?P<z>\d{1,2})/(?P<x>\d{1,8})/(?P<y>\d{1,8})"
        return [
            re_path(rf"^{name}\.json$", self._open(self.tilejson), name="tilejson"),
            re_path(rf"^{name}/{where}\.mvt$", self._open(self.tile), name="tile"),
            re_path(".*", self._open(self.nowhere)),
        ]

    def documented(self) -> dict[str, Any]:
        """Describe the tiles in OpenAPI."""
        layer = {"type": "string", "enum": list(self.by_id)}
        number = {"type": "integer", "minimum": 0}
        zoom = number | {"maximum": MOST_ZOOM}
        problem = {"$ref": "#/components/responses/Problem"}
        refused = {"400": problem, "404": problem}
        held = {"304": {"description": "Not modified since the given entity tag"}}
        binary = {MVT: {"schema": {"type": "string", "format": "binary"}}}
        object_ = {JSON: {"schema": {"type": "object", "required": ["tilejson", "tiles"]}}}
        tile = {
            "operationId": "tile",
            "summary": "A vector tile",
            "tags": ["tiles"],
            "parameters": [
                _in_path("layer", layer),
                _in_path("z", zoom),
                _in_path("x", number),
                _in_path("y", number),
            ],
            "responses": {
                "200": {"description": "The tile", "content": binary},
                "204": {"description": "Nothing lies there"},
            }
            | held
            | refused,
        }
        described = {
            "operationId": "tilejson",
            "summary": "A layer of vector tiles in TileJSON 3.0",
            "tags": ["tiles"],
            "parameters": [_in_path("layer", layer)],
            "responses": {"200": {"description": "The layer", "content": object_}} | held | refused,
        }
        return {
            "/tiles/{layer}.json": {"get": described},
            "/tiles/{layer}/{z}/{x}/{y}.mvt": {"get": tile},
        }

    def nowhere(self, request: HttpRequest) -> HttpResponseBase:
        """Say that there is no such tile."""
        raise NoSuchTile

    def tilejson(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """Describe one layer."""
        base = request.build_absolute_uri("/").rstrip("/")
        layer = self._find(name)
        stands = layer.state()
        # Its words are in the reader's language.
        tag = etag("tilejson", name, base, translation.get_language(), stands.version)
        held = not_modified(request, tag, stands.changed_at)
        answer = held or as_json(layer.tilejson(base))
        return finished(request, answer, tag, stands.changed_at)

    def tile(self, request: HttpRequest, name: str, z: str, x: str, y: str) -> HttpResponseBase:
        """Return one tile; 204 where it is empty, 304 where the client holds it."""
        layer = self._find(name)
        stands = layer.state()
        tag = etag(name, z, x, y, stands.version)
        held = not_modified(request, tag, stands.changed_at)
        if held is not None:
            return finished(request, held, tag, stands.changed_at)
        body: bytes | None = cache.get(tag)
        if body is None:
            drawn = layer.tile(int(z), int(x), int(y))
            body = packed(drawn) if drawn else b""
            if len(body) <= self.kept_bytes:
                cache.set(tag, body, KEPT_S)
        if not body:
            return finished(request, HttpResponse(status=204), tag, stands.changed_at)
        response = HttpResponse(body, content_type=MVT)
        if "gzip" in codings_of(request):
            response["Content-Encoding"] = "gzip"
        else:
            response.content = gzip.decompress(body)
        return finished(request, response, tag, stands.changed_at)

    def _find(self, name: str) -> TileLayer:
        if name not in self.by_id:
            raise NoSuchTile
        return self.by_id[name]

    def _open(self, answer: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        def view(request: HttpRequest, **where: str) -> HttpResponseBase:
            if request.method == "OPTIONS":
                return preflight()
            try:
                if request.method not in {"GET", "HEAD"}:
                    raise NotReading
                for name in request.GET:
                    raise UnknownParameter(name, [])
                return answer(request, **where)
            except ApiError as error:
                return finished(request, problem(error))

        return csrf_exempt(view)


def _in_path(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}
