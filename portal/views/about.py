"""What the portal is, what its data rests on, and how accessible it is."""

from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from geo.models import Dataset
from geo.ogcapi.collection import Collection
from geo.ogcapi.parameters import BULK
from portal.api import SERVICE
from portal.queries.measured import measured
from services.models import Completeness, Standard


def about(request: HttpRequest) -> HttpResponse:
    """Say what the portal is for and who answers for it."""
    return render(request, "portal/about.html")


def data(request: HttpRequest) -> HttpResponse:
    """List the datasets with licences, how complete the register is, and the standards."""
    context = {
        "datasets": Dataset.objects.filter(is_active=True),
        "completeness": Completeness.objects.select_related("category", "municipality").order_by(
            "category__position"
        ),
        "standards": Standard.objects.select_related("category"),
        "measured": measured(),
        "collections": [_listed(one) for one in SERVICE.by_id.values()],
        "forms": BULK,
        "site": settings.SITE_URL,
    }
    return render(request, "portal/data.html", context)


def _listed(collection: Collection) -> dict[str, Any]:
    sources = collection.sources()
    return {
        "id": collection.id,
        "title": collection.title,
        "description": collection.description,
        "licences": sorted({one.licence for one in sources if one.licence}),
        "names": sorted({one.attribution or one.publisher for one in sources}),
    }


def accessibility(request: HttpRequest) -> HttpResponse:
    """Say how accessible the portal is, as Swedish law asks."""
    context = {
        "operator": settings.OPERATOR_NAME,
        "assessed_on": date.fromisoformat(settings.ACCESSIBILITY_ASSESSED_ON),
        "authority_name": settings.ACCESSIBILITY_AUTHORITY_NAME,
        "authority_url": settings.ACCESSIBILITY_AUTHORITY_URL,
    }
    return render(request, "portal/accessibility.html", context)
