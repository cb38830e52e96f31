"""Background work of accounts: sending mail, again and again until it goes."""

from django.utils import timezone
from django_tasks import task

from accounts.mail import deliver_due_mail
from accounts.models import OutgoingMail


@task()
def deliver_mail() -> int:
    """Send what is due, and come back for what a server would not take."""
    sent, waiting = deliver_due_mail()
    if waiting:
        earliest = OutgoingMail.objects.order_by("next_try_at").values_list("next_try_at").first()
        if earliest:
            deliver_mail.using(run_after=max(earliest[0], timezone.now())).enqueue()
    return sent
