"""The village network: its page, statements, meetings with agenda and minutes, and the calendar."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from icalendar import Calendar, Event

from accounts.permissions import is_politician
from accounts.views.done import say_saved
from accounts.views.removing import Removal, ask_and_remove
from plans.actions.network import (
    answer_statement,
    call_meeting,
    change_meeting,
    make_statement,
    put_on_agenda,
    receive_statement,
    take_off_agenda,
)
from plans.forms.network import (
    AgendaForm,
    MeetingForm,
    NewMeetingForm,
    ReceiptForm,
    StatementAnswerForm,
    StatementForm,
    hosts,
)
from plans.models import AgendaPoint, Goal, Meeting, NetworkChoice, Statement, VillageGroup
from plans.permissions import handles_plans, may_handle, may_write
from plans.queries.network import seats_today
from plans.views.own import row_in
from plans.views.writing import PAGE, save

SHOWN = 20


def network(request: HttpRequest) -> HttpResponse:
    """Say what the village network is, who is in it, what it asks, and when it meets."""
    now = timezone.now()
    meetings = Meeting.objects.select_related("host").prefetch_related("agenda")
    page = {
        "members": VillageGroup.objects.filter(is_in_network=True).prefetch_related("localities"),
        "coming": meetings.filter(starts_at__gte=now, is_cancelled=False).order_by("starts_at"),
        "past": meetings.filter(starts_at__lt=now)[:SHOWN],
        "statements": Statement.objects.select_related("group")[:SHOWN],
        "seats": seats_today(),
        "choices": NetworkChoice.objects.all()[:SHOWN],
    }
    return render(request, "plans/network.html", page)


@never_cache
@PAGE
def new_statement(request: HttpRequest) -> HttpResponse:
    """Take a statement of one's group, or of a politician for a group."""
    groups = hosts(request.user, is_politician.test(request.user))
    form = StatementForm(request.POST or None, groups=groups)
    if request.method == "POST" and form.is_valid():
        made = make_statement(
            is_from_politician=not may_write(request.user, form.cleaned_data["group"]),
            **form.cleaned_data,
        )
        messages.success(request, _("Sent. The municipality gives a receipt with a date."))
        return redirect(made)
    page = {"form": form, "title": _("A statement"), "is_official": True}
    return render(request, "plans/network_form.html", page)


def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a statement with its receipt and answer."""
    found = get_object_or_404(
        Statement.objects.select_related("group", "goal__version__plan__group"), pk=pk
    )
    return render(request, "plans/statement.html", {"statement": found})


@never_cache
@PAGE
def handle_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a statement its receipt, then its answer."""
    found = get_object_or_404(Statement.objects.select_related("group"), pk=pk)
    if not may_handle(request.user, found.group):
        raise PermissionDenied
    receipt = ReceiptForm(
        request.POST if "owner" in request.POST else None,
        initial={"owner": found.owner, "reply_by": found.reply_by},
    )
    answer = StatementAnswerForm(request.POST if "answer" in request.POST else None)
    if request.method == "POST":
        form: Any = receipt if "owner" in request.POST else answer
        verb: Any = receive_statement if form is receipt else answer_statement
        if save(form, lambda: verb(statement=found, **form.cleaned_data)):
            messages.success(request, _("Noted."))
            return redirect(found)
    page = {"statement": found, "receipt": receipt, "answer": answer}
    return render(request, "plans/handle_statement.html", page)


@never_cache
@PAGE
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Call a meeting: a member for the own group as host, an officer for any."""
    groups = hosts(request.user, handles_plans.test(request.user))
    form = NewMeetingForm(request.POST or None, groups=groups)
    if request.method == "POST" and form.is_valid():
        called = call_meeting(**form.values())
        say_saved(request, called)
        return redirect(called)
    return render(request, "plans/network_form.html", {"form": form, "title": _("Call a meeting")})


def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a meeting with its agenda and minutes."""
    found = get_object_or_404(Meeting.objects.select_related("host"), pk=pk)
    return render(request, "plans/meeting.html", {"meeting": found, "agenda": _agenda(found)})


def _agenda(found: Meeting) -> Any:
    return found.agenda.select_related("goal__version__plan__group", "statement")


def _written_meeting(request: HttpRequest, pk: int) -> Meeting:
    found = get_object_or_404(Meeting.objects.select_related("host"), pk=pk)
    if not (may_write(request.user, found.host) or may_handle(request.user, found.host)):
        raise PermissionDenied
    return found


@never_cache
@PAGE
def write_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a meeting, its agenda and minutes: its host's members and the officers."""
    found = _written_meeting(request, pk)
    is_agenda = "agenda" in request.POST
    goal: Any = row_in(Goal.objects.all(), request.GET, "mal")
    form = MeetingForm(None if is_agenda else request.POST or None, instance=found)
    point = AgendaForm(
        request.POST if is_agenda else None,
        instance=AgendaPoint(meeting=found, goal=goal, title=goal.title if goal else ""),
    )
    if request.method == "POST":
        if is_agenda:
            if save(point, lambda: put_on_agenda(meeting=found, **point.cleaned_data)):
                say_saved(request, point.cleaned_data["title"])
                return redirect("meeting-write", pk)
        elif save(
            form,
            lambda: change_meeting(
                meeting=found, edition=form.cleaned_data["edition"], **form.values()
            ),
        ):
            say_saved(request, found)
            return redirect(found)
    page = {"meeting": found, "form": form, "point": point, "agenda": _agenda(found)}
    return render(request, "plans/write_meeting.html", page)


@never_cache
@PAGE
def take_off(request: HttpRequest, pk: int, point: int) -> HttpResponse:
    """Take a point off the agenda."""
    found = get_object_or_404(_written_meeting(request, pk).agenda, pk=point)
    removal = Removal(
        what=found.title,
        back=reverse("meeting-write", args=[pk]),
        question=_("Take this point off the agenda?"),
    )
    return ask_and_remove(request, removal, lambda: take_off_agenda(point=found))


def calendar(request: HttpRequest) -> HttpResponse:
    """Hand out the meetings of the last year and all to come, for anyone's calendar."""
    made = Calendar()
    made.add("prodid", f"-//{settings.SITE_NAME}//")
    made.add("version", "2.0")
    since = timezone.now() - timedelta(days=365)
    for one in Meeting.objects.filter(starts_at__gte=since).select_related("host"):
        event = Event()
        event.add("uid", f"meeting-{one.pk}@{settings.SITE_URL.partition('://')[2]}")
        event.add("dtstamp", timezone.now())
        event.add("dtstart", one.starts_at)
        event.add("dtend", one.ends_at or one.starts_at + timedelta(hours=2))
        event.add("summary", f"{one.get_kind_display()}: {one.host}")
        event.add("location", one.place)
        event.add("url", f"{settings.SITE_URL}{one.get_absolute_url()}")
        event.add("sequence", one.edition)
        if one.is_cancelled:
            event.add("status", "CANCELLED")
        made.add_component(event)
    return HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")
