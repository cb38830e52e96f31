"""Decide about changes that wait: take them onto the page, put them aside, undo either."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from route221.actions.notices import log_decision, tell_owners
from route221.actions.stops import place_on_roads
from route221.actions.together import carry_over
from route221.errors import EditedMeanwhile, NoSuchStep
from route221.models import Business, Photo, Revision
from route221.queries.overlay import OF_PHOTOS, PHOTO_WORDS, PHOTOS, apply_changes, to_json

ALTS = ("alt_sv", "alt_en", "alt_de")


@transaction.atomic
def decide_revision(
    *, revision: Revision, version: int, approve: bool, reason: str, actor: User
) -> None:
    """Take a revision onto the page, or put it aside with a reason."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=revision.business_id)
    revision = Revision.objects.select_for_update().get(pk=revision.pk)
    if not revision.is_waiting:
        raise NoSuchStep("revise", "decided")
    if revision.version != version:
        raise EditedMeanwhile
    revision.is_waiting, revision.is_approved, revision.reason = False, approve, reason
    if approve:
        revision.before = _standing(business, revision)
        _apply(business, revision, revision.changes)
        _photos(revision).standing().update(is_approved=True)
    else:
        _photos(revision).filter(is_approved=False).update(refused_at=timezone.now())
    revision.save()
    log_decision(business, actor, "revise" if approve else "refuse_revision", reason)
    tell_owners(business, "revision_approved" if approve else "revision_refused", reason)


@transaction.atomic
def undo_revision(*, revision: Revision, actor: User) -> None:
    """Let the newest decided revision wait again, and the page be as it was before it."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=revision.business_id)
    revision = Revision.objects.select_for_update().get(pk=revision.pk)
    newer = business.revisions.filter(pk__gt=revision.pk).exists()
    if revision.is_waiting or newer:
        raise NoSuchStep("undo", "decided")
    if revision.is_approved:
        _apply(business, revision, revision.before)
        _photos(revision).update(is_approved=False)
    else:
        _photos(revision).update(refused_at=None)
    was_approved = revision.is_approved
    revision.is_waiting, revision.is_approved, revision.reason = True, False, ""
    revision.version += 1
    revision.save()
    verb = "undo_revision" if was_approved else "undo_refusal"
    log_decision(business, actor, verb, from_state=business.state)


def _photos(revision: Revision) -> QuerySet[Photo]:
    return Photo.objects.filter(
        business_id=revision.business_id, pk__in=revision.changes.get(PHOTOS, [])
    )


def _standing(business: Business, revision: Revision) -> dict[str, Any]:
    """Note what the page says now, of all that the revision would change."""
    before = {
        name: to_json(getattr(business, name)) for name in revision.changes if name not in OF_PHOTOS
    }
    words = revision.changes.get(PHOTO_WORDS, {})
    if words:
        before[PHOTO_WORDS] = {
            str(photo.pk): {alt: getattr(photo, alt) or "" for alt in ALTS}
            for photo in business.photos.filter(pk__in=words)
        }
    return before


def _apply(business: Business, revision: Revision, changes: dict[str, Any]) -> None:
    apply_changes(business, changes)
    business.version += 1
    business.save()
    words = changes.get(PHOTO_WORDS, {})
    for photo in business.photos.filter(pk__in=words):
        for alt in ALTS:
            setattr(photo, alt, words[str(photo.pk)].get(alt, ""))
        photo.save()
    place_on_roads(business=business)
    carry_over(business=business)
