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
from plans.actions.telling import Words, tell_planners
from plans.errors import StatementIsAnswered
from plans.models import (
    AgendaPoint,
    Meeting,
    NetworkChoice,
    Statement,
    VillageGroup,
    WorkingGroupSeat,
)
from plans.queries.conflicts import Conflict


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


@transaction.atomic
def propose_conflict(
    *, conflict: Conflict, meeting: Meeting, text: str, proposed_by: str
) -> AgendaPoint:
    """Propose to talk about a conflict at a meeting; it stands there once, and its host is told."""
    known = meeting.agenda.filter(conflict=conflict.link).first()
    if known:
        return known
    title = _("%(what)s – against – %(against)s") % {
        "what": conflict.what,
        "against": conflict.against,
    }
    point = put_on_agenda(
        meeting=meeting,
        title=title,
        text=text.strip() or conflict.link.note,
        conflict=conflict.link,
        proposed_by=proposed_by[:120],
    )

    def words() -> tuple[str, str]:
        subject = _("Proposed for your meeting: %(title)s") % {"title": point.title}
        return subject[:200], f"{point.text}\n\n{settings.SITE_URL}{meeting.get_absolute_url()}"

    transaction.on_commit(lambda: _write_to_members(meeting.host, words))
    return point


def _write_to_members(group: VillageGroup, words: Words) -> None:
    for member in group.members.filter(is_active=True):
        with translation.override(member.language):
            subject, text = words()
            send_mail(subject, text, None, [member.email])


@transaction.atomic
def note_choice(
    *, choice: NetworkChoice | None = None, edition: int | None = None, **values: Any
) -> NetworkChoice:
    """Write down a choice of the working group, or what came of one."""
    if choice is None:
        return NetworkChoice.objects.create(**values)
    return save_edition(choice, edition, values)


@transaction.atomic
def keep_seat(
    *, seat: WorkingGroupSeat | None = None, edition: int | None = None, **values: Any
) -> WorkingGroupSeat:
    """Say from where a seat of the working group is filled, or how that has changed."""
    if seat is None:
        return WorkingGroupSeat.objects.create(**values)
    return save_edition(seat, edition, values)
