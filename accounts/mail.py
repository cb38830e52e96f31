"""Outgoing mail: put in a queue in the database, so that a mail server that is down loses none."""

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.db import transaction
from django.utils import timezone

from accounts.models import OutgoingMail

LONGEST_PAUSE_MIN = 240
# Read by the queue and not sent: after how many minutes a mail is of no use.
LIFETIME_HEADER = "X-Lifetime-Min"


class OutboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue each message once per recipient, and wake the sender when that is committed."""
        from accounts.tasks import deliver_mail

        now = timezone.now()
        rows = [
            OutgoingMail(
                recipient=recipient,
                subject=" ".join(message.subject.split()),
                body=str(message.body),
                next_try_at=now,
                expires_at=now + _lifetime(message),
            )
            for message in email_messages
            for recipient in message.recipients()
        ]
        OutgoingMail.objects.bulk_create(rows)
        if settings.MAIL_IS_DELIVERED:
            transaction.on_commit(lambda: deliver_mail.enqueue())
        return len(email_messages)


def _lifetime(message: EmailMessage) -> timedelta:
    return timedelta(
        minutes=int(message.extra_headers.get(LIFETIME_HEADER, settings.MAIL_LIFETIME_MIN))
    )


def deliver_due_mail() -> tuple[int, int]:
    """Send what is due; return how many went and how many must wait.

    A row is deleted when the server has taken it, and tried again later when it has not.
    """
    sent = 0
    OutgoingMail.objects.filter(expires_at__lte=timezone.now()).delete()
    while _deliver_one():
        sent += 1
    return sent, OutgoingMail.objects.count()


def _deliver_one() -> bool:
    """Send the next mail that a server takes; False when none is left that is due."""
    while True:
        with transaction.atomic():
            mail = (
                OutgoingMail.objects.select_for_update(skip_locked=True)
                .filter(next_try_at__lte=timezone.now())
                .order_by("pk")
                .first()
            )
            if mail is None:
                return False
            try:
                _send(mail)
            except OSError as error:  # SMTPException is one, as is a refused connection
                mail.attempts += 1
                mail.last_error = type(error).__name__
                pause = timedelta(minutes=min(2 ** (mail.attempts - 1), LONGEST_PAUSE_MIN))
                mail.next_try_at = timezone.now() + pause
                mail.save(update_fields=["attempts", "last_error", "next_try_at"])
                continue
            mail.delete()
            return True


def _send(mail: OutgoingMail) -> None:
    connection = SmtpBackend(fail_silently=False)
    message = EmailMessage(mail.subject, mail.body, to=[mail.recipient], connection=connection)
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    message.send()
