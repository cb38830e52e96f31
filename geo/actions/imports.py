"""Take a file in: plan, apply all of it or nothing, undo it. The same for commands and pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from geo.actions.belonging import settle, settle_back, vacate
from geo.actions.datasets import (
    KEPT_VERSIONS,
    active,
    is_undoable,
    new_version,
    spent_versions,
    swap_back,
    swap_in,
)
from geo.actions.living import (
    Plan,
    apply_living,
    as_row,
    lock,
    plan_living,
    undo_living,
    worth_keeping,
)
from geo.compiled import file_key
from geo.imports.columns import header_key
from geo.imports.errors import UnusableFile
from geo.imports.options import Options, source_of
from geo.imports.planning import ADDED, CHANGED, DISAPPEARED, KINDS, UNCHANGED, Change
from geo.imports.publishers import facts_of
from geo.imports.spool import in_batches
from geo.models import CellMove, ColumnMapping, Dataset, Import, ImportChange
from geo.queries.belonging import belonging
from geo.tables.living import LivingTable, Progress
from geo.tables.swapped import Loaded, SwappedTable

AnyTable = LivingTable | SwappedTable
# Squares are loaded and moved in turns.
SQUARES_OF = "population"
SQUARES = _("population squares counted elsewhere than before")
MOST_PREVIEWED = 20_000
BATCH = 1_000


class PlanHasChanged(UnusableFile):
    """What the file would do is no longer what was looked at."""


class NotUndoable(ValueError):
    """The import is not the newest of its source, or was not taken in."""


@dataclass
class Outcome:
    """What an import did or, as a dry run, would do."""

    table: str
    source: str
    file: str
    counts: dict[str, int]
    notes: dict[str, Any]
    changes: Sequence[Change] = ()
    is_dry_run: bool = False
    is_unchanged: bool = False
    digest: str = ""
    imported: Import | None = None


class _DryRun(Exception):
    """Ends a transaction in which nothing shall stay."""


def quiet(step: str, done: int, total: int) -> None:
    """Show no progress."""


def source_for(*, table: AnyTable, path: Path, options: Options, said: str = "") -> str:
    """Name the source of a file: as said, as the portal wrote it into the file, or by its name."""
    own = "" if said else table.own_source(path, options)
    return said or own or source_of(Path(options.name or path.name), table.slug)


def take_in(
    *,
    table: AnyTable,
    path: Path,
    source: str,
    options: Options,
    by: Any = None,
    dry_run: bool = False,
    progress: Progress = quiet,
    record: Import | None = None,
    digest: str = "",
) -> Outcome:
    """Import a file, all of it or nothing; a dry run says what it would do.

    With ``digest``, only the plan of that name is carried out. Raises `UnusableFile` with nothing
    changed.
    """
    imported = record or Import(
        table=table.slug, source=source, file_name=path.name[:200], options=options.as_json(), by=by
    )
    imported.checksum = file_key(path)
    outcome = Outcome(table.slug, source, options.name or path.name, {}, {}, is_dry_run=dry_run)
    try:
        with transaction.atomic():
            lock(table.slug)
            if imported.pk is None and not dry_run:
                imported.save()
            if isinstance(table, LivingTable):
                _living(table, imported, path, options, outcome, progress, digest)
            else:
                _swapped(table, imported, path, options, outcome, progress, digest)
            if dry_run:
                raise _DryRun
            imported.counts, imported.digest = outcome.counts, outcome.digest
            imported.notes |= outcome.notes
            imported.refusal = ""
            imported.save()
            _forget_old(table, source)
    except _DryRun:
        return outcome
    outcome.imported = imported
    return outcome


def undo(*, table: AnyTable, imported: Import, by: Any = None) -> dict[str, int]:
    """Put back exactly what was there before an import, and say what was put back.

    Raises `NotUndoable` unless it is the newest of its source and still kept.
    """
    with transaction.atomic():
        lock(table.slug)
        imported = Import.objects.select_for_update().get(pk=imported.pk)
        if not can_undo(imported):
            raise NotUndoable
        if isinstance(table, LivingTable) and table.counts_people:
            lock(SQUARES_OF)
            vacated = vacate(imported=imported)
            done = undo_living(table, imported, by)
            done["squares"] = settle_back(imported=imported, vacated=vacated)
        elif isinstance(table, LivingTable):
            done = undo_living(table, imported, by)
        else:
            assert imported.dataset is not None  # noqa: S101 — can_undo saw it
            table.tidy(imported.dataset)
            swap_back(new=imported.dataset, before=imported.previous)
            done = {"restored": 1}
        imported.state, imported.undone_at = Import.State.UNDONE, timezone.now()
        imported.notes |= {"undone": done}
        imported.save()
    return done


def can_undo(imported: Import) -> bool:
    """Whether an import was taken in, is the newest of its source and still kept."""
    if imported.state != Import.State.APPLIED or not is_undoable(imported.dataset):
        return False
    newer = Import.objects.filter(
        table=imported.table, source=imported.source, state=Import.State.APPLIED
    )
    return newer.order_by("-applied_at", "-pk").values_list("pk", flat=True).first() == imported.pk


def keep_preview(*, imported: Import, outcome: Outcome) -> None:
    """Store a plan to be looked at; one that would change nothing needs no decision."""
    with transaction.atomic():
        imported.changes.all().delete()
        shown = (change for change in outcome.changes if worth_keeping(change))
        for batch in in_batches(islice(shown, MOST_PREVIEWED), BATCH):
            ImportChange.objects.bulk_create(as_row(imported, change) for change in batch)
        imported.counts, imported.notes = outcome.counts, outcome.notes
        imported.digest, imported.refusal = outcome.digest, ""
        unchanged = outcome.is_unchanged
        imported.state = Import.State.UNCHANGED if unchanged else Import.State.READY
        imported.save()


def remember_columns(*, table: str, header: tuple[str, ...], columns: Mapping[str, str]) -> None:
    """Keep which column is which field, for the next file with the same header."""
    ColumnMapping.objects.update_or_create(
        table=table, header=header_key(header), defaults={"columns": dict(columns)}
    )


def _living(
    table: LivingTable,
    imported: Import,
    path: Path,
    options: Options,
    outcome: Outcome,
    progress: Progress,
    digest: str,
) -> None:
    plan: Plan = plan_living(table, path, imported.source, options, progress)
    outcome.counts, outcome.notes = plan.counts, {"read": plan.notes}
    outcome.changes, outcome.digest = plan.changes, plan.digest
    outcome.is_unchanged = plan.does_nothing
    _same_plan(digest, plan.digest)
    if outcome.is_dry_run:
        return
    if table.counts_people and not plan.does_nothing:
        lock(SQUARES_OF)
        before = belonging()
        apply_living(table, imported, plan, options, facts_of(options), progress)
        if moved := settle(imported=imported, before=before):
            outcome.notes["read"][SQUARES] = moved
    else:
        apply_living(table, imported, plan, options, facts_of(options), progress)


def _swapped(
    table: SwappedTable,
    imported: Import,
    path: Path,
    options: Options,
    outcome: Outcome,
    progress: Progress,
    digest: str,
) -> None:
    loaded, options = Loaded(), table.filled(path, options)
    before = active(imported.source)
    if before is not None and table.is_same_file(path, before, imported.checksum):
        _nothing_new(table, imported, before, outcome)
        return
    new, before = new_version(
        kind=table.kind,
        slug=imported.source,
        options=options,
        known=facts_of(options),
        checksum=imported.checksum,
    )
    table.load(path, options, new, loaded, progress)
    progress("match", 0, 0)
    table.compare(new, before, loaded)
    outcome.counts = {kind: loaded.counts[kind] for kind in KINDS}
    outcome.notes = {"read": dict(loaded.notes)}
    outcome.changes = loaded.changes
    outcome.digest = f"{imported.checksum}"
    _same_plan(digest, outcome.digest)
    outcome.is_unchanged = not any(
        loaded.counts[kind] for kind in (ADDED, CHANGED, DISAPPEARED)
    ) and bool(loaded.counts[UNCHANGED])
    if outcome.is_unchanged:
        table.drop(new)
        new.delete()
        if not outcome.is_dry_run:
            imported.state = Import.State.UNCHANGED
        return
    if not outcome.is_dry_run:
        imported.dataset, imported.previous = new, before
        imported.state, imported.applied_at = Import.State.APPLIED, timezone.now()
        imported.changes.all().delete()
        ImportChange.objects.bulk_create(as_row(imported, change) for change in loaded.changes)
        swap_in(new=new, before=before)


def _nothing_new(table: SwappedTable, imported: Import, before: Dataset, outcome: Outcome) -> None:
    """Say of a file that is in use already that it changes nothing."""
    outcome.counts = dict.fromkeys(KINDS, 0) | {UNCHANGED: table.count(before)}
    outcome.digest, outcome.is_unchanged = imported.checksum, True
    if not outcome.is_dry_run:
        imported.state = Import.State.UNCHANGED


def _same_plan(wanted: str, found: str) -> None:
    if wanted and wanted != found:
        raise PlanHasChanged("what the file would do has changed since it was looked at")


def _forget_old(table: AnyTable, source: str) -> None:
    """Keep what undoing the last few imports needs, no more."""
    applied = Import.objects.filter(table=table.slug, source=source, state=Import.State.APPLIED)
    old = applied.order_by("-applied_at", "-pk").values_list("pk", flat=True)[KEPT_VERSIONS:]
    ImportChange.objects.filter(of__in=list(old)).delete()
    CellMove.objects.filter(of__in=list(old)).delete()
    if isinstance(table, SwappedTable):
        for dataset in spent_versions(source):
            table.drop(dataset)
