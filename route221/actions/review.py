"""Decide about a business: approve, ask, reject, undo, merge, and who belongs to it."""

from django.db import transaction

from accounts.models import User
from route221.actions.notices import log_decision, tell_owners
from route221.actions.stops import place_on_roads
from route221.actions.together import carry_over
from route221.errors import EditedMeanwhile, NoSuchStep
from route221.models import Business, LookAlike, Ownership
from route221.signals import feature_merged, feature_unmerged
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
        business.photos.standing().update(is_approved=True)
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
    people = old.ownerships.filter(is_confirmed=True).values_list("user_id", flat=True)
    known = new.ownerships.filter(is_confirmed=True).values_list("user_id", flat=True)
    joined = sorted(set(people) - set(known))
    for user_id in joined:
        Ownership.objects.update_or_create(
            business=new, user_id=user_id, defaults={"is_confirmed": True, "refused_at": None}
        )
    decision = log_decision(old, actor, "merge", new.name)
    decision.details = {"into": new.pk, "joined": joined}
    decision.save()
    place_on_roads(business=old)
    transaction.on_commit(lambda: feature_merged.send(Business, old=old, new=new))


@transaction.atomic
def unmerge(*, business: Business, actor: User) -> None:
    """Let a merged business stand by itself again, with its own people and the goals it had."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    other = business.replaced_by
    if other is None:
        raise NoSuchStep("unmerge", "unmerged")
    business.replaced_by = None
    business.save()
    merged = business.decisions.filter(verb="merge").first()
    if merged and merged.details.get("into") == other.pk:
        joined = other.ownerships.filter(user_id__in=merged.details["joined"])
        joined.delete()
    log_decision(business, actor, "unmerge")
    place_on_roads(business=business)
    carry_over(business=business)
    transaction.on_commit(lambda: feature_unmerged.send(Business, old=business, new=other))
