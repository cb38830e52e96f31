"""Consultations: groups are told before one opens, and each answer gets a reply."""

from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from plans.actions.telling import tell_followers
from plans.errors import (
    ChangedMeanwhile,
    ConsultationClosed,
    ConsultationHasOpened,
    ReasonMissing,
)
from plans.models import Consultation, ConsultationAnswer, ConsultationFile, VillageGroup
from plans.queries.consulting import touched_by

SALT = "plans.consultation-answer"


@transaction.atomic
def draft(
    *,
    consultation: Consultation,
    localities: Any,
    documents: Any = (),
    removed: Any = (),
    edition: int | None = None,
) -> Consultation:
    """Keep a consultation as written so far, or change one that has not opened; nobody is told."""
    if consultation.pk:
        stored = Consultation.objects.select_for_update(of=("self",)).get(pk=consultation.pk)
        if not stored.has_not_opened:
            raise ConsultationHasOpened
        if edition is not None and edition != stored.edition:
            raise ChangedMeanwhile(stored)
        consultation.edition = stored.edition + 1
    else:
        consultation.is_draft = True
    consultation.save()
    consultation.localities.set(localities)
    for file in removed:
        file.delete()
    for title, file in documents:
        ConsultationFile.objects.create(consultation=consultation, title=title, file=file)
    return consultation


@transaction.atomic
def publish(*, consultation: Consultation) -> Consultation:
    """Publish a draft before it opens; tell the groups of the area and those who follow them."""
    if not consultation.has_not_opened or consultation.opens_on <= timezone.localdate():
        raise ConsultationHasOpened
    consultation.is_draft, consultation.told_at = False, timezone.now()
    consultation.save(update_fields=["is_draft", "told_at"])
    transaction.on_commit(lambda: _tell(consultation))
    return consultation


@transaction.atomic
def tell_of_change(*, consultation: Consultation) -> None:
    """Tell those who were told already that what is asked has changed before it opened."""
    consultation.told_at = timezone.now()
    consultation.save(update_fields=["told_at"])
    transaction.on_commit(lambda: _tell(consultation, is_change=True))


@transaction.atomic
def throw_away(*, consultation: Consultation) -> None:
    """Throw a draft away; what was published stays."""
    if not consultation.is_draft:
        raise ConsultationHasOpened
    consultation.delete()


def groups_of(consultation: Consultation) -> list[VillageGroup]:
    """Return the groups that cover a village of the consultation, or one that its area touches."""
    here = Q(localities__in=consultation.localities.all())
    if consultation.area:
        here |= touched_by(consultation.area, "localities__")
    return list(VillageGroup.objects.filter(here).distinct())


def _tell(consultation: Consultation, *, is_change: bool = False) -> None:
    link = f"{settings.SITE_URL}{consultation.get_absolute_url()}"

    def words() -> tuple[str, str]:
        subject = (
            _("A consultation has changed before it opens: %(title)s")
            if is_change
            else _("A consultation: %(title)s")
        ) % {"title": consultation.title}
        text = _("Open from %(opens)s to %(closes)s. Read and answer here:") % {
            "opens": consultation.opens_on,
            "closes": consultation.closes_on,
        }
        return subject[:200], f"{text}\n{link}"

    for group in groups_of(consultation):
        tell_followers(group=group, words=words)


def answer_key(answer: ConsultationAnswer) -> str:
    """Sign the secret part of an answerer's link."""
    return signing.dumps(answer.pk, salt=SALT)


def answer_of_key(key: str) -> ConsultationAnswer | None:
    """Return the answer a link leads to, if the link is ours."""
    try:
        pk = signing.loads(key, salt=SALT)
    except signing.BadSignature:
        return None
    return ConsultationAnswer.objects.filter(pk=pk).select_related("consultation").first()


@transaction.atomic
def answer_as_group(
    *, consultation: Consultation, group: VillageGroup, text: str, language: str
) -> ConsultationAnswer:
    """Take a group's one answer, or its newer words while the consultation is open."""
    _require_open(consultation)
    answer, _made = ConsultationAnswer.objects.update_or_create(
        consultation=consultation,
        group=group,
        defaults={"text": text, "language": language, "confirmed_at": timezone.now()},
    )
    return answer


@transaction.atomic
def answer_as_anyone(
    *, consultation: Consultation, text: str, email: str, language: str, shown_name: str = ""
) -> ConsultationAnswer:
    """Keep an answer and ask its sender to confirm the address."""
    _require_open(consultation)
    answer = ConsultationAnswer.objects.create(
        consultation=consultation,
        text=text,
        email=email,
        language=language,
        shown_name=shown_name,
    )
    with translation.override(language):
        link = f"{settings.SITE_URL}{reverse('answer-confirm')}?key={answer_key(answer)}"
        text = _("Open this page and press the button; your answer is received only then.")
        send_mail(_("Confirm your answer"), f"{text}\n\n{link}\n", None, [email])
    return answer


@transaction.atomic
def confirm_answer(*, answer: ConsultationAnswer) -> None:
    """Receive an answer by a press of its sender, while the consultation is open."""
    _require_open(answer.consultation)
    ConsultationAnswer.objects.filter(pk=answer.pk, confirmed_at__isnull=True).update(
        confirmed_at=timezone.now()
    )


@transaction.atomic
def reply_to(*, answer: ConsultationAnswer, outcome: str, reply: str) -> None:
    """Say what became of one answer, and why; tell who sent it."""
    if not reply.strip():
        raise ReasonMissing
    answer.outcome = ConsultationAnswer.Outcome(outcome).value
    answer.reply, answer.replied_on = reply.strip(), timezone.localdate()
    answer.save(update_fields=["outcome", "reply", "replied_on"])
    addresses = [answer.email] if answer.email else []
    if answer.group:
        addresses = [one.email for one in answer.group.members.filter(is_active=True)]
    with translation.override(answer.language):
        subject = _("A reply to your answer: %(title)s") % {"title": answer.consultation.title}
        link = f"{settings.SITE_URL}{answer.consultation.get_absolute_url()}"
        text = f"{answer.get_outcome_display()}: {answer.reply}\n\n{link}\n"
        for address in addresses:
            send_mail(subject[:200], text, None, [address])


def _require_open(consultation: Consultation) -> None:
    if not consultation.is_open:
        raise ConsultationClosed
