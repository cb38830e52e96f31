"""Tell us: a report without an account, its confirmation, and the reviewers' list."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.clients import client_address
from accounts.limits import is_within_limit
from accounts.permissions import is_reviewer, keeps_register
from geo.models import Locality
from services.actions.reports import (
    answer_mark,
    answer_report,
    confirm_report,
    report_from_key,
    send_new_link,
    submit_report,
)
from services.errors import RegisterError
from services.forms import AnswerForm, ReportForm
from services.forms.reports import OWN_PATH
from services.models import Category, Report, ServicePoint

PER_ADDRESS_AND_HOUR = 10
PER_MAIL_AND_DAY = 5
PER_PAGE = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Take a report from anyone; it counts once its sender has confirmed."""
    if request.method != "POST":
        form = ReportForm(initial=_told(request.GET))
        return render(request, "portal/report.html", {"form": form, "about": _about(form)})
    form = ReportForm(request.POST)
    status = 200
    if form.is_valid():
        if _may_send(request, form.cleaned_data["email"]):
            chosen = {name: form.cleaned_data[name] for name in ReportForm.Meta.fields}
            submit_report(
                **chosen,
                form_key=form.cleaned_data["form_key"],
                language=get_language() or "sv",
            )
            return redirect("report-sent")
        form.add_error(None, _("That is many reports in a short time. Try again in a while."))
        status = 429
    context = {"form": form, "about": _about(form)}
    return render(request, "portal/report.html", context, status=status)


def _may_send(request: HttpRequest, email: str) -> bool:
    address = client_address(request)
    return is_within_limit(
        action="report", who=address, limit=PER_ADDRESS_AND_HOUR, window_s=3600
    ) and is_within_limit(
        action="report-mail", who=email.lower(), limit=PER_MAIL_AND_DAY, window_s=86_400
    )


def _told(given: QueryDict) -> dict[str, Any]:
    """Read what the link says the report is about; what makes no sense is left out."""
    told: dict[str, Any] = {}
    slugs = {name: given.get(name, "").replace("\0", "")[:120] for name in ("ort", "kategori")}
    if slugs["ort"]:
        told["locality"] = Locality.objects.filter(slug=slugs["ort"]).first()
    if slugs["kategori"]:
        told["category"] = Category.objects.filter(slug=slugs["kategori"]).first()
        told["kind"] = Report.Kind.MISSING
    place = given.get("plats", "")
    if place.isascii() and place.isdigit() and len(place) <= 18:
        told["service_point"] = ServicePoint.objects.filter(pk=int(place)).first()
        told["kind"] = Report.Kind.ERROR
    if OWN_PATH.fullmatch(given.get("om", "")[:300]):
        told["about"] = given["om"]
        told["kind"] = Report.Kind.ERROR
    if given.get("typ") == "tillganglighet":
        told["kind"] = Report.Kind.ACCESSIBILITY
    return {name: value for name, value in told.items() if value}


def _about(form: ReportForm) -> ServicePoint | None:
    """Return the place the report is about, to show its name."""
    value = form["service_point"].value()
    key = getattr(value, "pk", value)
    text = str(key or "")
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        return None
    return ServicePoint.objects.filter(pk=int(text)).first()


@never_cache
def sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, whatever was sent."""
    return render(request, "portal/report_sent.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest) -> HttpResponse:
    """Show the sender's report; only a press of the button confirms, so that no scanner can."""
    key = request.GET.get("key", "")
    found = report_from_key(key)
    if found is None:
        if report_from_key(key, max_age=None) is None:
            raise Http404
        if request.method == "POST":
            send_new_link(key=key)
            return render(request, "portal/report_sent.html")
        return render(request, "portal/report_link_old.html", status=410)
    if request.method == "POST":
        if confirm_report(report=found):
            messages.success(request, _("Thank you. Your report is received."))
        return redirect(request.get_full_path())
    return render(request, "portal/report_status.html", {"report": found})


@never_cache
def review_reports(request: HttpRequest) -> HttpResponse:
    """List the reports a reviewer may answer, those that wait first."""
    found = Report.objects.confirmed().select_related(
        "locality__municipality", "category", "service_point__locality"
    )
    waiting = [
        one
        for one in found.order_by("answered_at", "pk")
        if is_reviewer.test(request.user, _where(one))
    ]
    waiting.sort(key=lambda one: one.state != Report.State.RECEIVED)
    page = Paginator(waiting, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/review_reports.html", {"page_obj": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one report and take the answer to it."""
    found = get_object_or_404(
        Report.objects.confirmed().select_related("locality", "category", "service_point"), pk=pk
    )
    if not is_reviewer.test(request.user, _where(found)):
        raise PermissionDenied
    before = {"state": found.state, "answer": found.answer, "read": answer_mark(found)}
    form = AnswerForm(request.POST or None, initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            answer_report(report=found, by=request.user, **form.cleaned_data)
        except RegisterError as error:
            messages.warning(request, str(error.words))
            return redirect("review-report", pk)
        messages.success(request, _("The answer is on its way to the sender."))
        return redirect("review-reports")
    may_edit = keeps_register.test(request.user, _where(found))
    context = {"report": found, "form": form, "may_edit": may_edit}
    return render(request, "portal/review_report.html", context)


def _where(one: Report) -> object:
    """Return what says in which municipality a report is, the whole portal if nothing does."""
    return one.locality or one.service_point or one
