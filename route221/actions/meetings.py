"""Meetings along the road: invite, answer, propose, write down, and what a point became."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.limits import is_within_limit
from accounts.models import User
from route221.errors import NoSuchStep, TooOften
from route221.models import MeetingAnswer, MeetingPoint, RoadMeeting

POINTS_A_DAY, DAY_S = 20, 86_400


@transaction.atomic
def save_meeting(*, meeting: RoadMeeting, values: dict[str, Any]) -> RoadMeeting:
    """Call a meeting, or change when and where it is, or its minutes."""
    for name, value in values.items():
        setattr(meeting, name, value)
    meeting.save()
    return meeting


@transaction.atomic
def send_invitations(*, meeting: RoadMeeting) -> int:
    """Write once to everybody of a published business on the road; return how many."""
    meeting = RoadMeeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.invited_at:
        raise NoSuchStep("invite", "invited")
    meeting.invited_at = timezone.now()
    meeting.save()
    invited = invited_people(meeting)
    for person in invited:
        with translation.override(person.language):
            when = date_format(timezone.localtime(meeting.held_at), "DATETIME_FORMAT")
            ask = _("Say on the page whether you come, and what you want taken up:")
            link = settings.SITE_URL + reverse("road-meeting", args=[meeting.pk])
            body = f"{when}, {meeting.place}\n\n{meeting.invitation}\n\n{ask}\n{link}"
            send_mail(meeting.title, body, None, [person.email])
    return len(invited)


def invited_people(meeting: RoadMeeting) -> list[User]:
    """Everybody who belongs to a published business that is a stop on the road, each once."""
    return list(
        User.objects.filter(
            is_active=True,
            ownerships__is_confirmed=True,
            ownerships__business__state="published",
            ownerships__business__stop__route=meeting.route_id,
        )
        .distinct()
        .order_by("pk")
    )


def answer(*, meeting: RoadMeeting, user: User, comes: bool) -> None:
    """Note whether somebody comes; the last answer holds."""
    MeetingAnswer.objects.update_or_create(meeting=meeting, user=user, defaults={"comes": comes})


@transaction.atomic
def propose(*, meeting: RoadMeeting, user: User, text: str, form_key: UUID) -> MeetingPoint:
    """Take in a point; the same form sent twice makes one."""
    known = MeetingPoint.objects.filter(form_key=form_key).first()
    if known:
        return known
    if not is_within_limit(action="point", who=f"u{user.pk}", limit=POINTS_A_DAY, window_s=DAY_S):
        raise TooOften
    try:
        with transaction.atomic():
            return MeetingPoint.objects.create(
                meeting=meeting, by=user, text=text, form_key=form_key
            )
    except IntegrityError:
        return MeetingPoint.objects.get(form_key=form_key)


@transaction.atomic
def note_what_became(*, point: MeetingPoint, words: str, url: str) -> None:
    """Write down what a point became, and where that stands."""
    point = MeetingPoint.objects.select_for_update().get(pk=point.pk)
    if point.became:
        raise NoSuchStep("become", "became")
    point.became, point.became_url = words, url
    point.save()
