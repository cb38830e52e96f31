"""Staff say under which block of the village pages each indicator stands."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.permissions import municipalities_kept
from plans.actions.areas import place_indicators
from portal.indicator_forms import BlocksForm
from portal.queries.indicators import loaded_indicators


@never_cache
def blocks(request: HttpRequest) -> HttpResponse:
    """Show every indicator with where it stands, and let it be moved."""
    if request.method == "POST" and municipalities_kept(request.user) is not None:
        raise PermissionDenied
    rows = loaded_indicators()
    form = BlocksForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        place_indicators(placed=form.placed())
        messages.success(request, str(_("Saved. The village pages show it at once.")))
        return redirect("indicators")
    context = {"form": form, "rows": [(row, form[f"area-{row.indicator.pk}"]) for row in rows]}
    return render(request, "portal/indicators.html", context)
