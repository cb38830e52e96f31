"""What an import did, as text for people and as JSON for programs."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext

from geo.imports.planning import (
    ADDED,
    CHANGED,
    DISAPPEARED,
    KEPT,
    KINDS,
    REJECTED,
    UNCHANGED,
    Change,
)

MOST_LINES = 20


def as_text(
    head: str,
    counts: Mapping[str, int],
    notes: Mapping[str, Any],
    changes: Iterable[Change],
    most: int = MOST_LINES,
) -> list[str]:
    """Write a report in lines: counts, then what changed, was kept, has gone or was rejected.

    Examples
    --------
    >>> gone = Change("rejected", row="3", label="Bettna", reason="A riddle.")
    >>> as_text("localities", {"added": 2, "rejected": 1}, {}, [gone])
    ['localities: 2 added, 1 rejected', '  rejected: row 3 Bettna: A riddle.']
    """
    told = ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts.get(kind))
    lines = [f"{head}: {told or 'no rows'}"]
    lines += [f"  {what}: {number}" for what, number in notes.items() if number]
    shown = dict.fromkeys(KINDS, 0)
    for change in changes:
        if change.kind not in (CHANGED, KEPT, DISAPPEARED, REJECTED):
            continue
        shown[change.kind] += 1
        if shown[change.kind] <= most:
            lines.append(f"  {change.kind}: {_line(change)}")
    for kind, number in shown.items():
        if number > most:
            lines.append(f"  {kind}: and {number - most} more (--report json has all)")
    return lines


def _line(change: Change) -> str:
    parts = [f"row {change.row}"] if change.row else []
    parts += [change.label] if change.label else []
    head = " ".join(parts)
    told = [f"{name} {brief(old)} → {brief(new)}" for name, (old, new) in change.fields.items()]
    told += [
        f"{name} stays {brief(hand)} (the file says {brief(said)})"
        for name, (hand, said) in change.kept.items()
    ]
    if change.reason:
        told.append(reason_of(change.reason, change.params))
    return f"{head}: {'; '.join(told)}" if told else head


def reason_of(message: str, params: Mapping[str, Any]) -> str:
    """Say a reason in the language in use.

    Examples
    --------
    >>> reason_of("“%(text)s” is a riddle.", {"text": 12})
    '“12” is a riddle.'
    """
    words = gettext(message) if message else ""
    try:
        return words % params if params else words
    except (KeyError, ValueError, TypeError):
        return words


def brief(value: Any, most: int = 60) -> str:
    """Say a value in few words; a shape by its being one.

    Examples
    --------
    >>> brief([594664.0, 6530508.25]), brief(None), brief(True)
    ('594664, 6530508', '–', 'yes')
    """
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and len(value) == 2 and all(isinstance(v, float) for v in value):
        return f"{value[0]:.0f}, {value[1]:.0f}"
    if isinstance(value, str) and len(value) > 100 and value[:2] in {"00", "01"}:
        return "shape"
    text = str(value)
    return text if len(text) <= most else text[: most - 1] + "…"


def as_json(
    head: Mapping[str, Any],
    counts: Mapping[str, int],
    notes: Mapping[str, Any],
    changes: Iterable[Change],
) -> Iterator[str]:
    """Write a report as JSON, a row of the file at a time: all that was added, changed, kept, has
    gone or was rejected.

    Examples
    --------
    >>> text = "".join(as_json({"table": "t"}, {"rejected": 1}, {}, [Change("rejected", "3")]))
    >>> json.loads(text)["rows"][0]["row"]
    '3'
    """
    told = {**head, "counts": dict(counts), "notes": dict(notes)}
    yield _json(told)[:-1] + ', "rows": ['
    is_first = True
    for change in changes:
        if change.kind == UNCHANGED:
            continue
        row = {
            "kind": change.kind,
            "row": change.row,
            "name": change.label,
            "fields": {} if change.kind == ADDED else change.fields,
            "kept": change.kept,
            "reason": reason_of(change.reason, change.params),
        }
        yield ("\n" if is_first else ",\n") + _json(row)
        is_first = False
    yield "\n]}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
