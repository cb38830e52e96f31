"""The catalogue that the national data portal harvests: DCAT-AP-SE 3.0 in RDF/XML."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from geo.ogcapi.answers import finished, kept, not_modified
from geo.ogcapi.freshness import etag, state
from portal.api import SERVICE
from portal.exports.dcat import written
from portal.queries.catalogue import catalogue

KEPT_BYTES = 200_000


def dcat(request: HttpRequest) -> HttpResponseBase:
    """Describe each collection once, with one distribution for each licence and format."""
    tables = {table for one in SERVICE.by_id.values() for table in one.tables}
    stands = state(tuple(sorted(tables)))
    tag = etag("dcat", settings.SITE_URL, stands.version)
    held = not_modified(request, tag, stands.changed_at)
    if held is not None:
        return finished(request, held, tag, stands.changed_at)

    def answer() -> HttpResponseBase:
        response = HttpResponse(written(catalogue()), content_type="application/rdf+xml")
        return finished(request, response, tag, stands.changed_at)

    return kept(request, tag, answer, KEPT_BYTES)
