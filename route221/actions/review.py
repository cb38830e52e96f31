"""Decide about a business: approve, ask, reject, undo, merge, and who belongs to it."""

from django.db import transaction

from accounts.models import User
from route221.actions.notices import log_decision, tell_owners
from route221.actions.stops import place_on_roads
from route221.actions.together import carry_over
from route221.errors import EditedMeanwhile, NoSuchStep
from route221.models import Business, LookAlike, Ownership
from route221.signals import feature_merged
from route221.states import target_of


@transaction.atomic
def decide(*, business: Business, verb: str, version: int, reason: str, actor: User) -> Business:
    """Take a reviewer's step, if the business is still as the reviewer read it."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    before = business.state
    after = target_of(verb, before)
    if business.version != version:
        raise EditedMeanwhile
    business.state = after
    business.reason = reason
    if verb == "undo" and business.submitted_at is None:
        raise NoSuchStep(verb, before)
    business.save()
    if verb == "approve":
        business.photos.update(is_approved=True)
    log_decision(business, actor, verb, reason, before)
    place_on_roads(business=business)
    carry_over(business=business)
    tell_owners(business, verb, reason)
    return business


@transaction.atomic
def merge(*, business: Business, into: Business, actor: User) -> None:
    """Let one business stand for two; the old address and its QR code lead to the other."""
    pair = Business.objects.select_for_update(of=("self",)).filter(pk__in=[business.pk, into.pk])
    found = {row.pk: row for row in pair.order_by("pk")}
    old, new = found.get(business.pk), found.get(into.pk)
    if old is None or new is None or old.pk == new.pk or old.replaced_by_id or new.replaced_by_id:
        raise NoSuchStep("merge", "merged")
    old.replaced_by = new
    old.save()
    Business.objects.filter(replaced_by=old).update(replaced_by=new)
    LookAlike.objects.filter(
        business_id__in=[old.pk, new.pk], other_business_id__in=[old.pk, new.pk]
    ).delete()
    for ownership in old.ownerships.filter(is_confirmed=True):
        Ownership.objects.update_or_create(
            business=new, user=ownership.user, defaults={"is_confirmed": True}
        )
    log_decision(old, actor, "merge", new.name)
    place_on_roads(business=old)
    transaction.on_commit(lambda: feature_merged.send(Business, old=old, new=new))


@transaction.atomic
def unmerge(*, business: Business, actor: User) -> None:
    """Let a merged business stand by itself again."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    if business.replaced_by_id is None:
        raise NoSuchStep("unmerge", "unmerged")
    business.replaced_by = None
    business.save()
    log_decision(business, actor, "unmerge")
    place_on_roads(business=business)


@transaction.atomic
def decide_claim(*, ownership: Ownership, approve: bool, actor: User) -> None:
    """Let a person in among a business's people, or not."""
    ownership = Ownership.objects.select_for_update().get(pk=ownership.pk)
    if ownership.is_confirmed:
        raise NoSuchStep("claim", "confirmed")
    log_decision(ownership.business, actor, "claim" if approve else "refuse_claim")
    if approve:
        ownership.is_confirmed = True
        ownership.save()
    else:
        ownership.delete()
