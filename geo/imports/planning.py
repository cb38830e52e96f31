"""The plan of an import: what a file would add, change, keep, miss; a pure function.

What is in the file is compared three ways: with what is there, and with what the same source said
last time. What differs from what the source last said was corrected by hand, and stays.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import hypot, isclose
from typing import Any

import shapely
from django.utils.translation import gettext_noop as _

from geo.imports.matching import Candidate, match_near

Values = dict[str, Any]
ADDED, CHANGED, KEPT = "added", "changed", "kept"
UNCHANGED, DISAPPEARED, REJECTED = "unchanged", "disappeared", "rejected"
KINDS = (ADDED, CHANGED, KEPT, UNCHANGED, DISAPPEARED, REJECTED)
NEAR_M = 150.0
SAME_PLACE_M = 0.5
BY_ID = _("found by its id")
BY_PLACE = _("found by name and place")
AGAIN = _("is in the file again")


@dataclass(frozen=True)
class Item:
    """What a file says of one thing.

    Attributes
    ----------
    row : where it stands in the file
    key : the source's own id, "" without one
    name, xy, groups : what it may be found by where no id helps
    values : field → value; a field that is absent is not spoken of
    ids : other ids it may be found by
    own_id : the portal's id, in a file that was taken out of it: then the file is the correction
    extra : what is needed to make it, beside what is compared
    """

    row: str
    key: str
    name: str
    xy: tuple[float, float] | None
    values: Values
    ids: tuple[str, ...] = ()
    own_id: int | None = None
    groups: frozenset[str] = frozenset()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What is there."""

    pk: int
    name: str
    xy: tuple[float, float] | None
    values: Values
    ids: tuple[str, ...] = ()
    groups: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Base:
    """What the same source last said of one thing."""

    pk: int
    key: str
    values: Values
    is_missing: bool = False


@dataclass
class Change:
    """What would happen to one thing, or to one row that cannot be used."""

    kind: str
    row: str = ""
    key: str = ""
    label: str = ""
    pk: int | None = None
    fields: dict[str, list[Any]] = field(default_factory=dict)
    kept: dict[str, list[Any]] = field(default_factory=dict)
    base: Values | None = None
    base_before: Values | None = None
    reason: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    xy: tuple[float, float] | None = None
    extra: Mapping[str, Any] = field(default_factory=dict)
    # What it is on the map beside its point, as hexadecimal WKB in metres.
    shape: str = ""


Same = Callable[[str, Any, Any], bool]
Vanish = Callable[[Known, Base], Values]


def same(name: str, one: Any, other: Any) -> bool:
    """Whether two values are the same but for rounding.

    Examples
    --------
    >>> same("point", [1.0, 2.0], [1.1, 2.2]), same("note", "", None), same("n", 1, 2)
    (True, True, False)
    """
    if one in (None, "") or other in (None, ""):
        return one in (None, "") and other in (None, "")
    if name in {"point", "entrance"}:
        return hypot(one[0] - other[0], one[1] - other[1]) <= SAME_PLACE_M
    if name in {"boundary", "alignment"}:
        return one == other or _same_shape(one, other)
    if isinstance(one, float | int) and isinstance(other, float | int):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return bool(one == other)


def _same_shape(one: str, other: str) -> bool:
    a, b = shapely.from_wkb(one), shapely.from_wkb(other)
    if a.equals_exact(b, 0.02):
        return True
    if abs(a.length - b.length) > 1 + a.length * 1e-6:
        return False
    return float(shapely.hausdorff_distance(a, b)) <= 0.05


@dataclass(frozen=True, slots=True)
class Trace:
    """By what a thing, or what a file says of one, can be found; all that is kept in memory.

    ``number`` is the thing's key, or the item's number in the file.
    """

    number: int
    name: str
    xy: tuple[float, float] | None
    ids: tuple[str, ...]
    groups: frozenset[str]
    key: str = ""
    own_id: int | None = None


def trace_of_item(item: Item, number: int) -> Trace:
    """Keep of an item what it may be found by."""
    return Trace(number, item.name, item.xy, item.ids, item.groups, item.key, item.own_id)


def trace_of_thing(one: Known) -> Trace:
    """Keep of a thing what it may be found by."""
    return Trace(one.pk, one.name, one.xy, one.ids, one.groups)


def make_plan(
    items: Sequence[Item],
    known: Iterable[Known],
    bases: Iterable[Base],
    *,
    prefer_file: bool = False,
    vanish: Vanish | None = None,
    is_same: Same = same,
) -> list[Change]:
    """Plan what a file would do.

    Parameters
    ----------
    items : what the file says, each thing once
    known : what is there
    bases : what the same source last said
    prefer_file : let the file win over what was corrected by hand
    vanish : what to set on a thing that the source no longer has, to mark it; never to delete it

    Returns
    -------
    one change for each item, then one for each thing that has disappeared from the file

    Examples
    --------
    >>> there = [Known(1, "Bettna", None, {"name": "Bättna", "residents": 375})]
    >>> last = [Base(1, "T1", {"name": "Bettna", "residents": 375})]
    >>> file = [Item("2", "T1", "Bettna", None, {"name": "Bettna", "residents": 380})]
    >>> change, = make_plan(file, there, last)
    >>> change.kind, change.fields, change.kept
    ('changed', {'residents': [375, 380]}, {'name': ['Bättna', 'Bettna']})
    """
    there = {one.pk: one for one in known}
    last = {base.pk: base for base in bases if base.pk in there}
    traces = [trace_of_item(item, number) for number, item in enumerate(items)]
    things = {pk: trace_of_thing(one) for pk, one in there.items()}
    found = matched(traces, things, {pk: base.key for pk, base in last.items()})
    changes = [
        change_of(item, there.get(pk), last.get(pk), how, prefer_file, is_same)
        for item, (pk, how) in zip(items, found, strict=True)
    ]
    seen = {pk for pk, _how in found}
    return changes + [
        disappearance(there[pk], base, vanish, is_same)
        for pk, base in last.items()
        if pk not in seen and not base.is_missing
    ]


