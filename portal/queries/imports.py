"""What an import would do or did, in words and on a map."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from geo.imports.planning import KINDS, REJECTED, UNCHANGED
from geo.imports.report import brief, reason_of
from geo.models import Import, ImportChange
from portal.imports import TABLES, table_of

MOST_POINTS = 5_000
MOST_FIELDS = 40
KIND_NAMES = dict(ImportChange.Kind.choices)
STEPS = {"read": _("Reading"), "match": _("Comparing"), "write": _("Writing")}
DONE = {
    "restored": _("put back"),
    "removed": _("taken away again"),
    "edited": _("edited since, left as they are"),
    "stay": _("kept, because something else refers to them"),
}
# Fields that no column names.
OTHER_FIELDS = {
    "point": _("position"),
    "boundary": _("boundary"),
    "as_of": _("as of"),
    "note": _("note"),
    "value": _("value"),
    "scb_code": _("SCB code"),
    "missing_since": _("no longer in the source since"),
    "offered": _("offered"),
}


@dataclass(frozen=True)
class Line:
    """One field of a change, in words."""

    label: str
    before: str
    after: str
    is_kept: bool = False


@dataclass(frozen=True)
class Shown:
    """One row of the table of changes."""

    kind: str
    kind_name: str
    row: str
    label: str
    lines: list[Line]
    reason: str


def show(imported: Import, changes: Any) -> list[Shown]:
    """Say changes in words."""
    titles = {one.name: one.title for one in table_of(imported.table).every_column()}
    return [_shown(change, titles) for change in changes]


def _shown(change: ImportChange, titles: dict[str, str]) -> Shown:
    is_rejected = change.kind == REJECTED
    lines = []
    if not is_rejected:
        fields = list(change.fields.items())[:MOST_FIELDS]
        lines = [
            Line(field_name(name, titles), brief(old), brief(new))
            for name, (old, new) in fields
            if not (change.kind == "added" and new in (None, "", False))
        ]
        lines += [
            Line(field_name(name, titles), brief(hand), brief(said), is_kept=True)
            for name, (hand, said) in change.kept.items()
        ]
    return Shown(
        kind=change.kind,
        kind_name=str(KIND_NAMES.get(change.kind, change.kind)),
        row=change.row,
        label=change.label,
        lines=lines,
        reason=reason_of(change.reason, change.fields if is_rejected else {}),
    )


def field_name(name: str, titles: dict[str, str]) -> str:
    """Say what a field is called: of an offer with its category, of a year with the year."""
    first, colon, last = name.partition(":")
    if not colon:
        return _title(first, titles)
    if last.isdecimal():
        return f"{_title(first, titles)} {last}"
    return f"{first} · {_title(last, titles)}"


def _title(name: str, titles: dict[str, str]) -> str:
    return gettext(titles[name]) if name in titles else str(OTHER_FIELDS.get(name, name))


def kinds_of(imported: Import) -> list[tuple[str, str, int]]:
    """How many of each kind there are, those that need a look first."""
    counts = imported.counts or {}
    order = (*(kind for kind in KINDS if kind != UNCHANGED), UNCHANGED)
    return [(kind, str(KIND_NAMES[kind]), counts[kind]) for kind in order if counts.get(kind)]


def points_of(imported: Import) -> dict[str, Any]:
    """Where the changes lie, as GeoJSON in degrees; at most so many."""
    rows = imported.changes.filter(point__isnull=False).exclude(kind=UNCHANGED)
    features = []
    for change in rows[:MOST_POINTS]:
        at = change.point.transform(4326, clone=True)
        features.append(
            {
                "type": "Feature",
                "geometry": {"type": "Point", "coordinates": [round(at.x, 6), round(at.y, 6)]},
                "properties": {
                    "kind": change.kind,
                    "label": change.label,
                    "words": str(KIND_NAMES[change.kind]),
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}


def refusal_of(imported: Import) -> str:
    """Say why an import was refused."""
    return reason_of(imported.refusal, imported.notes.get("params") or {})


def notes_of(imported: Import) -> list[tuple[str, int]]:
    """What was noted while the file was read."""
    return [(gettext(what), number) for what, number in (imported.notes.get("read") or {}).items()]


def undone_of(imported: Import) -> list[tuple[str, int]]:
    """What undoing an import did."""
    done = imported.notes.get("undone") or {}
    return [(str(DONE[what]), number) for what, number in done.items() if number and what in DONE]


def table_name(slug: str) -> str:
    """What a table is called."""
    return gettext(TABLES[slug].title) if slug in TABLES else slug


def progress_of(imported: Import) -> dict[str, Any]:
    """How far an import is, for a bar."""
    share = min(100, imported.done * 100 // imported.total) if imported.total else None
    return {
        "state": imported.state,
        "is_working": imported.state in Import.WORKING,
        "words": str(imported.get_state_display()),
        "step": str(STEPS.get(imported.step, "")),
        "done": imported.done,
        "total": imported.total,
        "share": share,
    }
