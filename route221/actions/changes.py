"""Change a business: at once where it is still a draft or a live field, else as a revision."""

import contextlib
from collections.abc import Sequence
from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from geo.models import Precision
from route221.actions.notices import log_decision, tell_owners, tell_watchers
from route221.actions.stops import place_on_roads
from route221.actions.together import carry_over
from route221.errors import EditedMeanwhile, NoSuchStep
from route221.models import Business, Photo, Revision

# What a confirmed owner changes on the public page at once; the history keeps every version.
LIVE = frozenset(
    {"opening_hours", "by_arrangement", "when_sign_is_out", "season", "phone", "takes_part"}
)
POINTS = frozenset({"point", "entrance"})
# In a revision: the keys of pictures that wait.
PHOTOS = "photos"


@transaction.atomic
def save_changes(*, business: Business, changes: dict[str, Any], author: User) -> Business:
    """Keep what was written; on a page that stands, only live fields change at once."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    stands = business.stands
    waiting = {name: value for name, value in changes.items() if stands and name not in LIVE}
    direct = {name: value for name, value in changes.items() if name not in waiting}
    apply_changes(business, direct)
    if direct:
        business.version += 1
        if stands:
            business.confirmed_on = timezone.localdate()
        business.save()
    if waiting:
        wait_for_review(business, waiting, author)
    if direct or not stands:
        place_on_roads(business=business)
    if direct and stands:
        log_decision(business, author, "live", ", ".join(sorted(direct)), business.state)
        carry_over(business=business)
    return business


def wait_for_review(
    business: Business, changes: dict[str, Any], author: User, photos: Sequence[int] = ()
) -> None:
    """Lay changes and new pictures by, as the one revision that waits."""
    revision = business.revisions.select_for_update().filter(is_waiting=True).first()
    is_new = revision is None
    revision = revision or Revision(business=business, changes={}, author=author)
    stored = {name: to_json(value) for name, value in changes.items()}
    if photos:
        stored[PHOTOS] = [*revision.changes.get(PHOTOS, []), *photos]
    revision.changes = revision.changes | stored
    if is_new:
        tell_watchers(business, "revised")
    revision.version += 1
    revision.author = author
    revision.save()


def apply_changes(business: Business, changes: dict[str, Any]) -> None:
    """Set fields from clean values or from a revision's stored ones."""
    for name, value in changes.items():
        if name != PHOTOS:
            setattr(business, name, from_json(name, value))
    if "point" in changes:
        business.precision = Precision.EXACT if business.point else Precision.NONE


@transaction.atomic
def undo_revision(*, revision: Revision, actor: User) -> None:
    """Let an approved revision wait again, and the page be as it was before it."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=revision.business_id)
    revision = Revision.objects.select_for_update().get(pk=revision.pk)
    newer = business.revisions.filter(pk__gt=revision.pk).exists()
    if revision.is_waiting or not revision.is_approved or newer:
        raise NoSuchStep("undo", "decided")
    apply_changes(business, revision.before)
    business.version += 1
    business.save()
    photos = Photo.objects.filter(business=business, pk__in=revision.changes.get(PHOTOS, []))
    photos.update(is_approved=False)
    revision.is_waiting, revision.is_approved = True, False
    revision.version += 1
    revision.save()
    log_decision(business, actor, "undo_revision", from_state=business.state)
    place_on_roads(business=business)
    carry_over(business=business)


def drop_photo(photo: Photo) -> None:
    """Take a picture away; its files go when that is certain."""
    photo.delete()
    transaction.on_commit(lambda: remove_files(photo))


def remove_files(photo: Photo) -> None:
    """Delete every size; one that is not there is as good as deleted."""
    for width in photo.widths:
        with contextlib.suppress(OSError):
            default_storage.delete(photo.path(width))


def to_json(value: Any) -> Any:
    """Return a value as a revision stores it; points as well-known text."""
    return value.ewkt if isinstance(value, GEOSGeometry) else value


def from_json(name: str, value: Any) -> Any:
    """Return a stored value as the field wants it."""
    return GEOSGeometry(value) if name in POINTS and isinstance(value, str) else value


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
    revision.save()
    photos = Photo.objects.filter(business=business, pk__in=revision.changes.get(PHOTOS, []))
    if approve:
        fields = [name for name in revision.changes if name != PHOTOS]
        revision.before = {name: to_json(getattr(business, name)) for name in fields}
        revision.save()
        apply_changes(business, revision.changes)
        business.version += 1
        business.save()
        photos.update(is_approved=True)
        place_on_roads(business=business)
        carry_over(business=business)
    else:
        for photo in photos:
            drop_photo(photo)
    log_decision(business, actor, "revise" if approve else "refuse_revision", reason)
    tell_owners(business, "revision_approved" if approve else "revision_refused", reason)
