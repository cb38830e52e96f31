"""What opens the portal without a connection: manifest, service worker, offline page."""

import hashlib
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control

# What a page looks like without a connection: its styles, its few scripts, its icons.
SHELL = (
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/components.css",
    "css/controls.css",
    "css/tables.css",
    "css/map.css",
    "leaflet/leaflet.css",
    "leaflet/leaflet.js",
    "js/theme.js",
    "js/page.js",
    "icons/sprite.svg",
    "icons/icon.svg",
)


def offline(request: HttpRequest) -> HttpResponse:
    """Say honestly that there is no connection, and what works all the same."""
    return render(request, "portal/offline.html")


@cache_control(max_age=0, must_revalidate=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker from the root, so that it covers every page."""
    offline_pages = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            offline_pages[code] = reverse("offline")
    shell = [static(path) for path in SHELL] + list(offline_pages.values())
    version = hashlib.sha256(json.dumps(shell).encode()).hexdigest()[:12]
    context = {
        "version": version,
        "shell": json.dumps(shell),
        "offline_pages": json.dumps(offline_pages),
        "default_language": settings.LANGUAGE_CODE,
    }
    return render(
        request, "portal/service_worker.js", context, content_type="text/javascript; charset=utf-8"
    )


@cache_control(max_age=3600)
def manifest(request: HttpRequest) -> HttpResponse:
    """Describe the portal to a device that installs it."""
    icon = {"src": static("icons/icon.svg"), "sizes": "any", "type": "image/svg+xml"}
    described = {
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "description": _("What is near you, what is missing, and what the villages want."),
        "lang": get_language(),
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f5f7f6",
        "theme_color": "#0f4d46",
        "icons": [icon, icon | {"purpose": "maskable"}],
    }
    return JsonResponse(described, content_type="application/manifest+json")
