"""A report on its way: sent, confirmed by its sender, answered by a reviewer."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.limits import is_within_limit
from services.errors import AnsweredMeanwhile
from services.models import Report
from services.signals import report_received

SALT = "services.report"
UNCONFIRMED_KEPT = timedelta(days=7)
# A mail left lying must not open what somebody wrote for ever; a new link is a press away.
LINK_LIVES = timedelta(days=30)
NOBODY = "erased@deleted.invalid"
LINKS_A_DAY, DAY_S = 5, 86_400
ANSWERS = tuple(choice for choice in Report.State.choices if choice[0] != "received")


def report_key(report: Report) -> str:
    """Return the secret part of the sender's link."""
    return signing.dumps(report.pk, salt=SALT)


def report_from_key(key: str, max_age: timedelta | None = LINK_LIVES) -> Report | None:
    """Return the report a sender's link leads to, if the link is ours, fresh, and it exists."""
    try:
        pk = signing.loads(key, salt=SALT, max_age=max_age)
    except signing.BadSignature:
        return None
    return Report.objects.filter(pk=pk).select_related("locality", "category").first()


def send_new_link(*, key: str) -> None:
    """Mail the sender of a report a fresh link for one that is too old; nothing if it is forged."""
    report = report_from_key(key, max_age=None)
    if report is None or report.email == NOBODY:
        return
    if not is_within_limit(
        action="report-link", who=report.email, limit=LINKS_A_DAY, window_s=DAY_S
    ):
        return
    with override(report.language):
        words = _("Here is a new link to your report.")
        _write(report, _("Your report"), words, report.text)


def forget_sender(*, email: str) -> None:
    """Erase an address from all reports; what they told of the register stays."""
    Report.objects.filter(email__iexact=email).update(email=NOBODY)


@transaction.atomic
def submit_report(*, form_key: UUID | None = None, **fields: Any) -> Report:
    """Keep a report and ask its sender to confirm; the same form sent twice is one.

    Those never confirmed are forgotten.
    """
    old = timezone.now() - UNCONFIRMED_KEPT
    Report.objects.filter(confirmed_at__isnull=True, sent_at__lt=old).delete()
    try:
        with transaction.atomic():
            report = Report.objects.create(form_key=form_key, **fields)
    except IntegrityError:
        return Report.objects.get(form_key=form_key)
    with override(report.language):
        _write(
            report,
            _("Confirm your report"),
            _(
                "Thank you. Open this page and press the button, so that we know the address is"
                " yours. We receive the report only then."
            ),
            report.text,
        )
    return report


@transaction.atomic
def confirm_report(*, report: Report) -> bool:
    """Receive a report; true the first time, and then nothing more is changed."""
    now = timezone.now()
    is_first = bool(
        Report.objects.filter(pk=report.pk, confirmed_at__isnull=True).update(confirmed_at=now)
    )
    if is_first:
        transaction.on_commit(lambda: report_received.send(Report, report=report))
    return is_first


def answer_mark(report: Report) -> str:
    """Name the answer a report has, so that a form can say which one it was written over."""
    return report.answered_at.isoformat() if report.answered_at else ""


@transaction.atomic
def answer_report(*, report: Report, state: str, answer: str, read: str, by: Any) -> None:
    """Say what became of a report, and tell its sender; not over an answer nobody has read.

    ``read`` is the `answer_mark` of the report as the reviewer read it.
    """
    report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
    if answer_mark(report) != read:
        raise AnsweredMeanwhile
    report.state, report.answer, report.answered_by = state, answer, by
    report.answered_at = timezone.now()
    report.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    with override(report.language):
        _write(
            report,
            _("What became of your report"),
            _("Your report is now:") + f" {report.get_state_display()}.",
            answer,
        )


def _write(report: Report, subject: str, first: str, text: str) -> None:
    # The key stands in the query, which no log of ours keeps.
    link = f"{settings.SITE_URL}{reverse('report-status')}?key={report_key(report)}"
    body = f"{first}\n\n{link}\n\n{text}\n\n{settings.SITE_NAME}\n"
    send_mail(subject, body, None, [report.email])
