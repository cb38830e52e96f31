"""A report on its way: sent, confirmed by its sender, answered by a reviewer."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from services.models import Report

SALT = "services.report"
UNCONFIRMED_KEPT = timedelta(days=7)
ANSWERS = tuple(choice for choice in Report.State.choices if choice[0] != "received")


def report_key(report: Report) -> str:
    """Return the secret part of the sender's link."""
    return signing.dumps(report.pk, salt=SALT)


def report_from_key(key: str) -> Report | None:
    """Return the report a sender's link leads to, if the link is ours and it still exists."""
    try:
        pk = signing.loads(key, salt=SALT)
    except signing.BadSignature:
        return None
    return Report.objects.filter(pk=pk).select_related("locality", "category").first()


@transaction.atomic
def submit_report(**fields: Any) -> Report:
    """Keep a report and ask its sender to confirm; forget those never confirmed."""
    old = timezone.now() - UNCONFIRMED_KEPT
    Report.objects.filter(confirmed_at__isnull=True, sent_at__lt=old).delete()
    report = Report.objects.create(**fields)
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
    return bool(
        Report.objects.filter(pk=report.pk, confirmed_at__isnull=True).update(confirmed_at=now)
    )


@transaction.atomic
def answer_report(*, report: Report, state: str, answer: str, by: Any) -> None:
    """Say what became of a report, and tell its sender."""
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
