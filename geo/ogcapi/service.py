"""The addresses of an API: landing page, conformance, collections, items."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, path, re_path
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from geo.ogcapi import formats, openapi
from geo.ogcapi.answers import (
    GEOJSON,
    HTML,
    JSON,
    as_file,
    as_json,
    finished,
    is_person,
    kept,
    not_modified,
    preflight,
    wanted_format,
)
from geo.ogcapi.changes import gone_since, known
from geo.ogcapi.collection import Collection
from geo.ogcapi.crs import CRS84, crs_named
from geo.ogcapi.describe import CONFORMS_TO, base_of, described, link, queryables, schema
from geo.ogcapi.errors import (
    ApiError,
    BadParameter,
    NoSuchAddress,
    NoSuchCollection,
    NotReading,
    UnknownParameter,
    problem,
)
from geo.ogcapi.freshness import State, etag, state, version
from geo.ogcapi.noting import brought_up_to_date
from geo.ogcapi.parameters import BULK, FORMATS, ItemsQuery, items_query

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
SCHEMA = "application/schema+json"
KEPT_S = 3_600
KEPT_BYTES = 100_000  # a page as it leaves, compressed
Answer = Callable[..., HttpResponseBase]


class FeatureService:
    """Publish collections under one address.

    Parameters
    ----------
    title : what the landing page calls it
    collections : in the order of the list
    languages : codes that ``lang`` takes
    more_paths : gives further paths from the root of the site, as OpenAPI describes them
    kept_bytes : pages of up to as many are kept while the data stands as it is
    """

    def __init__(
        self,
        title: str,
        collections: Sequence[Collection],
        languages: Sequence[str],
        more_paths: Callable[[], dict[str, Any]] = dict,
        kept_bytes: int = KEPT_BYTES,
    ) -> None:
        self.title = title
        self.by_id = {collection.id: collection for collection in collections}
        self.languages = languages
        self.more_paths = more_paths
        self.kept_bytes = kept_bytes

    def urls(self) -> list[URLPattern]:
        """Return the addresses, to be included under the API's own."""
        one = "collections/<str:name>"
        return [
            path("", self._open(self.landing), name="landing"),
            path("openapi", self._open(self.openapi), name="openapi"),
            path("conformance", self._open(self.conformance), name="conformance"),
            path("collections", self._open(self.every), name="collections"),
            path(one, self._open(self.describe), name="collection"),
            path(f"{one}/queryables", self._open(self.queryables), name="queryables"),
            path(f"{one}/schema", self._open(self.schema), name="schema"),
            path(f"{one}/items", self._open(self.items, has_parameters=True), name="items"),
            path(f"{one}/items/<str:feature_id>", self._open(self.item, ("crs",)), name="item"),
            re_path(".*", self._open(self.nowhere, has_parameters=True)),
        ]

    def root(self) -> URLPattern:
        """Return the API's own address without a slash, which QGIS asks and follows no further."""
        return path("api", self._open(self.landing), name="api-root")

    def nowhere(self, request: HttpRequest) -> HttpResponseBase:
        """Say that there is nothing at an address."""
        raise NoSuchAddress

    def landing(self, request: HttpRequest) -> HttpResponseBase:
        """Say what is here."""
        base = base_of(request)
        links = [
            link(f"{base}/", "self", title=self.title),
            link(f"{base}/openapi", "service-desc", OPENAPI, "OpenAPI"),
            link(f"{base}/conformance", "conformance", title="Conformance"),
            link(f"{base}/collections", "data", title="Collections"),
        ]
        return self._answer(request, {"title": self.title, "links": links})

    def openapi(self, request: HttpRequest) -> HttpResponseBase:
        """Describe the whole API in OpenAPI 3.0."""
        wanted_format(request, ("json",))
        document = openapi.document(
            self.title, base_of(request), self.by_id.values(), self.languages, self.more_paths()
        )
        return as_json(document, OPENAPI)

    def conformance(self, request: HttpRequest) -> HttpResponseBase:
        """Name the conformance classes."""
        return self._answer(request, {"title": "Conformance", "conformsTo": CONFORMS_TO})

    def every(self, request: HttpRequest) -> HttpResponseBase:
        """Describe every collection."""
        base = base_of(request)
        listed = [self._described(one, base) for one in self.by_id.values()]
        links = [
            link(f"{base}/collections", "self"),
            link(f"{base}/collections?f=html", "alternate", "text/html"),
        ]
        return self._answer(request, {"title": self.title, "collections": listed, "links": links})

    def _described(self, found: Collection, base: str) -> dict[str, Any]:
        """Describe a collection, from the cache while its data stands as it is."""
        key = etag("described", found.id, base, translation.get_language(), version(found.tables))
        kept: dict[str, Any] | None = cache.get(key)
        if kept is None:
            kept = described(found, base)
            cache.set(key, kept, KEPT_S)
        return kept

    def describe(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """Describe one collection."""
        found = self._find(name)
        return self._answer(request, self._described(found, base_of(request)), of=found)

    def queryables(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """Describe what a collection can be filtered by."""
        found = self._find(name)
        return self._answer(request, queryables(found, base_of(request)), SCHEMA, found)

    def schema(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """Describe the properties of a collection's features."""
        found = self._find(name)
        return self._answer(request, schema(found, base_of(request)), SCHEMA, found)

    def items(self, request: HttpRequest, name: str) -> HttpResponseBase:
        """Return a page of features with a link to the next, or a file of all of them."""
        found = self._find(name)
        form = wanted_format(request, FORMATS)
        sortable = [name for name, field in found.queryables.items() if field.is_sortable]
        query = items_query(request.GET, found.queryables, form, sortable)
        stands = state(found.tables)
        tag = self._tag(request, stands, form)
        if query.changed_since:  # of a large collection they may be noted later than it changed
            noted = brought_up_to_date(found, self.languages)
            tag = etag(tag, noted.version)
        held = not_modified(request, tag, stands.changed_at)
        if held is not None:
            return finished(request, held, tag, stands.changed_at)

        def answer() -> HttpResponseBase:
            make = self._file if form in BULK else self._page
            return finished(request, make(request, found, query, form), tag, stands.changed_at)

        # A page for people may say who is signed in.
        return kept(request, tag, answer, self.kept_bytes) if form == "json" else answer()

    def _page(
        self, request: HttpRequest, found: Collection, query: ItemsQuery, form: str
    ) -> HttpResponseBase:
        page = found.page(query)
        here = f"{base_of(request)}/collections/{found.id}/items"
        given = request.GET.copy()
        links = [link(_with(here, given), "self", GEOJSON), *_other_formats(here, given)]
        if page.next_after is not None:
            given["after"] = page.next_after
            links.append(link(_with(here, given), "next", GEOJSON))
        links.append(link(f"{base_of(request)}/collections/{found.id}", "collection", JSON))
        answer: dict[str, Any] = {
            "type": "FeatureCollection",
            "features": page.features,
            "numberReturned": len(page.features),
            "links": links,
        }
        if page.matched is not None:
            answer["numberMatched"] = page.matched
        answer |= _changes(found, query)
        if form == "html":
            context = {"collection": found, "page": answer}
            response: HttpResponseBase = render(request, "ogcapi/items.html", context)
        else:
            response = as_json(answer)
        response["Content-Crs"] = f"<{query.crs.uri}>"
        return response

    def item(self, request: HttpRequest, name: str, feature_id: str) -> HttpResponseBase:
        """Return one feature."""
        found = self._find(name)
        crs = crs_named(request.GET.get("crs", CRS84.uri))
        form = wanted_format(request)
        stands = state(found.tables)
        tag = self._tag(request, stands, form)
        held = not_modified(request, tag, stands.changed_at)
        if held is not None:
            return finished(request, held, tag, stands.changed_at)
        here = f"{base_of(request)}/collections/{found.id}"
        links = [link(f"{here}/items/{feature_id}", "self", GEOJSON), link(here, "collection")]
        feature = found.one(feature_id, crs) | {"links": links}
        if form == "html":
            values = [(field, feature["properties"][field.name]) for field in found.fields]
            context = {"collection": found, "feature": feature, "values": values}
            response: HttpResponseBase = render(request, "ogcapi/item.html", context)
        else:
            response = as_json(feature)
        response["Content-Crs"] = f"<{crs.uri}>"
        return finished(request, response, tag, stands.changed_at)

    def _file(
        self, request: HttpRequest, found: Collection, query: ItemsQuery, form: str
    ) -> HttpResponseBase:
        # A file has columns x and y, and a GeoPackage is x first whatever its reference system.
        query = replace(query, crs=replace(query.crs, is_y_first=False))
        name = f"{found.id}.{form}"
        if form == "csv":
            response = StreamingHttpResponse(
                formats.as_csv(found, query), content_type=formats.TYPES[form]
            )
            response["Content-Disposition"] = f'attachment; filename="{name}"'
            return response
        write = formats.as_gpkg if form == "gpkg" else formats.as_xlsx
        return as_file(write(found, query), formats.TYPES[form], name)

    def _tag(self, request: HttpRequest, stands: State, form: str) -> str:
        language = translation.get_language()
        person = request.COOKIES.get(settings.SESSION_COOKIE_NAME) if form == "html" else ""
        asked = (request.get_full_path(), request.get_host(), form, language, person)
        return etag(*asked, stands.version)

    def _find(self, name: str) -> Collection:
        if name not in self.by_id:
            raise NoSuchCollection(name)
        return self.by_id[name]

    def _answer(
        self,
        request: HttpRequest,
        content: dict[str, Any],
        media_type: str = JSON,
        of: Collection | None = None,
    ) -> HttpResponseBase:
        if wanted_format(request) == "html":
            page = "ogcapi/collection.html" if of else "ogcapi/page.html"
            response = render(request, page, {"content": content, "collection": of})
        else:
            response = as_json(content, media_type)
        tag = etag(request.get_host(), translation.get_language(), response.content)
        return finished(request, not_modified(request, tag) or response, tag)

    def _open(
        self, answer: Answer, parameters: tuple[str, ...] = (), has_parameters: bool = False
    ) -> Callable[..., HttpResponseBase]:
        """Wrap an answer: language, errors as problems, readable from any site."""

        @wraps(answer)
        def view(request: HttpRequest, **where: str) -> HttpResponseBase:
            try:
                if request.method == "OPTIONS":
                    return preflight()
                if request.method not in {"GET", "HEAD"}:
                    raise NotReading
                if not has_parameters:
                    _refuse_unknown(request, ("f", "lang", *parameters))
                with translation.override(self._language(request)):
                    response = answer(request, **where)
            except ApiError as error:
                response = self._problem(request, error)
            if response.has_header("Access-Control-Allow-Origin"):
                return response
            return finished(request, response)

        return csrf_exempt(view)  # nothing is ever written: a method that would is refused in words

    def _problem(self, request: HttpRequest, error: ApiError) -> HttpResponseBase:
        """Say what is wrong: to programs in English, to people in their language."""
        asked = request.GET.get("f")
        if asked != "html" and (asked is not None or not is_person(request)):
            return problem(error)
        language = request.GET.get("lang")
        if language not in self.languages:
            language = translation.get_language_from_request(request)
        with translation.override(language):
            context = {"words": error.words, "detail": error}
            return render(request, "ogcapi/problem.html", context, status=error.status)

    def _language(self, request: HttpRequest) -> str:
        asked = request.GET.get("lang")
        if asked is None:
            return translation.get_language_from_request(request)
        if asked not in self.languages:
            raise BadParameter("lang", f"known are {', '.join(self.languages)}")
        return asked


def _changes(found: Collection, query: ItemsQuery) -> dict[str, Any]:
    """Say how far the changes asked for are known, and on the first page what is gone."""
    noted = known(found.id) if query.changed_since else None
    if noted is None or query.changed_since is None:
        return {}
    said: dict[str, Any] = {"timeStamp": noted.at, "changesKnownFrom": noted.began_at}
    if not query.after:
        gone = gone_since(found.id, query.changed_since)
        said["deleted"] = [{"id": one.id, "at": one.at} for one in gone]
    return said


def _refuse_unknown(request: HttpRequest, known: tuple[str, ...]) -> None:
    for name in request.GET:
        if name not in known:
            raise UnknownParameter(name, list(known))


def _with(here: str, query: Any) -> str:
    return f"{here}?{query.urlencode()}" if query else here


def _other_formats(here: str, given: Any) -> list[dict[str, str]]:
    asked = given.copy()
    for name in ("after", "f", "limit"):
        asked.pop(name, None)
    links = []
    for form in FORMATS[1:]:
        asked["f"] = form
        kind = formats.TYPES.get(form, {"html": HTML}.get(form, GEOJSON))
        links.append(link(_with(here, asked), "alternate", kind, form))
    return links
