"""What an import would do or did, in words and on a map."""

import json
from dataclasses import dataclass
from typing import Any

import shapely
from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.urls import reverse
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from geo.imports.located import degrees_of
from geo.imports.planning import KINDS, REJECTED, UNCHANGED
from geo.imports.report import brief, reason_of
from geo.models import Area, Dataset, Import, ImportChange, Locality, Municipality, Precision
from portal.imports import TABLES, table_of
from services.models import Category, Offer, ServicePoint

MOST_POINTS = 5_000
MOST_FIELDS = 40
MOST_ALIASES = 3
COARSE = 400
SHAPES = ("boundary", "alignment")
KIND_NAMES = dict(ImportChange.Kind.choices)
COUNTED = {
    "added": ngettext_lazy("new row", "new rows"),
    "changed": ngettext_lazy("changed row", "changed rows"),
    "kept": ngettext_lazy("row corrected by hand; kept", "rows corrected by hand; kept"),
    "disappeared": ngettext_lazy(
        "row no longer in the file; kept and marked", "rows no longer in the file; kept and marked"
    ),
    "rejected": ngettext_lazy("rejected row", "rejected rows"),
    "unchanged": ngettext_lazy("unchanged row", "unchanged rows"),
}
STEPS = {"read": _("Reading"), "match": _("Comparing"), "write": _("Writing")}
DONE = {
    "restored": _("put back"),
    "removed": _("taken away again"),
    "edited": _("edited since, left as they are"),
    "squares": _("population squares counted where they were before"),
    "stay": _("kept, because something else refers to them"),
}
CHOICES = {
    "state": dict(Offer.State.choices),
    "basis": dict(Offer.Basis.choices),
    "form": dict(Offer.Form.choices),
    "range": dict(Offer.Range.choices),
    "delivery": dict(Offer.Delivery.choices),
    "wheelchair": dict(ServicePoint.Wheelchair.choices),
    "precision": dict(Precision.choices),
    "kind": dict(Locality.Kind.choices) | dict(Area.Kind.choices),
}
# Of a new row its name and place on the map tell already.
PLAIN_FOR_NEW = {"name", "precision"}
# Fields that no column names.
OTHER_FIELDS = {
    "point": _("position"),
    "boundary": _("boundary"),
    "alignment": _("alignment"),
    "alignment_note": _("what the alignment is"),
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
    words = Words(imported.table)
    return [_shown(change, words) for change in changes]


class Words:
    """Fields and values of a table, as people call them."""

    def __init__(self, table: str) -> None:
        self.titles = {one.name: one.title for one in table_of(table).every_column()}
        self.order = list(self.titles)
        self.categories = {one.slug: str(one.name) for one in Category.objects.all()}
        self._names: dict[tuple[str, str], str] = {}

    def field(self, name: str) -> str:
        """Say what a field is called: of an offer with its category, of a year with the year."""
        first, colon, last = name.partition(":")
        if not colon:
            return self._title(first)
        if last.isdecimal():
            return f"{self._title(first)} {last}"
        category = self.categories.get(first, first)
        return category if last == "offered" else f"{category} · {self._title(last)}"

    def value(self, name: str, value: Any) -> str:
        """Say a value: a choice by its words, a position in degrees."""
        last = name.rpartition(":")[2]
        if last in CHOICES and value:
            return str(CHOICES[last].get(value, value))
        if last in {"locality", "municipality"} and value:
            return self._named(last, str(value))
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        if last in {"point", "entrance"} and isinstance(value, list):
            lon, lat = degrees_of((value[0], value[1]))
            return f"{lat:.5f} N, {lon:.5f} E"
        return brief(value)

    def _named(self, field: str, key: str) -> str:
        """Call a locality by its name rather than its address, a municipality beside its code."""
        if (field, key) not in self._names:
            if field == "locality":
                found = Locality.objects.filter(slug=key).values_list("name", flat=True).first()
            else:
                names = Municipality.objects.filter(code=key).values_list("name", flat=True)
                found = f"{names[0]} ({key})" if names else None
            self._names[field, key] = found or key
        return self._names[field, key]

    def place(self, name: str) -> tuple[Any, ...]:
        """Order fields: those of the thing itself, then each category's."""
        first, colon, last = name.rpartition(":")
        at = self.order.index(last) if last in self.order else -1
        return (first if colon and not last.isdecimal() else "", at, name)

    def _title(self, name: str) -> str:
        if name in self.titles:
            return gettext(self.titles[name])
        return str(OTHER_FIELDS.get(name, name))


def _shown(change: ImportChange, words: Words) -> Shown:
    is_rejected, is_new = change.kind == REJECTED, change.kind == "added"
    lines = []
    if not is_rejected:
        for name in sorted(change.fields, key=words.place)[:MOST_FIELDS]:
            old, new = change.fields[name]
            if not (is_new and (new in (None, "", False) or name in PLAIN_FOR_NEW)):
                lines.append(
                    Line(words.field(name), words.value(name, old), words.value(name, new))
                )
        for name in sorted(change.kept, key=words.place):
            hand, said = change.kept[name]
            lines.append(
                Line(words.field(name), words.value(name, hand), words.value(name, said), True)
            )
    return Shown(
        kind=change.kind,
        kind_name=str(KIND_NAMES.get(change.kind, change.kind)),
        row=change.row,
        label=change.label,
        lines=lines,
        reason=reason_of(change.reason, change.fields if is_rejected else {}),
    )


def kinds_of(imported: Import) -> list[tuple[str, str, int]]:
    """How many of each kind there are, those that need a look first."""
    counts = imported.counts or {}
    order = (*(kind for kind in KINDS if kind != UNCHANGED), UNCHANGED)
    return [
        (kind, COUNTED[kind] % counts[kind], counts[kind]) for kind in order if counts.get(kind)
    ]


@dataclass(frozen=True)
class Needed:
    """The columns a table looks for, as people call them and as files may."""

    table: str
    needed: list[tuple[str, str]]
    more: list[str]


def needed_columns() -> list[Needed]:
    """Say of each table without which columns a file is refused, and what else is read."""
    found = []
    for slug in TABLES:
        columns = table_of(slug).every_column()
        needed = [
            (gettext(one.title), ", ".join([one.name, *one.aliases[:MOST_ALIASES]]))
            for one in columns
            if one.required
        ]
        more = list(dict.fromkeys(gettext(one.title) for one in columns if not one.required))
        found.append(Needed(table_name(slug), needed, more))
    return found


def place_names() -> list[str]:
    """Name the localities of the portal's municipality at which a road may begin."""
    rows = Locality.objects.filter(municipality__code=settings.HOME_MUNICIPALITY)
    return list(rows.exclude(point=None).order_by("name").values_list("name", flat=True))


def titles_of(slugs: list[str]) -> dict[str, str]:
    """What sources are called, by their short names."""
    rows = Dataset.objects.filter(slug__in=slugs, is_active=True)
    return dict(rows.values_list("slug", "title"))


def shapes_of(imported: Import) -> dict[str, Any]:
    """Where the changes lie, as GeoJSON in degrees: points, road links, squares, boundaries."""
    rows = on_the_map(imported)
    features = []
    for change in rows[:MOST_POINTS]:
        at = (_shape(change) or change.point).transform(4326, clone=True)
        features.append(
            {
                "type": "Feature",
                "geometry": json.loads(shapely.to_geojson(_rounded(at))),
                "properties": {
                    "kind": change.kind,
                    "label": change.label,
                    "words": str(KIND_NAMES[change.kind]),
                },
            }
        )
    return {"type": "FeatureCollection", "features": features}


def _rounded(shape: GEOSGeometry) -> shapely.Geometry:
    return shapely.transform(shapely.from_wkb(bytes(shape.wkb)), lambda xy: xy.round(6))


def on_the_map(imported: Import) -> Any:
    """Those changes that have a place."""
    return imported.changes.filter(point__isnull=False).exclude(kind=UNCHANGED)


def _shape(change: ImportChange) -> Any:
    """Give a change's own shape, or the one it brings, no finer than a map shows it."""
    if change.shape:
        return change.shape
    if change.kind == REJECTED:
        return None
    brought = next((change.fields[name][1] for name in SHAPES if name in change.fields), None)
    if not brought:
        return None
    shape = GEOSGeometry(brought, srid=3006)
    west, south, east, north = shape.extent
    return shape.simplify(max(east - west, north - south) / COARSE, preserve_topology=True)


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


def next_steps_of(imported: Import) -> list[tuple[str, str]]:
    """Where to look at what was taken in: addresses with their words."""
    road = imported.options.get("more", {}).get("number") or ""
    steps = {
        "services": [("register", _("See the places in the register")), ("home", _("See the map"))],
        "localities": [("localities", _("See the localities"))],
        "municipalities": [("home", _("See the map"))],
        "areas": [("home", _("See the map"))],
        "population": [("localities", _("See the localities"))],
        "roads": [("home", _("See the map"))],
    }
    found = [(reverse(name), str(words)) for name, words in steps.get(imported.table, [])]
    if imported.table == "routes" and road:
        found = [(reverse("road", args=[road]), gettext("See the road"))]
    return found


def progress_of(imported: Import) -> dict[str, Any]:
    """How far an import is, for a bar."""
    # "being read · Reading" would say the same twice.
    is_said = imported.state == Import.State.READING and imported.step == "read"
    step = "" if is_said else str(STEPS.get(imported.step, ""))
    share = min(100, imported.done * 100 // imported.total) if imported.total else None
    return {
        "state": imported.state,
        "is_working": imported.state in Import.WORKING,
        "words": str(imported.get_state_display()),
        "step": step,
        "done": imported.done,
        "total": imported.total,
        "share": share,
    }
