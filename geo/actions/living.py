"""Plan, apply and undo an import of a table whose rows live on."""

import hashlib
import json
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import GEOSGeometry, Point
from django.db import connection
from django.db.models import QuerySet
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
    Known,
    change_of,
    disappearance,
    matched,
    trace_of_item,
    trace_of_thing,
)
from geo.imports.spool import Spool, in_batches
from geo.models import Import, ImportChange, ImportedRow
from geo.signals import rows_written
from geo.tables.living import NOT_THEIRS, LivingTable, Progress

BATCH = 1_000
# Any constant: imports into one table take turns.
IMPORTING = 221_0610


class Plan:
    """What a file would do; the same for the command line and the pages. Its rows lie on disk."""

    def __init__(self, notes: dict[str, int]) -> None:
        self.changes: Spool[Change] = Spool()
        self.counts = dict.fromkeys(KINDS, 0)
        self.notes = notes
        self._digest = hashlib.sha256()

    def add(self, change: Change) -> None:
        """Take one more change into the plan."""
        self.changes.append(change)
        self.counts[change.kind] += 1
        if change.kind != UNCHANGED:
            told = (change.kind, change.row, change.pk, change.label, change.fields, change.kept)
            text = json.dumps(told, sort_keys=True, default=str, ensure_ascii=False)
            self._digest.update(text.encode())

    @property
    def does_nothing(self) -> bool:
        """Whether nothing that is there would change."""
        return not any(self.counts[kind] for kind in (ADDED, CHANGED, DISAPPEARED))

    @property
    def digest(self) -> str:
        """Name the plan by what it would do."""
        return self._digest.hexdigest()


