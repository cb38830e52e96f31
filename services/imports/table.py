"""The service register as a table: a row an offer, rows of one place put together."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from math import dist
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Point
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_noop as _
from rapidfuzz import fuzz, process

from geo.imports.errors import RowProblem
from geo.imports.located import Placer, degrees_of
from geo.imports.matching import folded
from geo.imports.options import Options
from geo.imports.planning import Base, Change, Item, Known, Values, same
from geo.imports.spool import Spool
from geo.imports.tables import Row, format_of
from geo.models import Dataset, Locality, Municipality, Precision
from geo.tables.living import NOT_THEIRS, Gathering, LivingTable, Progress
from services.actions.completeness import declare_completeness, restore_completeness
from services.actions.imported import add_places, change_places
from services.imports.columns import OFFER, PLACE
from services.models import Category, Offer, ServicePoint

# Field of a place's offer: category, colon, field.
OFFER_FIELDS = (
    "offered",
    "state",
    "basis",
    "form",
    "range",
    "delivery",
    "delivery_terms",
    "season",
    "opening_hours",
    "by_arrangement",
    "capacity",
    "confirmed_on",
    "missing_since",
    "note",
)
PLACE_FIELDS = ("name", "address", "phone", "email", "website", "wheelchair", "note", "precision")
NEAR_M = 30.0


class Services(LivingTable):
    """Service places with what each offers, from a list or from OpenStreetMap."""

    slug = "services"
    kind = Dataset.Kind.SERVICES
    title = _("Service places")
    model = ServicePoint
    of_dataset = (ServicePoint, Offer)
    columns = (*PLACE, *OFFER)
    formats = ("csv", "xlsx", "geojson", "gpkg", "osm")

    @staticmethod
    def is_same(name: str, one: Any, other: Any) -> bool:
        if name.endswith((":by_arrangement", ":offered")):
            return bool(one) == bool(other)
        return same(name, one, other)

    def prepare(self, options: Options) -> None:
        self._within = frozenset(options.more.get("within") or ())
        covered = Municipality.objects.filter(pk__in=self._within, boundary__isnull=False)
        self._covered = [one.boundary for one in covered]
        self.categories = {one.slug: one for one in Category.objects.filter(children__isnull=True)}
        self._names: dict[str, str] = {}
        for slug, one in self.categories.items():
            for code, _language in settings.LANGUAGES:
                for field in ("name", "plural"):
                    text = getattr(one, f"{field}_{code}", None)
                    if text:
                        self._names.setdefault(str(text).casefold(), slug)
        self._localities: dict[str, list[Locality]] = {}
        for place in Locality.objects.select_related("municipality"):
            for key in {place.name.casefold(), place.slug}:
                self._localities.setdefault(key, []).append(place)

    def read(
        self, path: Path, options: Options, notes: Any, progress: Progress
    ) -> tuple[Spool[Item], Spool[Change]]:
        if format_of(path, options.name) != "osm":
            return super().read(path, options, notes, progress)
        # Loaded only here: no other format needs it.
        from services.imports.osm import read_places

        self.prepare(options)
        categories = list(self.categories.values())
        return read_places(path, options, categories, notes, progress, self.is_theirs)

    def item(self, row: Row, values: Values, placer: Placer, options: Options) -> Item:
        name, own = values["name"], values.get("portal_id")
        if not name:
            raise RowProblem(_("The row has no name."))
        category = self._category(values, options, own)
        xy = placer.point(values, row.geometry)
        precision = values.get("precision") or ""
        found: Values = {"name": name}
        for field in ("address", "phone", "email", "website", "wheelchair"):
            if field in values:
                found[field] = values[field]
        if "place_note" in values:
            found["note"] = values["place_note"]
        locality = self._locality(values.get("locality") or "", values.get("municipality") or "")
        if locality is not None:
            found["locality"] = locality.slug
        is_placed = locality is not None and locality.precision == Precision.EXACT
        if xy is None and own is None and locality is not None and is_placed:
            xy, precision = (locality.point.x, locality.point.y), str(Precision.LOCALITY)
        if own is None and not self.is_theirs(xy, locality):
            raise RowProblem(NOT_THEIRS)
        if xy is not None:
            found["point"] = list(xy)
            found["precision"] = precision or str(Precision.EXACT)
        elif own is None:
            found["precision"] = str(Precision.NONE)
        if category:
            found |= self._offer(category, values, options, own)
        key = values.get("id") or ""
        ids = (f"id:{key}",) if key else ()
        groups = frozenset([category]) if category else frozenset()
        return Item(row.number, key, name, xy, found, ids, own, groups)

    def is_theirs(self, xy: tuple[float, float] | None, locality: Locality | None = None) -> bool:
        """Whether a place lies where the role of whoever imports reaches; unsaid it does."""
        if not self._within:
            return True
        if xy is not None:
            return any(one.intersects(Point(*xy, srid=3006)) for one in self._covered)
        return locality is not None and locality.municipality_id in self._within

    def not_theirs(self, keys: Collection[int], options: Options) -> set[int]:
        if not self._within:
            return set()
        others = ServicePoint.objects.filter(pk__in=keys).exclude(municipality__in=self._within)
        return set(others.values_list("pk", flat=True)) | set(
            ServicePoint.objects.filter(pk__in=keys, municipality=None).values_list("pk", flat=True)
        )

    def _category(self, values: Values, options: Options, own: int | None) -> str:
        said = str(values.get("category") or options.more.get("category") or "")
        if not said:
            if own is not None:
                return ""
            raise RowProblem(_("The row has no category."))
        slug = said if said in self.categories else self._names.get(said.casefold(), "")
        slug = slug or (slugify(said) if slugify(said) in self.categories else "")
        if not slug:
            raise RowProblem(
                _("“%(text)s” is no category of the register. Closest: %(near)s."),
                text=said,
                near=", ".join(self._closest(said)),
            )
        return slug

    def _closest(self, said: str) -> list[str]:
        """Name the categories that read most like what was said."""
        known = {one.slug: str(one.name) for one in self.categories.values()}
        found = process.extract(
            said, known, scorer=fuzz.partial_token_ratio, processor=str.casefold
        )
        return [f"{name} ({slug})" for name, _alike, slug in found[:2]]

    def _offer(self, category: str, values: Values, options: Options, own: int | None) -> Values:
        found: Values = {f"{category}:offered": True}
        for column in OFFER:
            if column.name != "category" and column.name in values:
                value = values[column.name]
                found[f"{category}:{column.name}"] = value
        if own is not None:
            if not found.get(f"{category}:state"):
                found.pop(f"{category}:state", None)
            return found
        found[f"{category}:state"] = found.get(f"{category}:state") or str(Offer.State.OPEN)
        found[f"{category}:basis"] = found.get(f"{category}:basis") or str(Offer.Basis.LISTED)
        # Standing in a list of that day is as good as being confirmed on it.
        confirmed = found.get(f"{category}:confirmed_on") or options.valid_on or None
        found[f"{category}:confirmed_on"] = confirmed
        found[f"{category}:missing_since"] = None
        return found

    def _locality(self, name: str, municipality: str) -> Locality | None:
        there = self._localities.get(name.casefold(), []) if name else []
        if len(there) > 1:
            wanted = municipality or settings.HOME_MUNICIPALITY
            there = [one for one in there if one.municipality.code == wanted]
        return there[0] if len(there) == 1 else None

    def gathering(self, items: Spool[Item]) -> Gathering:
        return OnePlaceEach(items)

    def vanish(self, one: Known, base: Base) -> Values:
        """Mark the offers that the source spoke of; the place stays, and so do they."""
        today = timezone.localdate().isoformat()
        return {
            f"{name.removesuffix(':offered')}:missing_since": today
            for name, value in base.values.items()
            if name.endswith(":offered") and value and one.values.get(name)
        }

    def known(self, keys: Collection[int] | None = None) -> Iterator[Known]:
        rows = ServicePoint.objects.filter(replaced_by__isnull=True).select_related("locality")
        if keys is not None:
            rows = rows.filter(pk__in=keys)
        for row in rows.prefetch_related("offers__category").iterator(1_000):
            xy = (row.point.x, row.point.y) if row.point else None
            values: Values = {name: getattr(row, name) for name in PLACE_FIELDS}
            values["point"] = list(xy) if xy else None
            values["locality"] = row.locality.slug if row.locality else None
            offers = current_offers(row)
            for category, offer in offers.items():
                values |= offer_values(category, offer)
            ids = tuple(
                f"{scheme}:{name}"
                for scheme, names in row.external_ids.items()
                for name in str(names).split(";")
            )
            groups = frozenset(offers)
            yield Known(row.pk, row.name, xy, values, ids, groups)

    def add(self, changes: Sequence[Change], dataset: Dataset, by: Any, why: str) -> list[int]:
        return add_places(changes=changes, dataset=dataset, by=by, why=why)

    def change(self, values: dict[int, Values], dataset: Dataset | None, by: Any, why: str) -> None:
        change_places(values=values, dataset=dataset, by=by, why=why)

    def declare(self, options: Options, changes: Sequence[Change]) -> dict[str, Any]:
        return declare_completeness(options=options, changes=changes)

    def undeclare(self, declared: dict[str, Any]) -> None:
        restore_completeness(declared=declared)

    def export(self) -> Iterator[dict[str, Any]]:
        rows = ServicePoint.objects.filter(replaced_by__isnull=True).select_related(
            "locality", "municipality"
        )
        for row in rows.prefetch_related("offers__category").iterator(1_000):
            lon, lat = degrees_of((row.point.x, row.point.y)) if row.point else (None, None)
            place = {
                "portal_id": row.pk,
                "name": row.name,
                "locality": row.locality.slug if row.locality else "",
                "municipality": row.municipality.code if row.municipality else "",
                **{name: getattr(row, name) for name in PLACE_FIELDS[1:] if name != "note"},
                "place_note": row.note,
                "lon": lon,
                "lat": lat,
            }
            offers = current_offers(row)
            for category, offer in offers.items():
                values = offer_values(category, offer)
                yield place | {
                    "category": category,
                    **{
                        column.name: values[f"{category}:{column.name}"]
                        for column in OFFER
                        if column.name != "category"
                    },
                }
            if not offers:
                yield place


def current_offers(row: ServicePoint) -> dict[str, Offer]:
    """Give a place's offers by category; one that is not closed before one that is."""
    found: dict[str, Offer] = {}
    for offer in sorted(row.offers.all(), key=lambda one: (one.state != "closed", one.pk)):
        found[offer.category.slug] = offer
    return found