def disappearance(one: Known, base: Base, vanish: Vanish | None, is_same: Same) -> Change:
    """Say what happens to a thing that its source no longer has: it is marked and stays."""
    marks = vanish(one, base) if vanish else {}
    fields = {
        name: [one.values.get(name), value]
        for name, value in marks.items()
        if not is_same(name, one.values.get(name), value)
    }
    return Change(
        DISAPPEARED,
        key=base.key,
        label=one.name,
        pk=one.pk,
        fields=fields,
        base=base.values | marks,
        base_before=base.values,
        xy=one.xy,
    )


def matched(
    items: Sequence[Trace], there: Mapping[int, Trace], last: Mapping[int, str]
) -> list[tuple[int, str]]:
    """Find the thing of each item: by id, else near and alike; 0 for none. Each thing once.

    Parameters
    ----------
    items : of the file, numbered from 0
    there : of the things, by key
    last : by key of the thing, the id by which the same source last called it

    Examples
    --------
    >>> shop = Trace(7, "Coop", (0.0, 0.0), (), frozenset())
    >>> file = [Trace(0, "COOP", (90.0, 0.0), (), frozenset())]
    >>> matched(file, {7: shop}, {})
    [(7, 'found by name and place')]
    """
    by_key = {key: pk for pk, key in last.items() if key}
    by_id: dict[str, int | None] = {}
    for pk, one in there.items():
        for name in one.ids:
            by_id[name] = None if name in by_id else pk
    found: list[tuple[int, str]] = [(0, "")] * len(items)
    taken: set[int] = set()

    def take(number: int, pk: int | None, how: str) -> None:
        if pk and pk in there and pk not in taken and not found[number][0]:
            found[number] = pk, how
            taken.add(pk)

    for item in items:
        take(item.number, item.own_id, BY_ID)
    for item in items:
        take(item.number, by_key.get(item.key) if item.key else None, BY_ID)
    for item in items:
        for name in item.ids:
            take(item.number, by_id.get(name), BY_ID)
    in_file = {item.key for item in items if item.key}
    open_things = [
        Candidate(pk, one.name, one.xy, one.groups)
        for pk, one in there.items()
        if pk not in taken and not (pk in last and last[pk] in in_file)
    ]
    open_items = [
        Candidate(item.number, item.name, item.xy, item.groups)
        for item in items
        if not found[item.number][0] and item.own_id is None
    ]
    for number, pk in match_near(open_items, open_things, NEAR_M):
        take(number, pk, BY_PLACE)
    return found


def change_of(
    item: Item,
    one: Known | None,
    base: Base | None,
    how: str,
    prefer_file: bool,
    is_same: Same,
) -> Change:
    """Compare three ways what the file says, what is there, and what the source last said.

    Examples
    --------
    >>> item = Item("2", "T1", "Bettna", None, {"name": "Bettna", "note": ""})
    >>> change_of(item, None, None, "", False, same).fields
    {'name': [None, 'Bettna']}
    """
    if one is None:
        fields = {
            name: [None, value] for name, value in item.values.items() if value not in (None, "")
        }
        return Change(
            ADDED,
            item.row,
            item.key,
            item.name,
            fields=fields,
            base=dict(item.values),
            xy=item.xy,
            extra=item.extra,
        )
    change = Change(
        UNCHANGED,
        item.row,
        item.key or (base.key if base else ""),
        one.name,
        one.pk,
        base=None if item.own_id else ((base.values if base else {}) | item.values),
        base_before=base.values if base else None,
        reason=how if how == BY_PLACE and base is None else "",
        xy=one.xy or item.xy,
        extra=item.extra,
    )
    wins = prefer_file or item.own_id is not None
    for name, new in item.values.items():
        current = one.values.get(name)
        if is_same(name, current, new):
            continue
        as_last = base is not None and name in base.values
        if new in (None, "") and not as_last and item.own_id is None:
            continue  # an empty cell says nothing of what another source filled
        is_ours = as_last and is_same(name, current, base.values[name])  # type: ignore[union-attr]
        if wins or is_ours or (not as_last and current in (None, "")):
            change.fields[name] = [current, new]
        else:
            change.kept[name] = [current, new]
    if change.fields or (base is not None and base.is_missing):
        change.kind = CHANGED
        if base is not None and base.is_missing:
            change.reason = AGAIN
    elif change.kept:
        change.kind = KEPT
    return change