def lock(table: str) -> None:
    """Wait for another import into the same table; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [IMPORTING, table])


def plan_living(
    table: LivingTable, path: Path, source: str, options: Options, progress: Progress
) -> Plan:
    """Read a file and compare it with what is there; nothing is written.

    Of all rows only what they may be found by is held at once, the rest in batches.
    """
    notes: Counter[str] = Counter()
    items, rejected = table.read(path, options, notes, progress)
    progress("match", 0, len(items))
    traces = [trace_of_item(item, number) for number, item in enumerate(items)]
    things = {one.pk: trace_of_thing(one) for one in table.known()}
    rows = ImportedRow.objects.filter(table=table.slug, source=source)
    last = {
        pk: (key, since is None)
        for pk, key, since in rows.values_list("object_id", "key", "missing_since").iterator(BATCH)
        if pk in things
    }
    found = matched(traces, things, {pk: key for pk, (key, _is_there) in last.items()})
    # A file taken out of the portal may be a part of it, and an older one cannot miss anything.
    can_miss = not any(one.own_id for one in traces) and table.looks_for_missing(items)
    del traces, things
    plan = Plan(dict(notes))
    for batch in in_batches(zip(items, found, strict=True), BATCH):
        keys = {pk for _item, (pk, _how) in batch if pk}
        there, bases = _there(table, keys), _bases(rows, keys)
        barred = table.not_theirs(keys, options)
        for item, (pk, how) in batch:
            item = table.settled(item)
            if pk in barred:
                plan.add(
                    Change(REJECTED, item.row, item.key, item.name, reason=NOT_THEIRS, xy=item.xy)
                )
                continue
            wins = options.prefer_file or table.file_wins
            plan.add(change_of(item, there.get(pk), bases.get(pk), how, wins, table.is_same))
        progress("match", len(plan.changes), len(items))
    seen = {pk for pk, _how in found}
    gone = [pk for pk, (_key, is_there) in last.items() if is_there and pk not in seen]
    for some in in_batches(gone if can_miss else [], BATCH):
        there, bases = _there(table, some), _bases(rows, some)
        barred = table.not_theirs(some, options)
        for pk in (one for one in some if one not in barred):
            plan.add(disappearance(there[pk], bases[pk], table.vanish, table.is_same))
    for change in rejected:
        plan.add(change)
    return plan


def _there(table: LivingTable, keys: Collection[int]) -> dict[int, Known]:
    return {one.pk: one for one in table.known(keys)} if keys else {}


def _bases(rows: QuerySet[ImportedRow], keys: Collection[int]) -> dict[int, Base]:
    return {
        row.object_id: Base(row.object_id, row.key, row.values, row.missing_since is not None)
        for row in (rows.filter(object_id__in=keys) if keys else ())
    }


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
        for batch in in_batches(plan.changes, BATCH):
            _remember(table.slug, imported.source, batch)
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
    imported.changes.all().delete()
    touched = array("q")
    for start in range(0, len(plan.changes), BATCH):
        batch = list(plan.changes[start : start + BATCH])
        _write(table, batch, dataset, by, why)
        for number, change in enumerate(batch, start):
            if change.kind == ADDED:
                plan.changes[number] = change  # with its new key
        touched.extend(c.pk for c in batch if c.pk and c.kind in (ADDED, CHANGED, DISAPPEARED))
        _remember(table.slug, imported.source, batch)
        kept = [as_row(imported, change) for change in batch if worth_keeping(change)]
        ImportChange.objects.bulk_create(kept)
        progress("write", start + len(batch), len(plan.changes))
    # Rows that stay as they are belong to the new version, too.
    _hand_on(table, before, dataset)
    imported.notes |= {"declared": table.declare(options, plan.changes)}
    imported.dataset, imported.previous = dataset, before
    imported.state, imported.applied_at = Import.State.APPLIED, timezone.now()
    rows_written.send(sender=table.model, keys=touched.tolist())
    swap_in(new=dataset, before=before)


def _write(table: LivingTable, batch: list[Change], dataset: Any, by: Any, why: str) -> None:
    """Make what is new, each with its key, and change what is there."""
    added = [change for change in batch if change.kind == ADDED]
    if added:
        for change, key in zip(added, table.add(added, dataset, by, why), strict=True):
            change.pk = key
    written = {
        change.pk: {name: new for name, (_old, new) in change.fields.items()}
        for change in batch
        if change.pk is not None and change.kind in (CHANGED, DISAPPEARED)
    }
    if written:
        table.change(written, dataset, by, why)


def undo_living(table: LivingTable, imported: Import, by: Any) -> dict[str, int]:
    """Put back what an import changed; what was edited since stays, and is counted."""
    why = f"import {imported.pk} undone"
    assert imported.dataset is not None  # noqa: S101 — the caller saw that it is the one in use
    dataset = imported.dataset
    done: Counter[str] = Counter(restored=0, removed=0, edited=0)
    touched = array("q")
    table.undeclare(imported.notes.get("declared") or {})
    changes = imported.changes.exclude(kind=REJECTED)
    for batch in in_batches(changes.order_by("pk").iterator(BATCH), BATCH):
        back = _before(table, batch, done)
        table.change(back, None, by, why)
        added = [c.object_id for c in batch if c.kind == ADDED and c.object_id]
        stay = table.remove(added, by, why)
        done.update(restored=len(back), removed=len(added) - len(stay), stay=len(stay))
        touched.extend([*back, *added])
        _forget(imported, batch, stay)
    if imported.previous is not None:
        _hand_on(table, dataset, imported.previous)
    table.tidy(dataset)
    swap_back(new=dataset, before=imported.previous)
    rows_written.send(sender=table.model, keys=touched.tolist())
    return {name: number for name, number in done.items() if number or name != "stay"}


def _before(
    table: LivingTable, batch: list[ImportChange], done: Counter[str]
) -> dict[int, dict[str, Any]]:
    """Say of changed rows what stood there, but for what was edited since."""
    changed = {
        change.object_id: change
        for change in batch
        if change.kind in (CHANGED, DISAPPEARED) and change.object_id
    }
    back = {}
    for one in table.known(changed):
        fields = {}
        for name, (old, new) in changed[one.pk].fields.items():
            if table.is_same(name, one.values.get(name), new):
                fields[name] = old
            else:
                done["edited"] += 1
        back[one.pk] = fields
    return back


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
