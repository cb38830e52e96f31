"""The addresses of an API: landing page, conformance, collections, items."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import translation
from django.utils.cache import patch_vary_headers

from geo.ogcapi.collection import Collection, Feature
from geo.ogcapi.errors import ApiError, BadParameter, NoSuchCollection, UnknownParameter, problem
from geo.ogcapi.parameters import items_query

CONFORMS_TO = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
)
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
View = Callable[..., HttpResponse]


class FeatureService:
    """Publish collections under one address.

    Parameters
    ----------
    title : what the landing page calls it
    collections : in the order of the list
    languages : codes that ``lang`` takes
    """

    def __init__(
        self, title: str, collections: Sequence[Collection], languages: Sequence[str]
    ) -> None:
        self.title = title
        self._by_id: dict[str, Collection] = {
            collection.id: collection for collection in collections
        }
        self.languages = languages

    def urls(self) -> list[URLPattern]:
        """Return the addresses, to be included under the API's own."""
        one = "collections/<str:name>"
        return [
            path("", self._open(self.landing), name="landing"),
            path("conformance", self._open(self.conformance), name="conformance"),
            path("collections", self._open(self.every), name="collections"),
            path(one, self._open(self.describe), name="collection"),
            path(f"{one}/items", self._open(self.items, own_parameters=True), name="items"),
            path(f"{one}/items/<str:feature_id>", self._open(self.item), name="item"),
        ]

    def landing(self, request: HttpRequest) -> dict[str, object]:
        """Say what is here."""
        base = _base(request)
        links = [
            _link(f"{base}/", "self"),
            _link(f"{base}/conformance", "conformance"),
            _link(f"{base}/collections", "data"),
        ]
        return {"title": self.title, "links": links}

    def conformance(self, request: HttpRequest) -> dict[str, object]:
        """Name the conformance classes."""
        return {"conformsTo": CONFORMS_TO}

    def every(self, request: HttpRequest) -> dict[str, object]:
        """Describe every collection."""
        described = [self._describe(one, _base(request)) for one in self._by_id.values()]
        return {"collections": described, "links": [_link(f"{_base(request)}/collections", "self")]}

    def describe(self, request: HttpRequest, name: str) -> dict[str, object]:
        """Describe one collection."""
        return self._describe(self._find(name), _base(request))

    def items(self, request: HttpRequest, name: str) -> dict[str, object]:
        """Return a page of features with a link to the next."""
        found = self._find(name)
        page = found.page(items_query(request.GET))
        here = f"{_base(request)}/collections/{found.id}/items"
        query = request.GET.copy()
        links = [_link(f"{here}?{query.urlencode()}" if query else here, "self", GEOJSON)]
        if page.next_after is not None:
            query["after"] = page.next_after
            links.append(_link(f"{here}?{query.urlencode()}", "next", GEOJSON))
        return {
            "type": "FeatureCollection",
            "features": page.features,
            "numberMatched": page.matched,
            "numberReturned": len(page.features),
            "links": links,
        }

    def item(self, request: HttpRequest, name: str, feature_id: str) -> Feature:
        """Return one feature."""
        found = self._find(name)
        here = f"{_base(request)}/collections/{found.id}"
        links = [_link(f"{here}/items/{feature_id}", "self", GEOJSON), _link(here, "collection")]
        return found.one(feature_id) | {"links": links}

    def _find(self, name: str) -> Collection:
        if name not in self._by_id:
            raise NoSuchCollection(name)
        return self._by_id[name]

    def _describe(self, collection: Collection, base: str) -> dict[str, object]:
        here = f"{base}/collections/{collection.id}"
        extent = collection.extent()
        return {
            "id": collection.id,
            "title": str(collection.title),
            "description": str(collection.description),
            "itemType": "feature",
            "crs": [CRS84],
            "properties": {field.name: field.schema() for field in collection.fields},
            "links": [_link(here, "self"), _link(f"{here}/items", "items", GEOJSON)],
        } | ({"extent": {"spatial": {"bbox": [extent], "crs": CRS84}}} if extent else {})

    def _open(self, answer: Callable[..., dict[str, Any]], own_parameters: bool = False) -> View:
        """Wrap an answer: language, errors as problems, JSON out, readable from any site."""

        @wraps(answer)
        def view(request: HttpRequest, **where: str) -> HttpResponse:
            try:
                if request.method not in {"GET", "HEAD", "OPTIONS"}:
                    return HttpResponse(status=405, headers={"Allow": "GET, HEAD, OPTIONS"})
                if not own_parameters:
                    _refuse_unknown(request)
                with translation.override(self._language(request)):
                    response = _json(answer(request, **where))
            except ApiError as error:
                response = problem(error)
            response["Access-Control-Allow-Origin"] = "*"
            patch_vary_headers(response, ["Accept-Language"])
            return response

        return view

    def _language(self, request: HttpRequest) -> str:
        asked = request.GET.get("lang")
        if asked is None:
            return translation.get_language_from_request(request)
        if asked not in self.languages:
            raise BadParameter("lang", f"known are {', '.join(self.languages)}")
        return asked


GEOJSON = "application/geo+json"


def _refuse_unknown(request: HttpRequest) -> None:
    for name in request.GET:
        if name not in {"f", "lang"}:
            raise UnknownParameter(name, ["f", "lang"])
    if request.GET.get("f", "json") != "json":
        raise BadParameter("f", "the answer comes as json")


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/api")


def _link(href: str, rel: str, media_type: str = "application/json") -> dict[str, str]:
    return {"href": href, "rel": rel, "type": media_type}


def _json(content: dict[str, Any]) -> HttpResponse:
    is_features = content.get("type") in {"FeatureCollection", "Feature"}
    body = orjson.dumps(content, default=str, option=orjson.OPT_PASSTHROUGH_SUBCLASS)
    return HttpResponse(body, content_type=GEOJSON if is_features else "application/json")
