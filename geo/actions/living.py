"""Plan, apply and undo an import of a table whose rows live on."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import connection
from django.utils import timezone

from geo.actions.datasets import new_version, swap_back, swap_in
from geo.imports.options import Options
from geo.imports.planning import (
    ADDED,
    AGAIN,
    CHANGED,
    DISAPPEARED,
    KINDS,
    REJECTED,
    UNCHANGED,
    Base,
    Change,
    make_plan,
)
from geo.models import Import, ImportChange, ImportedRow
from geo.signals import rows_written
from geo.tables.living import LivingTable, Progress

BATCH = 1_000
# Any constant: imports into one table take turns.
IMPORTING = 221_0610


@dataclass
class Plan:
    """What a file would do; the same for the command line and the pages."""

    changes: list[Change]
    notes: dict[str, int] = field(default_factory=dict)

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in KINDS}

    @property
    def does_nothing(self) -> bool:
        """Whether nothing that is there would change."""
        return not any(c.kind in (ADDED, CHANGED, DISAPPEARED) for c in self.changes)

    @property
    def digest(self) -> str:
        """Name the plan by what it would do."""
        told = [
            (c.kind, c.row, c.pk, c.label, c.fields, c.kept)
            for c in self.changes
            if c.kind != UNCHANGED
        ]
        text = json.dumps(told, sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def lock(table: str) -> None:
    """Wait for another import into the same table; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [IMPORTING, table])


def plan_living(
    table: LivingTable, path: Path, source: str, options: Options, progress: Progress
) -> Plan:
    """Read a file and compare it with what is there; nothing is written."""
    notes: Counter[str] = Counter()
    items, rejected = table.read(path, options, notes, progress)
    progress("match", 0, len(items))
    rows = ImportedRow.objects.filter(table=table.slug, source=source)
    bases = (
        Base(row.object_id, row.key, row.values, row.missing_since is not None)
        for row in rows.iterator(BATCH)
    )
    changes = make_plan(
        items,
        table.known(),
        bases,
        prefer_file=options.prefer_file,
        vanish=table.vanish,
        is_same=table.is_same,
    )
    # A file taken out of the portal may be a part of it, and an older one cannot miss anything.
    if any(item.own_id for item in items) or not table.looks_for_missing(items):
        changes = [change for change in changes if change.kind != DISAPPEARED]
    progress("match", len(items), len(items))
    return Plan(changes + rejected, dict(notes))


def apply_living(
    table: LivingTable,
    imported: Import,
    plan: Plan,
    options: Options,
    known: dict[str, str],
    progress: Progress,
) -> None:
    """Carry a plan out, in the caller's transaction; only bookkeeping if it does nothing."""
    by, why = imported.by, f"import {imported.pk}"
    if plan.does_nothing:
        _remember(table.slug, imported.source, plan.changes)
        imported.state = Import.State.UNCHANGED
        imported.notes |= {"declared": table.declare(options, plan.changes)}
        return
    dataset, before = new_version(
        kind=table.kind,
        slug=imported.source,
        options=options,
        known=known,
        checksum=imported.checksum,
    )
    added = [change for change in plan.changes if change.kind == ADDED]
    for start in range(0, len(added), BATCH):
        batch = added[start : start + BATCH]
        for change, key in zip(batch, table.add(batch, dataset, by, why), strict=True):
            change.pk = key
        progress("write", start + len(batch), len(added))
    # Rows that stay as they are belong to the new version, too.
    written = {
        change.pk: {name: new for name, (_old, new) in change.fields.items()}
        for change in plan.changes
        if change.pk is not None and change.kind in (CHANGED, DISAPPEARED)
    }
    _in_batches(table, written, dataset, by, why, progress)
    _hand_on(table, before, dataset)
    _remember(table.slug, imported.source, plan.changes)
    _keep_changes(imported, plan.changes)
    imported.notes |= {"declared": table.declare(options, plan.changes)}
    imported.dataset, imported.previous = dataset, before
    imported.state, imported.applied_at = Import.State.APPLIED, timezone.now()
    rows_written.send(sender=table.model, keys=[c.pk for c in added] + list(written))
    swap_in(new=dataset, before=before)


