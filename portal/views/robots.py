"""What machines that read the portal may know: which pages there are, and which to leave."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse, translate_url

from geo.models import Locality
from plans.models import VillageGroup
from route221.models import Attraction, Business, Route
from services.models import Offer, ServicePoint

PAGES = ("home", "localities", "compare", "plans", "programmes", "housing", "about", "data")
LEFT_ALONE = ("/admin/", "/granska/", "/konto/", "/logga-in/", "/rapportera/svar/", "/demo/")
MOST_PAGES = 16_000


def robots(request: HttpRequest) -> HttpResponse:
    """Name what is not for search engines, and where the list of pages is."""
    prefixes = ["", *(f"/{code}" for code, _ in settings.LANGUAGES if code != "sv")]
    lines = [f"Disallow: {prefix}{path}" for prefix in prefixes for path in LEFT_ALONE]
    text = "\n".join(["User-agent: *", *lines, f"Sitemap: {settings.SITE_URL}/sitemap.xml", ""])
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def sitemap(request: HttpRequest) -> HttpResponse:
    """List every public page, each with its other languages."""
    listed = Offer.objects.existing().values("service_point")
    things = [
        *Locality.objects.in_home_municipality(),
        *ServicePoint.objects.filter(pk__in=listed, is_example=False),
        *Route.objects.all(),
        *Attraction.objects.all(),
        *Business.objects.published().filter(is_example=False),
        *VillageGroup.objects.all(),
    ]
    paths = [reverse(name) for name in PAGES] + [one.get_absolute_url() for one in things]
    pages = [
        [(code, settings.SITE_URL + translate_url(path, code)) for code, _ in settings.LANGUAGES]
        for path in paths[:MOST_PAGES]
    ]
    return render(request, "portal/sitemap.xml", {"pages": pages}, content_type="application/xml")
