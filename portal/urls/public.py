"""The addresses anyone may open: the map, search, localities, services, the portal itself."""

from django.urls import path, re_path
from django.views.i18n import JavaScriptCatalog

from portal.views import (
    about,
    design,
    embed,
    localities,
    offline,
    paper,
    reports,
    search,
    services,
    start,
)

urlpatterns = [
    path("", start.home, name="home"),
    path("sok/", search.search_page, name="search"),
    path("har/", search.here, name="here"),
    path("skriv-ut/", paper.print_map, name="print-map"),
    path("skriv-ut/karta.pdf", paper.print_map_pdf, name="print-map-pdf"),
    path("orter/", localities.locality_list, name="localities"),
    path("orter/jamfor/", localities.compare_localities, name="compare"),
    path("orter/<slug:slug>/skriv-ut/", localities.locality_sheet, name="locality-sheet"),
    path("orter/<slug:slug>/", localities.locality, name="locality"),
    re_path(r"^service/(?P<pk>\d{1,18})-(?P<slug>[\w-]+)/$", services.service, name="service"),
    path("om/", about.about, name="about"),
    path("om/data/", about.data, name="data"),
    path("om/tillganglighet/", about.accessibility, name="accessibility"),
    path("om/design/", design.design, name="design"),
    path("inbaddad/", embed.embed, name="embed"),
    path("franslagen/", offline.offline, name="offline"),
    path("appen.webmanifest", offline.manifest, name="manifest"),
    path("ord.js", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("rapportera/", reports.report, name="report"),
    path("rapportera/tack/", reports.sent, name="report-sent"),
    path("rapportera/svar/", reports.status, name="report-status"),
]
