"""The map to be shown inside another site's page."""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_exempt

from portal.map_layers import for_map


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
def embed(request: HttpRequest) -> HttpResponse:
    """Show the map alone, with the way to the whole page; it has no form and sets no cookie."""
    context = {
        "map_layers": for_map(settings.MAP_LAYERS),
    }
    return render(request, "portal/embed.html", context)
