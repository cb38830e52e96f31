"""A picture's files: gone when its row is certain to be gone."""

import contextlib

from django.core.files.storage import default_storage
from django.db import transaction

from route221.models import Photo


def drop_photo(photo: Photo) -> None:
    """Take a picture away; its files go when that is certain."""
    photo.delete()
    transaction.on_commit(lambda: remove_files(photo))


def remove_files(photo: Photo) -> None:
    """Delete every size; one that is not there is as good as deleted."""
    for width in photo.widths:
        with contextlib.suppress(OSError):
            default_storage.delete(photo.path(width))
