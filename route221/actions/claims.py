"""Somebody says that a business is theirs: ask, decide, undo the decision."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.limits import is_within_limit
from accounts.models import User
from route221.actions.notices import log_decision, tell_watchers
from route221.errors import NoSuchStep, TooOften
from route221.models import Business, Ownership

PER_DAY, DAY_S = 10, 86_400


@transaction.atomic
def claim(*, business: Business, user: User, words: str) -> Ownership:
    """Ask to become one of a business's people; a reviewer decides. Whoever was refused may ask."""
    ownership = Ownership.objects.filter(business=business, user=user).first()
    if ownership and (ownership.is_confirmed or ownership.refused_at is None):
        return ownership
    if not is_within_limit(action="claim", who=f"u{user.pk}", limit=PER_DAY, window_s=DAY_S):
        raise TooOften
    ownership, _ = Ownership.objects.update_or_create(
        business=business, user=user, defaults={"claim": words, "refused_at": None}
    )
    tell_watchers(business, "claimed")
    return ownership


@transaction.atomic
def decide_claim(*, ownership: Ownership, approve: bool, reason: str, actor: User) -> None:
    """Let a person in among a business's people, or not, and tell them."""
    ownership = Ownership.objects.select_for_update(of=("self",)).get(pk=ownership.pk)
    if ownership.is_confirmed or ownership.refused_at:
        raise NoSuchStep("claim", "decided")
    ownership.is_confirmed = approve
    ownership.refused_at = None if approve else timezone.now()
    ownership.save()
    verb = "claim" if approve else "refuse_claim"
    _log(ownership, actor, verb, reason)
    _tell(ownership, reason)


@transaction.atomic
def undo_claim(*, ownership: Ownership, actor: User) -> None:
    """Let a decided claim wait again; who had been let in is out until it is decided anew."""
    ownership = Ownership.objects.select_for_update(of=("self",)).get(pk=ownership.pk)
    was_let_in = ownership.is_confirmed and ownership.claim
    if not (was_let_in or ownership.refused_at):
        raise NoSuchStep("undo", "waiting")
    ownership.is_confirmed, ownership.refused_at = False, None
    ownership.save()
    _log(ownership, actor, "undo_claim")


def _log(ownership: Ownership, actor: User, verb: str, reason: str = "") -> None:
    decision = log_decision(ownership.business, actor, verb, reason, ownership.business.state)
    decision.details = {"claim": ownership.pk}
    decision.save()


def _tell(ownership: Ownership, reason: str) -> None:
    business = ownership.business
    with translation.override(ownership.user.language):
        if ownership.is_confirmed:
            words = _("You now belong to this business, and can change its page:")
            path = reverse("business", args=[business.pk])
        else:
            words = _("Your request to belong to this business was not accepted.")
            path = reverse("businesses")
        body = "\n\n".join(part for part in (words, reason, settings.SITE_URL + path) if part)
        send_mail(business.name, body, None, [ownership.user.email])
