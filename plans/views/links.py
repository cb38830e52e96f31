"""Tying a goal to what is on the map: from the plan, or from a feature's own page."""

import json
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.views.done import say_done
from plans.actions.links import add_link
from plans.forms.links import LinkForm
from plans.models import GoalLink, VillageGroup
from plans.queries.candidates import candidate, candidates
from plans.queries.stretches import missing_parts
from plans.views.own import written_group, written_version
from plans.views.writing import save
from route221.models import Route


@never_cache
def which_plan(request: HttpRequest) -> HttpResponse:
    """Lead from a feature's page to the plan of the reader's group."""
    key = request.GET.get("sak", "")[:60]
    own = VillageGroup.objects.filter(members=request.user).order_by("name")
    if request.user.is_superuser and not own:
        own = VillageGroup.objects.order_by("name")
    groups = list(own)
    part = {name: request.GET.get(name, "")[:20] for name in ("fran", "till_km")}
    asked = urlencode({"sak": key} | {name: value for name, value in part.items() if value})
    if len(groups) == 1:
        return redirect(f"{reverse('plan-link', args=[groups[0].slug])}?{asked}")
    return render(request, "plans/which_plan.html", {"groups": groups, "asked": asked})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose what a goal or activity is tied to, on the map or in the list."""
    group = written_group(request, slug)
    version = written_version(group)
    words = request.GET.get("q", "").replace("\0", "")[:80]
    asked = {"what": "till", "target": "sak", "from_km": "fran", "to_km": "till_km"}
    first = {name: request.GET.get(key, "")[:60] for name, key in asked.items()}
    form = LinkForm(
        request.POST or None,
        initial={**first, "relation": GoalLink.Relation.SERVES},
        version=version,
        group=group,
    )
    if request.method == "POST" and save(form, lambda: add_link(**form.link())):
        say_done(request, _("Tied to the map."))
        kind, _dash, number = form.cleaned_data["what"].partition("-")
        return redirect(f"{reverse('plan-write', args=[slug])}#{kind}-{number}")
    chosen = candidate(group, str(form["target"].value() or ""))
    listed = candidates(group, words)
    if chosen:
        listed = [chosen, *(one for one in listed if one.key != chosen.key)]
    page: dict[str, Any] = {
        "form": form,
        "slug": slug,
        "group": group,
        "listed": listed,
        "chosen": chosen,
        "words": words,
        "roads": Route.objects.all(),
        "stretches": missing_parts(),
        "on_map": json.dumps(
            [{"key": one.key, "name": one.name, "at": one.position} for one in listed]
        ).replace("<", "\\u003c"),
    }
    return render(request, "plans/link.html", page)
