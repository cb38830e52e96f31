"""Where best: searches for places of new offers, asked for, followed, cancelled and read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from portal.desk_forms import chosen_run, one_of, read_desk, whole
from portal.drawing.sites import (
    capacity_table,
    chosen_rows,
    figures,
    sites_map,
    sites_table,
    try_address,
)
from portal.queries.desk_notes import kept_notes
from portal.views.desk_frame import file_answer, file_links, frame
from services.actions.siting import ask_for_sites, cancel_search
from services.errors import TooManySearches
from services.models import SiteSearch, Standard
from services.permissions import may_cancel
from services.queries.matrix import completeness_at_home, primary_standards
from services.queries.site_searches import (
    answered,
    is_lost,
    newest_answers,
    still_holds,
    under_way,
)
from services.queries.siting import MOST_NEW
from services.tasks import find_sites_of


@require_safe
def siting(request: HttpRequest) -> HttpResponse:
    """Choose the category, how many and from where; list the answers there are."""
    context = frame(request, read_desk(request.GET), "desk-siting")
    if context["run"] is None:
        return render(request, "desk/no_run.html", context)
    standard, p, source, aim = _asked(request.GET)
    if standard and "tjanst" in request.GET:
        found = answered(context["run"], standard, p, source, aim)
        if found:
            return redirect("desk-sites", found.key)
    return render(
        request,
        "desk/siting.html",
        context
        | _form(standard, p, source, aim)
        | {
            "is_known": standard is None or _is_known(standard),
            "mine": under_way(request.user) if request.user.is_authenticated else [],
            "answers": [(one, still_holds(one, context["run"])) for one in newest_answers()],
        },
    )


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Put a search in line, unless its answer is there already."""
    run, _gone = chosen_run(read_desk(request.POST))
    standard, p, source, aim = _asked(request.POST)
    if run is None or standard is None:
        messages.error(request, _("Choose a service that has a standard."))
        return redirect("desk-siting")
    if not _is_known(standard):
        messages.error(
            request,
            _("The register does not know where there is any. That is not the same as none."),
        )
        return redirect("desk-siting")
    found = answered(run, standard, p, source, aim)
    if found is None:
        try:
            with transaction.atomic():
                found = ask_for_sites(
                    run=run, standard=standard, p=p, source=source, aim=aim, by=request.user
                )
                transaction.on_commit(lambda: find_sites_of(found))
        except TooManySearches as error:
            messages.error(request, str(error.words))
            return redirect("desk-siting")
    return redirect("desk-sites", found.key)


@require_safe
def sites(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how far a search has come, or its answer: kept, and the same for whoever opens it."""
    search = _search(key)
    context = frame(request, read_desk(request.GET), "desk-siting")
    answer = search.answer if search.state == SiteSearch.State.DONE else None
    notes = kept_notes(answer) if answer else []
    if answer and request.GET.get("del") == "kapacitet":
        response = file_answer(request, capacity_table(search, notes))
        if response:
            return response
    if answer and answer["chosen"] is not None:
        response = file_answer(request, sites_table(search, notes))
        if response:
            return response
        context |= {
            "figures": figures(answer),
            "chosen": chosen_rows(search),
            "try_all": try_address(search, answer["chosen"]),
            "map": sites_map(search),
            "files": file_links(request, ("xlsx", "csv", "gpkg", "png", "pdf")),
        }
    return render(
        request,
        "desk/sites.html",
        context
        | _form(search.standard, search.p, search.source, search.aim)
        | _state(request, search)
        | {
            "answer": answer,
            "holds": still_holds(search, context["run"]),
            "capacity": capacity_table(search, notes).rows if answer else [],
            "notes": notes,
        },
    )


@require_safe
def look(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer how far a search has come, as a piece of the page."""
    search = _search(key)
    context = _state(request, search)
    html = render_to_string("desk/_search.html", context, request)
    return JsonResponse({"under_way": search.is_under_way and not context["lost"], "html": html})


@require_POST
def cancel(request: HttpRequest, key: UUID) -> HttpResponse:
    """Cancel a search; another's is none of one's business."""
    search = _search(key)
    if not may_cancel(request.user, search):
        raise Http404
    cancel_search(search=search)
    return redirect("desk-sites", search.key)


def _search(key: UUID) -> SiteSearch:
    searches = SiteSearch.objects.select_related("standard__category", "run")
    return get_object_or_404(searches, key=key)


def _state(request: HttpRequest, search: SiteSearch) -> dict[str, Any]:
    return {
        "search": search,
        "lost": is_lost(search),
        "may_cancel": may_cancel(request.user, search),
    }


def _asked(data: Any) -> tuple[Standard | None, int, str, str]:
    """Read what is asked; what cannot be read is as it is at first."""
    standards = primary_standards()
    slug = data.get("tjanst", "") or next((one.slug for one in standards), "")
    return (
        next((one for one in standards if one.slug == slug), None),
        whole(data, "antal", 1, MOST_NEW) or 1,
        one_of(data, "fran", SiteSearch.Source.values) or str(SiteSearch.Source.LOCALITIES),
        one_of(data, "mal", SiteSearch.Aim.values) or str(SiteSearch.Aim.COVER),
    )


def _form(standard: Standard | None, p: int, source: str, aim: str) -> dict[str, Any]:
    return {
        "standards": primary_standards(),
        "standard": standard,
        "p": p,
        "numbers": range(1, MOST_NEW + 1),
        "source": source,
        "sources": SiteSearch.Source.choices,
        "aim": aim,
        "aims": SiteSearch.Aim.choices,
    }


def _is_known(standard: Standard) -> bool:
    level = completeness_at_home().get(standard.category_id)
    return bool(level and level.level != "none")
