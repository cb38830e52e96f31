"""What the village network does: statements with an answer, meetings with agenda and minutes."""

from datetime import date
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Max
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from plans.actions.editions import save_edition
from plans.actions.telling import tell_planners
from plans.errors import StatementIsAnswered
from plans.models import AgendaPoint, Meeting, Statement, VillageGroup


@transaction.atomic
def make_statement(*, group: VillageGroup, **words: Any) -> Statement:
    """Send a statement of a group, and tell the municipality's officers."""
    made = Statement.objects.create(group=group, **words)

    def mail() -> tuple[str, str]:
        return (
            _("A statement of %(group)s: %(title)s") % {"group": group.name, "title": made.title},
            f"{settings.SITE_URL}{made.get_absolute_url()}",
        )

    transaction.on_commit(lambda: tell_planners(group=group, words=mail))
    return made


@transaction.atomic
def receive_statement(*, statement: Statement, owner: str, reply_by: date) -> Statement:
    """Give a receipt: which unit answers, and by when."""
    if statement.answered_on:
        raise StatementIsAnswered
    statement.received_on = statement.received_on or timezone.localdate()
    statement.owner, statement.reply_by = owner.strip(), reply_by
    statement.save()
    return statement


@transaction.atomic
def answer_statement(*, statement: Statement, answer: str) -> Statement:
    """Answer a statement in public, once, and tell the group."""
    if statement.answered_on:
        raise StatementIsAnswered
    statement.answer, statement.answered_on = answer.strip(), timezone.localdate()
    statement.save()
    transaction.on_commit(lambda: _tell_members(statement))
    return statement


def _tell_members(statement: Statement) -> None:
    for member in statement.group.members.filter(is_active=True):
        with translation.override(member.language):
            subject = _("An answer to your statement: %(title)s") % {"title": statement.title}
            link = f"{settings.SITE_URL}{statement.get_absolute_url()}"
            send_mail(subject[:200], f"{statement.answer}\n\n{link}\n", None, [member.email])


@transaction.atomic
def call_meeting(*, host: VillageGroup, **values: Any) -> Meeting:
    """Call a meeting that a group hosts."""
    return Meeting.objects.create(host=host, **values)


@transaction.atomic
def change_meeting(*, meeting: Meeting, edition: int | None = None, **values: Any) -> Meeting:
    """Change a meeting, unless somebody else did meanwhile; minutes are published with a date."""
    if values.get("minutes") and not meeting.minutes_on:
        values["minutes_on"] = timezone.localdate()
    return save_edition(meeting, edition, values)


@transaction.atomic
def put_on_agenda(*, meeting: Meeting, title: str, **values: Any) -> AgendaPoint:
    """Put a point on a meeting's agenda, last; the same goal or statement stands there once."""
    for name in ("goal", "statement"):
        row = values.get(name)
        if row is not None:
            known = meeting.agenda.filter(**{name: row}).first()
            if known:
                return known
    last = meeting.agenda.aggregate(last=Max("position"))["last"] or 0
    return AgendaPoint.objects.create(
        meeting=meeting, title=title[:200], position=last + 1, **values
    )


@transaction.atomic
def take_off_agenda(*, point: AgendaPoint) -> None:
    """Take a point off the agenda."""
    point.delete()
