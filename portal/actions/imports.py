"""Staff's imports: keep the file, have it read and applied in the background, tidy up."""

import secrets
import time
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from geo.actions.imports import PlanHasChanged, keep_preview, source_for, take_in
from geo.imports.errors import Refused, UnusableFile
from geo.imports.options import Options
from geo.imports.working import clear_abandoned
from geo.models import Import
from portal.imports import table_of

State = Import.State
PAUSE_S = 0.5
CHANGED_MEANWHILE = _("Something has changed since you looked at it. Look again.")
NOTHING_USABLE = _(
    "No row could be used; why stands at each row. Point out below which column is which, or"
    " correct the file and send it again. Nothing was changed."
)
BROKEN = _("Something went wrong while the file was read. Nothing was changed.")


def store_file(*, chunks: Iterable[bytes], ending: str) -> str:
    """Keep a file under a name nobody can guess; return the name."""
    settings.IMPORT_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = f"{secrets.token_urlsafe(24)}{ending}"
    target = settings.IMPORT_DIR / name
    try:
        with target.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return name


def path_of(imported: Import) -> Path:
    """Where an import's file lies while it is needed."""
    return Path(settings.IMPORT_DIR / imported.stored_name)


def forget_file(*, imported: Import) -> None:
    """Remove a file that is needed no more."""
    if imported.stored_name:
        path_of(imported).unlink(missing_ok=True)
        imported.stored_name = ""
        imported.save(update_fields=["stored_name"])


def forget_old_files() -> int:
    """Remove the files of imports that nobody decided on, and such as belong to none.

    What a killed import left beside them goes, too.
    """
    before = timezone.now() - timedelta(days=settings.KEEP_IMPORT_FILES_DAYS)
    clear_abandoned()
    old = Import.objects.exclude(stored_name="").filter(touched_at__lt=before)
    count = 0
    for imported in old:
        forget_file(imported=imported)
        count += 1
        if imported.state in (State.READY, State.WAITING):
            imported.state = State.DROPPED
            imported.save()
    known = set(Import.objects.exclude(stored_name="").values_list("stored_name", flat=True))
    folder = settings.IMPORT_DIR
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name not in known and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
            count += 1
    return count


def read_import(*, pk: int) -> str:
    """Read a waiting file and keep what it would do, to be looked at."""
    imported = Import.objects.get(pk=pk)
    if imported.state not in (State.WAITING, State.READING):
        return imported.state
    options = Options.from_json(imported.options)
    _enter(imported, State.READING)
    with Progress(imported.pk) as progress:
        try:
            imported.source = (
                imported.source
                if options.more.get("within")
                else source_for(
                    table=table_of(imported.table),
                    path=path_of(imported),
                    options=options,
                    said=options.more.get("source", ""),
                )
            )
            outcome = take_in(
                table=table_of(imported.table),
                path=path_of(imported),
                source=imported.source,
                options=options,
                dry_run=True,
                progress=progress,
                record=imported,
            )
        except UnusableFile as error:
            return _refuse(imported, error)
        except Exception:
            _refuse(imported, Refused(BROKEN))
            raise
    keep_preview(imported=imported, outcome=outcome)
    if {kind for kind, number in imported.counts.items() if number} == {"rejected"}:
        # The file stays, so that its columns can be pointed out; the reasons stand row by row.
        imported.state, imported.refusal = State.REFUSED, NOTHING_USABLE
        imported.save()
    if imported.state == State.UNCHANGED:
        forget_file(imported=imported)
    return str(imported.state)


def apply_import(*, pk: int) -> str:
    """Carry out the plan that was looked at, and no other; all of it or nothing."""
    imported = Import.objects.get(pk=pk)
    if imported.state not in (State.CONFIRMED, State.APPLYING):
        return imported.state
    _enter(imported, State.APPLYING)
    with Progress(imported.pk) as progress:
        try:
            take_in(
                table=table_of(imported.table),
                path=path_of(imported),
                source=imported.source,
                options=Options.from_json(imported.options),
                progress=progress,
                record=imported,
                digest=imported.digest,
            )
        except PlanHasChanged:
            imported.refresh_from_db()
            _enter(imported, State.WAITING)
            read_import(pk=pk)
            Import.objects.filter(pk=pk).update(refusal=CHANGED_MEANWHILE)
            return str(State.READY)
        except UnusableFile as error:
            imported.refresh_from_db()
            return _refuse(imported, error)
        except Exception:
            imported.refresh_from_db()
            _refuse(imported, Refused(BROKEN))
            raise
    forget_file(imported=imported)
    return str(imported.state)


def drop_import(*, imported: Import) -> bool:
    """Let an import be that was not taken in; nothing was changed by it."""
    with transaction.atomic():
        imported = Import.objects.select_for_update().get(pk=imported.pk)
        if imported.state not in (State.READY, State.REFUSED, State.WAITING):
            return False
        imported.state = State.DROPPED
        imported.save()
    forget_file(imported=imported)
    return True


def _enter(imported: Import, state: Any) -> None:
    imported.state, imported.step, imported.done, imported.total = state, "", 0, 0
    imported.save()


def _refuse(imported: Import, error: UnusableFile) -> str:
    imported.state = State.REFUSED
    imported.refusal = error.message if isinstance(error, Refused) else str(error)
    params = dict(error.params) if isinstance(error, Refused) else {}
    imported.notes = {"params": {name: str(value) for name, value in params.items()}}
    imported.counts = {}
    imported.save()
    return str(imported.state)


class Progress:
    """Tells how far an import is through a connection of its own: the import's own is one
    transaction, and nobody else sees into it."""

    def __init__(self, pk: int) -> None:
        self.pk = pk
        self.connection = connection.copy()
        self.last = 0.0

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last < PAUSE_S:
            return
        self.last = now
        with self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE geo_import SET step = %s, done = %s, total = %s, touched_at = now() "
                "WHERE id = %s",
                [step, done, total, self.pk],
            )

    def __enter__(self) -> "Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()
