"""Measuring again in the background: asked for, followed and cancelled."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from services.actions.coverage import cancel_run, cancel_waiting
from services.queries.runs import measurement_under_way
from services.tasks import measure_coverage, measure_coverage_once


@require_POST
def measure(request: HttpRequest) -> HttpResponse:
    """Measure again in the background; who asks second waits for the same run."""
    if measure_coverage_once(["distance", "time"]):
        words = _("Measuring again in the background. The new figures come when it is done.")
    else:
        words = _("A measurement waits for its turn already. The new figures come when it is done.")
    messages.success(request, words)
    return redirect("desk")


@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """Answer how far the measurement has come, as a piece of the page."""
    found = measurement_under_way(measure_coverage.module_path)
    html = render_to_string("desk/_measuring.html", {"measuring": found, "is_asked": True}, request)
    return JsonResponse({"under_way": found is not None, "html": html})


@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    """Cancel what goes on and what waits; the figures there are stay."""
    found = measurement_under_way(measure_coverage.module_path)
    cancelled = cancel_waiting(task_path=measure_coverage.module_path)
    if found and found.run and cancel_run(run=found.run):
        cancelled += 1
    if cancelled:
        messages.success(request, _("Cancelled. The figures of the last measurement stay."))
    else:
        messages.info(request, _("There was nothing to cancel: it has finished."))
    return redirect("desk")
