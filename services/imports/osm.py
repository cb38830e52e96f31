"""Service places from OpenStreetMap, by the tags of the register's categories."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import osmium
import shapely
from django.conf import settings
from django.utils.translation import gettext_noop as _

from geo.imports.coordinates import to_metres
from geo.imports.errors import Refused, RowProblem
from geo.imports.options import Options
from geo.imports.osm import storage
from geo.imports.planning import REJECTED, Change, Item, Values
from geo.imports.roads import AREAS
from geo.imports.spool import Spool
from geo.imports.working import working_folder
from services.imports import columns
from services.imports.table import OnePlaceEach
from services.models import Category, Offer

PRIVATE = {"private", "no"}
DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
CHECKED = ("check_date", "check_date:opening_hours", "survey:date")
ABROAD = _("The place lies outside Sweden.")
BEYOND = _("places in municipalities that your role does not cover, left out")
UNREAD = {
    "phone": _("phone numbers that could not be read"),
    "email": _("e-mail addresses that could not be read"),
    "website": _("web addresses that could not be read"),
    "opening_hours": _("opening hours that could not be read"),
}
BATCH = 10_000
Tags = Mapping[str, str]


class Rules:
    """Which tags make which category: ``key=value``, several joined by ``&`` must all be there."""

    def __init__(self, categories: Sequence[Category]) -> None:
        self.rules: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        for category in categories:
            for text in category.osm_tags:
                parts = [tuple(one.partition("=")[::2]) for one in text.split("&")]
                self.rules.append((category.slug, tuple(parts)))  # type: ignore[arg-type]
        self.first = {rule[0] for _slug, rule in self.rules}

    def categories(self, tags: Tags) -> list[str]:
        """Name the categories of an object, each once."""
        found = [
            slug
            for slug, rule in self.rules
            if all(value in tags.get(key, "").split(";") for key, value in rule)
        ]
        return list(dict.fromkeys(found))


def read_places(
    path: Path,
    options: Options,
    categories: Sequence[Category],
    notes: Counter[str],
    progress: Any,
    is_theirs: Callable[[tuple[float, float]], bool] = lambda xy: True,
) -> tuple[Spool[Item], Spool[Change]]:
    """Read the places of a PBF or XML file; an object with several tags is one place.

    Raises
    ------
    Refused
        If it cannot be read, or no category has tags.
    """
    rules = Rules(categories)
    if not rules.first:
        raise Refused(_("No category of the register has OpenStreetMap tags."))
    names = {one.slug: str(one.name) for one in categories}
    area = AREAS.get(options.area or settings.PORTAL_AREA)
    items: Spool[Item] = Spool()
    rejected: Spool[Change] = Spool()
    gathering = OnePlaceEach(items, by_name_too=True)
    found: list[tuple[str, float, float, dict[str, str], str]] = []

    def flush() -> None:
        xy = to_metres([one[1] for one in found], [one[2] for one in found]).round(3)
        for (name, _lon, _lat, tags, edited), (x, y) in zip(found, xy.tolist(), strict=True):
            slugs = rules.categories(tags)
            if tags.get("access") in PRIVATE:
                notes[_("places without access for the public")] += 1
            elif area and not (area[0] <= x <= area[2] and area[1] <= y <= area[3]):
                rejected.append(
                    Change(REJECTED, row=name, label=tags.get("name", ""), reason=ABROAD)
                )
            elif slugs and not is_theirs((x, y)):
                notes[BEYOND] += 1
            elif slugs:
                gathering.add(_item(name, (x, y), tags, slugs, edited, names, notes))
        found.clear()
        progress("read", len(items), 0)

    try:
        with working_folder() as folder:
            for one in _objects(path, rules, storage(path, folder)):
                found.append(one)
                if len(found) >= BATCH:
                    flush()
        flush()
    except (RuntimeError, OSError, ValueError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(_("The file cannot be read as OpenStreetMap data.")) from None
    if not items and not rejected:
        raise Refused(_("The file holds no places of the register's categories."))
    return items, rejected


def _objects(
    path: Path, rules: Rules, kept: str
) -> Iterator[tuple[str, float, float, dict[str, str], str]]:
    """Yield name, position, tags and day of the last edit of all that carries a first tag."""
    wanted = osmium.filter.TagFilter(*rules.first)
    reader = (
        osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY | osmium.osm.RELATION)
        .with_locations(kept)
        .with_areas(wanted)
        .with_filter(wanted)
        .with_filter(osmium.filter.EntityFilter(osmium.osm.NODE | osmium.osm.WAY | osmium.osm.AREA))
    )
    factory = osmium.geom.WKBFactory()
    for thing in reader:
        tags = {tag.k: tag.v for tag in thing.tags}
        assert not isinstance(thing, osmium.osm.Changeset)  # noqa: S101 — none is asked for
        edited = thing.timestamp.date().isoformat() if thing.timestamp.year > 2003 else ""
        if isinstance(thing, osmium.osm.Node):
            if thing.location.valid():
                yield f"node/{thing.id}", thing.lon, thing.lat, tags, edited
        elif isinstance(thing, osmium.osm.Way):
            # A closed way comes as an area, too.
            if thing.is_closed() and tags.get("area") != "no":
                continue
            at = [node for node in thing.nodes if node.location.valid()]
            if at:
                middle = at[len(at) // 2]
                yield f"way/{thing.id}", middle.lon, middle.lat, tags, edited
        elif isinstance(thing, osmium.osm.Area):
            kind = "way" if thing.from_way() else "relation"
            try:
                shape = shapely.from_wkb(bytes.fromhex(factory.create_multipolygon(thing)))
            except (RuntimeError, shapely.errors.ShapelyError):
                continue
            point = shape.representative_point()
            yield f"{kind}/{thing.orig_id()}", point.x, point.y, tags, edited


def _item(
    name: str,
    xy: tuple[float, float],
    tags: dict[str, str],
    slugs: list[str],
    edited: str,
    names: Mapping[str, str],
    notes: Counter[str],
) -> Item:
    title = tags.get("name") or tags.get("brand") or tags.get("operator") or ""
    if not title.strip():
        notes[_("places without a name, called by their category")] += 1
        title = names[slugs[0]].capitalize()

    def read(field: str, parse: Any, *keys: str) -> str:
        value = next((tags[key] for key in keys if tags.get(key)), "")
        try:
            return str(parse(value.split(";")[0] if field != "opening_hours" else value) or "")
        except RowProblem:
            notes[UNREAD[field]] += 1
            return ""

    values: Values = {
        "name": title.strip()[:120],
        "point": list(xy),
        "precision": "exact",
        "address": _address(tags),
        "phone": read("phone", columns.phone, "contact:phone", "phone"),
        "email": read("email", columns.email, "contact:email", "email"),
        "website": read("website", columns.website, "contact:website", "website", "url"),
        "wheelchair": tags.get("wheelchair", "")
        if tags.get("wheelchair") in {"yes", "no", "limited"}
        else "",
    }
    checked = next((tags[key] for key in CHECKED if DAY.match(tags.get(key, ""))), edited)
    hours = read("opening_hours", columns.hours, "opening_hours")
    said = tags.get("delivery", "")
    delivery = columns.DELIVERY.get(said, said if said in Offer.Delivery.values else "")
    for slug in slugs:
        values |= {
            f"{slug}:offered": True,
            f"{slug}:state": str(Offer.State.OPEN),
            f"{slug}:basis": str(Offer.Basis.LISTED),
            f"{slug}:opening_hours": hours,
            f"{slug}:delivery": delivery,
            # The day somebody last looked at it, as far as the map tells.
            f"{slug}:confirmed_on": checked or None,
            f"{slug}:missing_since": None,
        }
    extra = {"external_ids": {"osm": name}, "as_of": checked}
    ids, groups = (f"osm:{name}",), frozenset(slugs)
    return Item(name, name, values["name"], xy, values, ids, None, groups, extra)


def _address(tags: Tags) -> str:
    street = tags.get("addr:street") or tags.get("addr:place") or ""
    parts = [f"{street} {tags.get('addr:housenumber', '')}".strip()]
    parts.append(f"{tags.get('addr:postcode', '')} {tags.get('addr:city', '')}".strip())
    return ", ".join(part for part in parts if part)[:200]
