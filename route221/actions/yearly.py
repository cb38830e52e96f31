"""Once a year, ask each business whether everything is still correct; hide it long after."""

from datetime import date, timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from route221.actions.notices import log_decision, tell_owners
from route221.actions.registration import take_step
from route221.models import Business

LINK_LIVES = timedelta(60)
SALT = "route221.still-correct"


def link_key(business: Business) -> str:
    """Sign a link good for one business and for as long as the mail is of use.

    It goes into the query, which no log of ours keeps.
    """
    return signing.dumps(business.pk, salt=SALT)


def business_of_key(key: str) -> Business | None:
    """Return the business a link speaks of, None when it is forged or too old."""
    try:
        pk = signing.loads(key, salt=SALT, max_age=LINK_LIVES)
    except signing.BadSignature:
        return None
    return Business.objects.filter(pk=pk, state__in=["published", "paused"]).first()


def ask_and_hide(*, today: date) -> tuple[int, int]:
    """Ask those whose year is up, and hide those silent far longer; never delete.

    Safe to run any number of times, and after days when it did not run: each is asked once a year.
    Before one is hidden its page says for months that it may be out of date.
    """
    published = Business.objects.filter(state="published", replaced_by=None, is_example=False)
    ask_before = today - timedelta(days=settings.BUSINESS_ASK_AFTER_DAYS)
    hide_before = today - timedelta(days=settings.BUSINESS_HIDE_AFTER_DAYS)
    due = published.filter(confirmed_on__lte=ask_before, confirmed_on__gt=hide_before)
    due = due.exclude(asked_on__gt=ask_before)
    asked = 0
    for business in due:
        with transaction.atomic():
            Business.objects.filter(pk=business.pk).update(asked_on=today)
            asked += _ask(business)
    silent = published.filter(confirmed_on__lte=hide_before)
    hidden = 0
    for business in silent:
        with transaction.atomic():
            tell_owners(take_step(business=business, verb="hide", actor=None), "hide", "")
        hidden += 1
    return asked, hidden


@transaction.atomic
def ask_now(*, business: Business, actor: User) -> int:
    """Ask a business's people, at a reviewer's wish, once a day at most; return how many were."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    if business.state != Business.State.PUBLISHED or business.asked_on == timezone.localdate():
        return 0
    asked = _ask(business)
    if asked:
        Business.objects.filter(pk=business.pk).update(asked_on=timezone.localdate())
        log_decision(business, actor, "ask", from_state=business.state)
    return asked


def _ask(business: Business) -> int:
    owners = User.objects.filter(
        ownerships__business=business, ownerships__is_confirmed=True, is_active=True
    )
    for owner in owners:
        with translation.override(owner.language):
            path = f"{reverse('still-correct')}?key={link_key(business)}"
            words = _("Is everything about %(name)s still correct?") % {"name": business.name}
            send_mail(words, f"{words}\n\n{settings.SITE_URL}{path}", None, [owner.email])
    return len(owners)
