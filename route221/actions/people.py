"""Who belongs to a business: invite, join, take somebody out, leave."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.limits import is_within_limit
from accounts.mail import LIFETIME_HEADER
from accounts.models import User
from route221.actions.notices import log_decision
from route221.errors import LastPerson, NotYourInvitation, TooOften
from route221.models import Business, Invitation, Ownership

SALT = "route221.invitation"
LIVES = timedelta(days=14)
PER_DAY, DAY_S = 10, 86_400


@transaction.atomic
def invite(*, business: Business, email: str, by: User) -> Invitation:
    """Write to somebody that they may join; the answer is the same whether we know them."""
    if not is_within_limit(action="invite", who=f"u{by.pk}", limit=PER_DAY, window_s=DAY_S):
        raise TooOften
    Invitation.objects.filter(business=business, email=email.lower()).delete()
    invitation = Invitation.objects.create(business=business, email=email.lower(), invited_by=by)
    key = signing.dumps(invitation.pk, salt=SALT)
    words = _("You are invited to take care of %(name)s. Open the page, sign in, and join.")
    known = User.objects.filter(email__iexact=email, is_active=True).first()
    with translation.override(known.language if known else by.language):
        # In the query, which no log of ours keeps.
        path = f"{reverse('business-join')}?key={key}"
        body = f"{str(words) % {'name': business.name}}\n\n{settings.SITE_URL}{path}"
    lives = {LIFETIME_HEADER: str(int(LIVES.total_seconds() // 60))}
    EmailMessage(business.name, body, None, [invitation.email], headers=lives).send()
    return invitation


def invitation_of_key(key: str) -> Invitation | None:
    """Return what a mail's link invites to, None when it is forged, too old or taken back."""
    try:
        pk = signing.loads(key, salt=SALT, max_age=LIVES)
    except signing.BadSignature:
        return None
    return Invitation.objects.select_related("business").filter(pk=pk).first()


@transaction.atomic
def join(*, invitation: Invitation, user: User) -> Business:
    """Let the invited person in, if the address is theirs."""
    if invitation.email != user.email.lower():
        raise NotYourInvitation
    Ownership.objects.update_or_create(
        business=invitation.business, user=user, defaults={"is_confirmed": True}
    )
    log_decision(invitation.business, user, "join")
    invitation.delete()
    return invitation.business


@transaction.atomic
def take_out(*, business: Business, user_pk: int, by: User) -> None:
    """Take a person out of a business, or leave it oneself; never the last one."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    people = business.ownerships.filter(is_confirmed=True)
    found = people.filter(user_id=user_pk)
    if found.exists() and people.count() == 1:
        raise LastPerson
    if found.delete()[0]:
        log_decision(business, by, "leave" if by.pk == user_pk else "take_out")


@transaction.atomic
def forget_old_invitations() -> int:
    """Delete invitations whose links no longer work."""
    old = Invitation.objects.filter(created_at__lt=timezone.now() - LIVES)
    return old.delete()[0]
