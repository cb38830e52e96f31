"""Every address of the portal, room by room; who may go there is visible where it stands."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path

from portal.api import SERVICE, TILES
from portal.urls import account, business, desk, plans, public, review, road
from portal.views import api_catalogue, desk_scenarios, health, offline, questions, robots
from route221.views import photos

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("robots.txt", robots.robots, name="robots"),
    path("sitemap.xml", robots.sitemap, name="sitemap"),
    # A picture: to anyone once published, else to its people and reviewers
    re_path(
        r"^bild/(?P<name>[\w-]{10,40})-(?P<width>\d{1,4})\.webp$",
        photos.serve_photo,
        name="photo",
    ),
    path("sw.js", offline.service_worker, name="service-worker"),
    path("api/fraga/sok", questions.search_question, name="question-search"),
    path("api/fraga/oppet", questions.open_question, name="question-open"),
    path("api/fraga/scenario", desk_scenarios.scenario_question, name="question-scenario"),
    path("api/fraga/nearest", questions.nearest_question, name="question-nearest"),
    path("api/fraga/vag", questions.road_question, name="question-road"),
    path("api/dcat", api_catalogue.dcat, name="dcat"),
    SERVICE.root(),
    path("api/", include((SERVICE.urls(), "api"))),
    path("tiles/", include((TILES.urls(), "tiles"))),
]

urlpatterns += i18n_patterns(
    *public.urlpatterns,
    *road.urlpatterns,
    *plans.urlpatterns,
    path("analys/", include(desk.urlpatterns)),
    *account.urlpatterns,
    *business.urlpatterns,
    *review.urlpatterns,
    # Staff
    path("admin/", admin.site.urls),
    prefix_default_language=False,
)

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.forbidden"
handler404 = "portal.views.errors.not_found"
handler500 = "portal.views.errors.server_error"
