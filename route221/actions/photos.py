"""Keep a place's pictures: take one in, take one away, show those a reviewer has seen."""

import hashlib
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from route221.actions.changes import wait_for_review
from route221.actions.notices import log_decision, tell_owners
from route221.actions.photo_files import drop_photo, remove_files
from route221.actions.revisions import ALTS
from route221.errors import NoSuchStep, PhotoNotKept, PhotoUnusable, TooManyPhotos
from route221.models import Attraction, Business, Photo
from route221.models.photos import WIDTHS
from route221.pictures import NotAPicture, TooManyPixels, TooSmall, webp_sizes

MOST_PHOTOS = 8
# Younger ones may belong to somebody who is sending them right now.
ORPHAN_AFTER_S = 3600


def add_photo(*, business: Business, file: IO[bytes], words: dict[str, str], author: User) -> Photo:
    """Take in a business's picture; on a page that stands it waits for a reviewer."""
    photo = Photo(business=business, digest=_digest(file), **words)
    known = business.photos.standing().filter(digest=photo.digest).first()
    return known or _keep(photo, file, lambda: _note(photo, author))


def add_attraction_photo(
    *, attraction: Attraction, file: IO[bytes], words: dict[str, str]
) -> Photo:
    """Take in an attraction's picture: the coordinator's word holds at once, as with its texts."""
    photo = Photo(attraction=attraction, is_approved=True, digest=_digest(file), **words)
    known = attraction.photos.filter(digest=photo.digest).first()
    return known or _keep(photo, file, lambda: _note_of_attraction(photo))


def _digest(file: IO[bytes]) -> str:
    """Name the file by its content, so that one sent again after a lost answer is known."""
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return found


def _keep(photo: Photo, file: IO[bytes], note: Callable[[], Photo]) -> Photo:
    """Write the picture in sizes, then note it; a full disk leaves neither behind.

    Returns the picture that was there before, where the same was sent twice at once.
    """
    try:
        sizes = webp_sizes(file, WIDTHS)
    except (NotAPicture, TooManyPixels, TooSmall) as error:
        raise PhotoUnusable from error
    photo.width, photo.height = sizes.width, sizes.height
    try:
        for width, content in sizes.files.items():
            default_storage.save(photo.path(width), ContentFile(content))
        kept = note()
    except OSError as error:
        remove_files(photo)
        raise PhotoNotKept from error
    except BaseException:
        remove_files(photo)
        raise
    if kept is not photo:
        remove_files(photo)
    return kept


@transaction.atomic
def _note(photo: Photo, author: User) -> Photo:
    business = Business.objects.select_for_update(of=("self",)).get(pk=photo.business_id)
    same = business.photos.standing().filter(digest=photo.digest).first()
    if same:
        return same
    known = business.photos.standing().count()
    if known >= MOST_PHOTOS:
        raise TooManyPhotos
    photo.position = known
    photo.save()
    if business.stands:
        wait_for_review(business, {}, author, photos=[photo.pk])
    else:
        business.version += 1
        business.save()
    return photo


@transaction.atomic
def _note_of_attraction(photo: Photo) -> Photo:
    attraction = Attraction.objects.select_for_update(of=("self",)).get(pk=photo.attraction_id)
    same = attraction.photos.filter(digest=photo.digest).first()
    if same:
        return same
    known = attraction.photos.count()
    if known >= MOST_PHOTOS:
        raise TooManyPhotos
    photo.position = known
    photo.save()
    return photo


@transaction.atomic
def remove_photo(*, photo: Photo) -> None:
    """Take a picture away at once: nobody must wait for that."""
    drop_photo(photo)


@transaction.atomic
def describe_photo(*, photo: Photo, words: dict[str, str], author: User) -> None:
    """Change the words of a picture: at once before it is shown, else as a change that waits."""
    photo = Photo.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    # Nobody reviews what the coordinator says of an attraction.
    waits = photo.business is not None and photo.is_approved and photo.business.stands
    if all((getattr(photo, alt) or "") == words[alt] for alt in ALTS):
        return
    if waits:
        wait_for_review(photo.business, {}, author, words={str(photo.pk): words})
        return
    for alt in ALTS:
        setattr(photo, alt, words[alt])
    photo.save()


@transaction.atomic
def refuse_photo(*, photo: Photo, reason: str, actor: User) -> None:
    """Take one picture out of sight, by a reviewer; it is kept for a while and can come back."""
    photo = Photo.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    if photo.refused_at is not None:
        raise NoSuchStep("refuse_photo", "refused")
    details = {"photo": photo.pk, "was_approved": photo.is_approved}
    photo.refused_at, photo.is_approved = timezone.now(), False
    photo.save()
    decision = log_decision(photo.business, actor, "refuse_photo", reason)
    decision.details = details
    decision.save()
    tell_owners(photo.business, "photo_refused", f"{photo.alt}\n\n{reason}")


@transaction.atomic
def restore_photo(*, photo: Photo, actor: User) -> None:
    """Bring a refused picture back to where it was: shown, or waiting."""
    photo = Photo.objects.select_for_update(of=("self",)).get(pk=photo.pk)
    if photo.refused_at is None:
        raise NoSuchStep("restore_photo", "standing")
    refusals = photo.business.decisions.filter(verb="refuse_photo", details__photo=photo.pk)
    last = refusals.first()
    photo.refused_at = None
    photo.is_approved = bool(last and last.details["was_approved"])
    photo.save()
    log_decision(photo.business, actor, "restore_photo")


@transaction.atomic
def forget_refused(*, before: datetime) -> int:
    """Delete pictures that were refused before a moment, with their files."""
    old = Photo.objects.filter(refused_at__lt=before)
    for photo in old:
        drop_photo(photo)
    return len(old)


def remove_orphans() -> int:
    """Delete files that no row knows, as a crash between writing and noting would leave."""
    folder = Path(settings.MEDIA_ROOT) / settings.PHOTO_FOLDER
    old = time.time() - ORPHAN_AFTER_S
    known = {Path(p.path(w)).name for p in Photo.objects.iterator() for w in p.widths}
    gone = 0
    for file in folder.glob("*/*.webp"):
        if file.name not in known and file.stat().st_mtime < old:
            file.unlink(missing_ok=True)
            gone += 1
    return gone