def offer_values(category: str, offer: Offer) -> Values:
    """Give an offer's fields as they are compared and written to files."""
    found: Values = {f"{category}:offered": True}
    for name in OFFER_FIELDS[1:]:
        value = getattr(offer, name)
        found[f"{category}:{name}"] = value.isoformat() if isinstance(value, date) else value
    return found


class OnePlaceEach(Gathering):
    """Puts rows of one place together; what the first leaves open the next may say.

    By their id; by name and spot those without one, or all where ids are of parts of a place.
    """

    def __init__(self, items: Spool[Item], by_name_too: bool = False) -> None:
        super().__init__(items)
        self._by_name_too = by_name_too
        self._by_key: dict[str, int] = {}
        # Name and the square of thirty metres it stands in: only its neighbours need a look.
        self._by_spot: dict[tuple[object, ...], list[int]] = {}

    def add(self, item: Item) -> Change | None:
        key = f"own {item.own_id}" if item.own_id is not None else item.key
        at = self._by_key.get(key) if key else None
        if at is None and (self._by_name_too or not key):
            at = self._in_one_spot(item)
        if at is not None:
            self.items[at] = merged(self.items[at], item)
            return None
        if key:
            self._by_key[key] = len(self.items)
        if self._by_name_too or not key:
            self._by_spot.setdefault(_spot(item), []).append(len(self.items))
        self.items.append(item)
        return None

    def _in_one_spot(self, item: Item) -> int | None:
        own = _spot(item)
        if item.xy is None:
            return next(iter(self._by_spot.get(own, ())), None)
        name, column, line = own
        for east in (-1, 0, 1):
            for north in (-1, 0, 1):
                for at in self._by_spot.get((name, column + east, line + north), ()):  # type: ignore[operator]
                    xy = self.items[at].xy
                    if xy is not None and dist(xy, item.xy) <= NEAR_M:
                        return at
        return None


def _spot(item: Item) -> tuple[object, ...]:
    """Name where an item stands: its square, or without a position its locality."""
    if item.xy is None:
        return folded(item.name), item.values.get("locality")
    return folded(item.name), int(item.xy[0] // NEAR_M), int(item.xy[1] // NEAR_M)


def merged(one: Item, other: Item) -> Item:
    """Make one item of two rows of one place."""
    filled = {name: value for name, value in one.values.items() if value not in (None, "")}
    values = one.values | other.values | filled
    return Item(
        one.row,
        one.key,
        one.name,
        one.xy or other.xy,
        values,
        tuple(dict.fromkeys((*one.ids, *other.ids))),
        one.own_id,
        one.groups | other.groups,
        dict(one.extra) | {"external_ids": _all_ids(one, other)},
    )


def _all_ids(one: Item, other: Item) -> dict[str, str]:
    """Keep every id of the parts of a place, so that each finds it again."""
    found: dict[str, str] = {}
    for item in (one, other):
        for scheme, name in (item.extra.get("external_ids") or {}).items():
            names = [part for part in (found.get(scheme, ""), name) if part]
            found[scheme] = ";".join(dict.fromkeys(";".join(names).split(";")))
    return found