def undo_living(table: LivingTable, imported: Import, by: Any) -> dict[str, int]:
    """Put back what an import changed; what was edited since stays, and is counted."""
    why = f"import {imported.pk} undone"
    assert imported.dataset is not None  # noqa: S101 — the caller saw that it is the one in use
    dataset = imported.dataset
    changes = list(imported.changes.exclude(kind=REJECTED))
    there = {one.pk: one.values for one in table.known()}
    back, edited = {}, 0
    for change in changes:
        if change.kind not in (CHANGED, DISAPPEARED) or change.object_id not in there:
            continue
        now = there[change.object_id]
        fields = {}
        for name, (old, new) in change.fields.items():
            if table.is_same(name, now.get(name), new):
                fields[name] = old
            else:
                edited += 1
        back[change.object_id] = fields
    table.undeclare(imported.notes.get("declared") or {})
    table.change(back, None, by, why)
    added = [c.object_id for c in changes if c.kind == ADDED and c.object_id]
    stay = table.remove(added, by, why)
    _forget(imported, changes, stay)
    if imported.previous is not None:
        _hand_on(table, dataset, imported.previous)
    table.tidy(dataset)
    swap_back(new=dataset, before=imported.previous)
    rows_written.send(sender=table.model, keys=list(back) + added)
    return {"restored": len(back), "removed": len(added) - len(stay), "edited": edited} | (
        {"stay": len(stay)} if stay else {}
    )


def _in_batches(
    table: LivingTable,
    written: dict[int, dict[str, Any]],
    dataset: Any,
    by: Any,
    why: str,
    progress: Progress,
) -> None:
    keys = list(written)
    for start in range(0, len(keys), BATCH):
        batch = {key: written[key] for key in keys[start : start + BATCH]}
        table.change(batch, dataset, by, why)
        progress("write", start + len(batch), len(keys))


def _hand_on(table: LivingTable, old: Any, new: Any) -> None:
    """Let what belonged to one version of a source belong to another."""
    if old is not None:
        for model in table.of_dataset:
            model._default_manager.filter(dataset=old).update(dataset=new)


def _remember(table: str, source: str, changes: Iterable[Change]) -> None:
    """Keep what the source says now, to tell its next word from a correction by hand."""
    now = timezone.localdate()
    rows, gone = [], []
    for change in changes:
        if change.pk is None or change.base is None or change.kind == REJECTED:
            continue
        rows.append(
            ImportedRow(
                table=table,
                source=source,
                key=change.key[:120],
                object_id=change.pk,
                values=change.base,
                missing_since=now if change.kind == DISAPPEARED else None,
            )
        )
        gone.append(change.pk)
    ImportedRow.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["table", "source", "object_id"],
        update_fields=["key", "values", "missing_since"],
    )


def _keep_changes(imported: Import, changes: Sequence[Change]) -> None:
    """Keep what is needed to show the import, and to undo it."""
    imported.changes.all().delete()
    ImportChange.objects.bulk_create(
        (as_row(imported, change) for change in changes if worth_keeping(change)), batch_size=BATCH
    )


def worth_keeping(change: Change) -> bool:
    """Whether a change says more than that nothing changed."""
    return change.kind != UNCHANGED or bool(change.reason) or change.base != change.base_before


def as_row(imported: Import, change: Change) -> ImportChange:
    """Bring a change to a row of the database."""
    return ImportChange(
        of=imported,
        kind=change.kind,
        row=change.row[:40],
        object_id=change.pk,
        key=change.key[:120],
        label=change.label[:200],
        fields=dict(change.params) if change.kind == REJECTED else change.fields,
        kept=change.kept,
        base=change.base_before,
        reason=change.reason[:300],
        point=Point(*change.xy, srid=3006) if change.xy else None,
        shape=GEOSGeometry(change.shape, srid=3006) if change.shape else None,
    )


def _forget(imported: Import, changes: Sequence[ImportChange], stay: dict[int, str]) -> None:
    """Put back what the source said before."""
    rows = ImportedRow.objects.filter(table=imported.table, source=imported.source)
    rows.filter(
        object_id__in=[c.object_id for c in changes if c.base is None and c.object_id not in stay]
    ).delete()
    before = {c.object_id: c for c in changes if c.base is not None}
    kept = list(rows.filter(object_id__in=before))
    for row in kept:
        change = before[row.object_id]
        row.values = change.base
        if change.kind == DISAPPEARED:
            row.missing_since = None
        elif change.reason == AGAIN:
            row.missing_since = imported.created_at.date()
    ImportedRow.objects.bulk_update(kept, ["values", "missing_since"], batch_size=BATCH)
