"""Keep a business's pictures: take one in, take one away, show those a reviewer has seen."""

import time
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from accounts.models import User
from route221.actions.changes import drop_photo, remove_files, wait_for_review
from route221.errors import PhotoNotKept, PhotoUnusable, TooManyPhotos
from route221.models import Business, Photo
from route221.models.photos import WIDTHS
from route221.pictures import NotAPicture, TooManyPixels, TooSmall, webp_sizes

MOST_PHOTOS = 8
# Younger ones may belong to somebody who is sending them right now.
ORPHAN_AFTER_S = 3600


def add_photo(*, business: Business, file: IO[bytes], alt: str, author: User) -> Photo:
    """Write the picture in sizes, then note it; a full disk leaves neither behind."""
    try:
        sizes = webp_sizes(file, WIDTHS)
    except (NotAPicture, TooManyPixels, TooSmall) as error:
        raise PhotoUnusable from error
    photo = Photo(business=business, alt=alt, width=sizes.width, height=sizes.height)
    try:
        for width, content in sizes.files.items():
            default_storage.save(photo.path(width), ContentFile(content))
        _note(photo, author)
    except OSError as error:
        remove_files(photo)
        raise PhotoNotKept from error
    except BaseException:
        remove_files(photo)
        raise
    return photo


@transaction.atomic
def _note(photo: Photo, author: User) -> None:
    business = Business.objects.select_for_update(of=("self",)).get(pk=photo.business_id)
    known = business.photos.count()
    if known >= MOST_PHOTOS:
        raise TooManyPhotos
    photo.position = known
    photo.save()
    if business.stands:
        wait_for_review(business, {}, author, photos=[photo.pk])
    else:
        business.version += 1
        business.save()


@transaction.atomic
def remove_photo(*, photo: Photo) -> None:
    """Take a picture away at once: nobody must wait for that."""
    drop_photo(photo)


@transaction.atomic
def describe_photo(*, photo: Photo, alt: str) -> None:
    """Change the words of a picture that no reviewer has seen yet."""
    Photo.objects.filter(pk=photo.pk, is_approved=False).update(alt=alt)


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
