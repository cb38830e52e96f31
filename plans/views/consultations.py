"""Consultations: the list, one with its answers and replies, answering, and replying."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.views.done import say_saved
from plans.actions.consultations import (
    answer_as_anyone,
    answer_as_group,
    answer_of_key,
    confirm_answer,
    reply_to,
)
from plans.errors import PlanError
from plans.forms.consultations import (
    GroupAnswerForm,
    PublicAnswerForm,
    ReplyForm,
)
from plans.models import Consultation, ConsultationAnswer, ConsultationFile, VillageGroup
from plans.permissions import handles_plans
from plans.queries.consulting import outline
from plans.views.own import row_in
from plans.views.voices import within_limits
from plans.views.writing import PAGE, save

WHOLE = Consultation.objects.select_related("housing_project__locality").prefetch_related(
    "localities", "files"
)


def consultations(request: HttpRequest) -> HttpResponse:
    """List consultations: open, coming and closed."""
    found = list(Consultation.objects.filter(is_draft=False).prefetch_related("localities"))
    page = {
        "open": [one for one in found if one.is_open],
        "coming": [one for one in found if one.is_coming],
        "closed": [one for one in found if not one.is_open and not one.is_coming],
    }
    return render(request, "plans/consultations.html", page)


def consultation(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one consultation, the answers received and the reply to each."""
    found = get_object_or_404(WHOLE, pk=pk, is_draft=False)
    answers = found.answers.filter(confirmed_at__isnull=False).select_related("group")
    page = {"consultation": found, "answers": answers, "outline": outline(found)}
    return render(request, "plans/consultation.html", page)


@never_cache
@PAGE
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an answer from anyone, by confirmed mail."""
    found = get_object_or_404(Consultation, pk=pk, is_draft=False)
    form = PublicAnswerForm(request.POST or None)

    def act() -> None:
        chosen = {name: form.cleaned_data[name] for name in PublicAnswerForm.Meta.fields}
        answer_as_anyone(consultation=found, language=get_language() or "sv", **chosen)

    status = 200
    if request.method == "POST" and form.is_valid():
        if not within_limits(request, "consultation", form.cleaned_data["email"]):
            form.add_error(None, _("That is a lot in a short time. Try again in a while."))
            status = 429
        elif save(form, act):
            return render(request, "plans/look_in_mail.html")
    page = {"consultation": found, "form": form}
    return render(request, "plans/answer.html", page, status=status)


@never_cache
@PAGE
def confirm(request: HttpRequest) -> HttpResponse:
    """Receive an answer by a press of its sender."""
    found = answer_of_key(request.GET.get("key", "")[:200])
    if found is None:
        raise Http404
    if request.method == "POST":
        try:
            confirm_answer(answer=found)
        except PlanError as error:
            messages.warning(request, str(error.words))
        else:
            messages.success(request, _("Thank you. Your answer is received."))
        return redirect(found.consultation)
    return render(request, "plans/confirm.html", {"answer": found})


@never_cache
@PAGE
def group_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the answer of one's group."""
    found = get_object_or_404(Consultation, pk=pk, is_draft=False)
    groups = VillageGroup.objects.filter(members=request.user).order_by("name")
    group: Any = row_in(groups, request.POST or request.GET, "grupp") or groups.first()
    known = found.answers.filter(group=group).first() if group else None
    form = GroupAnswerForm(request.POST or None, initial={"text": known.text if known else ""})

    def act() -> None:
        answer_as_group(
            consultation=found,
            group=group,
            text=form.cleaned_data["text"],
            language=get_language() or "sv",
        )

    if request.method == "POST" and group and save(form, act):
        messages.success(request, _("Thank you. Your answer is received."))
        return redirect(found)
    page = {"consultation": found, "form": form, "groups": groups, "group": group}
    return render(request, "plans/answer.html", page)


@never_cache
@PAGE
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Reply to each answer: taken up, partly or not, and why."""
    found = get_object_or_404(Consultation, pk=pk)
    answers: Any = found.answers.filter(confirmed_at__isnull=False).select_related("group")
    if request.method == "POST":
        one: Any = row_in(answers, request.POST, "answer")
        if one is None:
            raise Http404
        form = ReplyForm(request.POST)
        if save(form, lambda: reply_to(answer=one, **form.cleaned_data)):
            say_saved(request, _("the reply"))
            return redirect(f"{reverse('consultation-reply', args=[pk])}#answer-{one.pk}")
        messages.warning(request, _("A reply says what became of it, and why."))
        # What was written stands in the form still, beside the answer it is for.
        answers = [_as_written(each, form) if each == one else each for each in answers]
    outcomes = ConsultationAnswer.Outcome.choices
    page = {"consultation": found, "answers": answers, "outcomes": outcomes}
    return render(request, "plans/consultation_reply.html", page)


def _as_written(answer: ConsultationAnswer, form: ReplyForm) -> ConsultationAnswer:
    """Return an answer with the reply as it was written, which is not saved."""
    answer.outcome = form.data.get("outcome", "")
    answer.reply = form.data.get("reply", "")
    return answer


def document(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """Hand out a document of a consultation; only PDF is ever taken in."""
    found = get_object_or_404(ConsultationFile, pk=file, consultation=pk)
    if found.consultation.is_draft and not handles_plans.test(request.user):
        raise Http404
    try:
        opened = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(opened, content_type="application/pdf")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Disposition"] = 'inline; filename="samrad.pdf"'
    return response
