"""Meetings along the road: their pages, the coordinator's part, what became of points."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.permissions import is_coordinator
from plans.models import PlanVersion
from portal.actions.road_points import make_activity_of
from route221.actions import meetings as actions
from route221.errors import RegistrationError
from route221.forms.meetings import MeetingForm, PointForm
from route221.models import MeetingPoint, RoadMeeting, Route
from route221.queries.meetings import interest, meetings_of, points_of


@never_cache
def road_meetings(request: HttpRequest, number: str) -> HttpResponse:
    """List a road's meetings for anyone; the coordinator sees drafts, and who would take part."""
    route = get_object_or_404(Route, number=number)
    coming, past = meetings_of(route, timezone.now())
    is_theirs = is_coordinator.test(request.user)
    page = {
        "route": route,
        "coming": coming,
        "past": past[:50],
        "drafts": route.meetings.filter(invited_at=None) if is_theirs else [],
        "interest": interest(route) if is_theirs else [],
        "is_coordinator": is_theirs,
    }
    return render(request, "route221/meetings.html", page)


@never_cache
def road_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one meeting: when, where, the points and the minutes; whoever is invited answers."""
    meeting = get_object_or_404(RoadMeeting.objects.select_related("route"), pk=pk)
    is_theirs = is_coordinator.test(request.user)
    if meeting.invited_at is None and not is_theirs:
        raise Http404
    invited = actions.invited_people(meeting) if request.user.is_authenticated else []
    is_invited = request.user in invited
    mine = None
    if is_invited:
        mine = meeting.answers.filter(user=request.user).first()
    page = {
        "meeting": meeting,
        "points": points_of(meeting),
        "is_coordinator": is_theirs,
        "is_invited": is_invited,
        "is_over": meeting.held_at < timezone.now(),
        "mine": mine,
        "coming": meeting.answers.filter(comes=True).count(),
        "not_coming": meeting.answers.filter(comes=False).count(),
        "form": PointForm(),
        "drafts": _drafts() if is_theirs else [],
    }
    return render(request, "route221/meeting.html", page)


def _drafts() -> list[PlanVersion]:
    """The plans a point may become an activity of: those still being written."""
    return list(
        PlanVersion.objects.filter(status="draft").select_related("plan__group").order_by("pk")
    )


class _Answer(forms.Form):
    comes = forms.TypedChoiceField(
        choices=[("1", ""), ("0", "")], coerce=lambda value: value == "1"
    )


@require_POST
def answer_meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one comes, or not; propose a point."""
    meeting = get_object_or_404(RoadMeeting.objects.exclude(invited_at=None), pk=pk)
    if request.user not in actions.invited_people(meeting):
        raise PermissionDenied
    said = _Answer(request.POST)
    if said.is_valid():
        actions.answer(meeting=meeting, user=request.user, comes=said.cleaned_data["comes"])
        messages.success(request, _("Your answer is noted."))
        return redirect(meeting)
    form = PointForm(request.POST)
    if form.is_valid():
        try:
            actions.propose(meeting=meeting, user=request.user, **form.cleaned_data)
        except RegistrationError as error:
            messages.warning(request, str(error.words))
        else:
            messages.success(request, _("Your point is noted."))
    return redirect(meeting)


@never_cache
def edit_meeting(request: HttpRequest, number: str = "", pk: int | None = None) -> HttpResponse:
    """Call a meeting, change it, write its minutes; send the invitations when asked."""
    if pk is None:
        meeting = RoadMeeting(route=get_object_or_404(Route, number=number))
    else:
        meeting = get_object_or_404(RoadMeeting, pk=pk)
    form = MeetingForm(request.POST or None, instance=meeting)
    if request.method == "POST" and form.is_valid():
        saved = actions.save_meeting(meeting=meeting, values=form.values())
        if request.POST.get("do") == "invite":
            _invite(request, saved)
        return redirect(saved)
    return render(request, "route221/meeting_form.html", {"form": form, "meeting": meeting})


def _invite(request: HttpRequest, meeting: RoadMeeting) -> None:
    try:
        count = actions.send_invitations(meeting=meeting)
    except RegistrationError as error:
        messages.warning(request, str(error.words))
        return
    said = ngettext("%(count)s is invited.", "%(count)s are invited.", count)
    messages.success(request, said % {"count": count})


@require_POST
def make_activity(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a point become an activity of a plan that is being written."""
    point = get_object_or_404(MeetingPoint.objects.select_related("meeting"), pk=pk)
    key = request.POST.get("version", "")
    drafts = {str(one.pk): one for one in _drafts()}
    if key not in drafts:
        raise Http404
    try:
        make_activity_of(point=point, version=drafts[key])
    except RegistrationError as error:
        messages.warning(request, str(error.words))
        return redirect(point.meeting)
    messages.success(request, _("The point is now an activity of the plan."))
    return redirect(point.meeting)
