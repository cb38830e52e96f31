"""What stands on every page of the planner's desk: its run and tabs, and the page as files."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import is_planner
from portal.desk_forms import DeskAsked, chosen_run
from portal.exports.tables import Table, answer
from services.queries.runs import measurement_under_way, staleness
from services.tasks import measure_coverage


def desk_tabs(current: str) -> list[tuple[str, str, bool]]:
    """Return the desk's pages as tabs."""
    pages = (
        ("desk", _("Who lacks what")),
        ("desk-opportunities", _("Opportunities")),
        ("desk-scenarios", _("Scenarios")),
        ("desk-siting", _("Where best?")),
        ("desk-service-plans", _("Service plan")),
        ("desk-importance", _("More")),
    )
    return [(label, reverse(name), name == current) for name, label in pages]


SURENESS = ("kostnad", "register", "obekraftat", "fil", "del")
MOST_KEPT = 40


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    """Return what the address asks for, to be asked for again with other filters."""
    return [(name, one) for name, many in request.GET.lists() for one in many][:MOST_KEPT]


def frame(request: HttpRequest, asked: DeskAsked, current: str, **more: Any) -> dict[str, Any]:
    """Gather what every page of the desk shows: its run, whether that still holds, its tabs."""
    run, is_gone = chosen_run(asked)
    may_measure = is_planner.test(request.user)
    return {
        "desk": asked,
        "run": run,
        "run_is_gone": is_gone,
        "stale": staleness(run) if run else None,
        "kept": [pair for pair in _pairs(request) if pair[0] not in SURENESS],
        "tabs": desk_tabs(current),
        "may_measure": may_measure,
        "measuring": (measurement_under_way(measure_coverage.module_path) if may_measure else None),
        **more,
    }


def file_links(request: HttpRequest, kinds: Sequence[str], part: str = "") -> list[tuple[str, str]]:
    """Return the addresses of this page, or of a part of it, as files."""
    links = []
    for kind in kinds:
        query = request.GET.copy()
        if part:
            query["del"] = part
        query["fil"] = kind
        links.append((kind.upper(), f"?{query.urlencode()}"))
    return links


def file_answer(request: HttpRequest, table: Table) -> HttpResponse | None:
    """Answer with the file that is asked for, if one is."""
    kind = request.GET.get("fil", "")
    if not kind:
        return None
    response = answer(table, kind)
    if response is None:
        raise Http404
    return response
