"""The municipal service plan: its words, chapter by chapter, and the papers made from it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import is_planner
from plans.actions.service_plans import (
    FIRST_YEAR,
    LAST_YEAR,
    ask_for_paper,
    begin_service_plan,
    cancel_paper,
    revive_papers,
    write_text,
)
from plans.errors import ChangedMeanwhile, PlanError
from plans.models import Paper, ServicePlan, ServicePlanText
from portal.desk_forms import read_desk
from portal.tasks import write_paper
from portal.views.desk_frame import frame
from services.queries.home import home_municipality

MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
PAPERS_SHOWN = 6


class YearForm(forms.Form):
    year = forms.IntegerField(min_value=FIRST_YEAR, max_value=LAST_YEAR, label=gettext_lazy("Year"))


def _plans() -> Any:
    return ServicePlan.objects.filter(municipality=home_municipality())


@require_safe
def service_plans(request: HttpRequest) -> HttpResponse:
    """List the plans by year, and begin this year's."""
    context = frame(request, read_desk(request.GET), "desk-service-plans")
    form = YearForm(initial={"year": timezone.localdate().year})
    return render(request, "desk/service_plans.html", context | {"plans": _plans(), "form": form})


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a year's plan with the words of the year before."""
    form, home = YearForm(request.POST), home_municipality()
    if not form.is_valid() or home is None:
        messages.error(request, _("Choose a year from 2000 to 2200."))
        return redirect("desk-service-plans")
    return redirect(begin_service_plan(municipality=home, year=form.cleaned_data["year"]))


@require_safe
def service_plan(request: HttpRequest, year: int) -> HttpResponse:
    """Show one year's chapters and papers."""
    plan = get_object_or_404(_plans(), year=year)
    for pk in revive_papers(plan=plan):
        write_paper.enqueue(pk)
    context = frame(request, read_desk(request.GET), "desk-service-plans")
    return render(
        request,
        "desk/service_plan.html",
        context
        | {
            "plan": plan,
            "texts": _in_order(plan),
            "papers": _papers(plan),
            "may_write": is_planner.test(request.user, plan),
        },
    )


def _in_order(plan: ServicePlan) -> list[ServicePlanText]:
    order = ServicePlanText.Chapter.values
    return sorted(plan.texts.all(), key=lambda one: order.index(one.chapter))


def _papers(plan: ServicePlan) -> Any:
    return plan.papers.defer("content")[:PAPERS_SHOWN]


@require_safe
def papers(request: HttpRequest, year: int) -> HttpResponse:
    """Answer how far the papers have come, as a piece of the page."""
    plan = get_object_or_404(_plans(), year=year)
    found = list(_papers(plan))
    may_write = is_planner.test(request.user, plan)
    context = {"papers": found, "plan": plan, "may_write": may_write}
    html = render_to_string("desk/_papers.html", context, request)
    return JsonResponse({"under_way": any(one.is_under_way for one in found), "html": html})


@require_POST
def write(request: HttpRequest, year: int, chapter: str) -> HttpResponse:
    """Write one chapter's words; of two who write at once, the second sees both."""
    plan = get_object_or_404(_plans(), year=year)
    text = get_object_or_404(plan.texts, chapter=chapter)
    words = request.POST.get("text", "")[:20_000]
    edition = request.POST.get("edition", "")
    try:
        number = int(edition) if edition.isdigit() else None
        write_text(text=text, words=words, edition=number)
    except ChangedMeanwhile as error:
        context = frame(request, read_desk(request.GET), "desk-service-plans")
        return render(
            request,
            "desk/service_plan_conflict.html",
            context | {"plan": plan, "text": error.current, "yours": words},
            status=409,
        )
    messages.success(request, _("Saved."))
    return redirect(f"{plan.get_absolute_url()}#{chapter}")


@require_POST
def ask(request: HttpRequest, year: int) -> HttpResponse:
    """Have a paper written in the background, or cancel one."""
    plan = get_object_or_404(_plans(), year=year)
    if request.POST.get("cancel", "").isdigit():
        paper = get_object_or_404(plan.papers, pk=int(request.POST["cancel"]))
        cancel_paper(paper=paper)
        return redirect(f"{plan.get_absolute_url()}#papers")
    kind = request.POST.get("kind", "")
    if kind not in Paper.Kind.values:
        raise Http404
    language = get_language() or "sv"
    try:
        with transaction.atomic():
            paper = ask_for_paper(plan=plan, kind=kind, language=language, by=request.user)
            transaction.on_commit(lambda: write_paper.enqueue(paper.pk))
    except PlanError as error:
        messages.error(request, str(error))
    return redirect(f"{plan.get_absolute_url()}#papers")


@require_safe
def paper_file(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Answer with a paper that is ready."""
    plan = get_object_or_404(_plans(), year=year)
    paper = get_object_or_404(plan.papers, pk=pk, state=Paper.State.DONE)
    response = HttpResponse(bytes(paper.content), content_type=MEDIA[paper.kind])
    name = f"serviceplan-{plan.year}.{paper.kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
