"""Write what an import says of many places and offers, each with its history."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection
from django.utils import timezone
from django.utils.dateparse import parse_date

from geo.imports.planning import Change
from geo.models import Dataset, Locality, Precision
from services.actions.noting import note_in_history
from services.models import Category, Offer, ServicePoint

Values = Mapping[str, Any]
TEXTS = ("name", "address", "phone", "email", "website", "wheelchair", "note")
OFFER_TEXTS = (
    "state",
    "basis",
    "form",
    "range",
    "delivery",
    "delivery_terms",
    "season",
    "opening_hours",
    "note",
)
OFFER_DATES = ("confirmed_on", "missing_since")
PLACED = """
UPDATE services_servicepoint AS place SET
    municipality_id = coalesce(place.municipality_id, (
        SELECT id FROM geo_municipality WHERE ST_Intersects(boundary, place.point) LIMIT 1)),
    locality_id = coalesce(place.locality_id, (
        SELECT id FROM geo_locality WHERE boundary IS NOT NULL
        AND ST_Intersects(boundary, place.point) LIMIT 1), (
        SELECT id FROM geo_locality WHERE boundary IS NULL AND precision = 'exact'
        AND ST_DWithin(point, place.point, %s) ORDER BY point <-> place.point LIMIT 1))
WHERE place.id = ANY(%s) AND place.point IS NOT NULL
"""
# A place this near a locality without a boundary is in it.
IN_LOCALITY_M = 1_000


def add_places(*, changes: Sequence[Change], dataset: Dataset, by: Any, why: str) -> list[int]:
    """Make new places with their offers, and find the municipality and locality of each."""
    said = [{name: new for name, (_old, new) in change.fields.items()} for change in changes]
    localities = _localities(said)
    rows = []
    for change, values in zip(changes, said, strict=True):
        row = ServicePoint(dataset=dataset, precision=Precision.NONE)
        _write_place(row, values, localities)
        row.external_ids = dict(change.extra.get("external_ids") or {})
        if change.key and not row.external_ids:
            row.external_ids = {"id": change.key}
        row.source, row.as_of = dataset.title[:300], _as_of(change, dataset)
        if row.locality is not None:
            row.municipality_id = row.locality.municipality_id
        rows.append(row)
    keys = [row.pk for row in ServicePoint.objects.bulk_create(rows)]
    _place(keys)
    note_in_history(model=ServicePoint, keys=keys, kind="+", by=by, why=why)
    _make_offers(
        {key: _offers(values) for key, values in zip(keys, said, strict=True)}, dataset, by, why
    )
    return keys


def change_places(
    *, values: Mapping[int, Values], dataset: Dataset | None, by: Any, why: str
) -> None:
    """Write fields of places and of their offers; an offer that was not there is made or goes.

    A place changed then, whether its own words did or only those of what it offers: it is published
    as one feature.
    """
    spoken_of = [key for key, said in values.items() if said]
    ServicePoint.objects.filter(pk__in=spoken_of).update(updated_at=timezone.now())
    localities = _localities(values.values())
    rows = [
        row
        for row in ServicePoint.objects.filter(pk__in=values)
        if any(":" not in name for name in values[row.pk])
    ]
    for row in rows:
        _write_place(row, values[row.pk], localities)
    if rows:
        _overwrite(ServicePoint, rows, [*TEXTS, "point", "precision", "locality"], by, why)
    wanted = {key: _offers(said) for key, said in values.items()}
    there = _current(wanted)
    changed: list[Offer] = []
    new: dict[int, dict[str, Values]] = {}
    for key, offers in wanted.items():
        for category, said in offers.items():
            offer = there.get((key, category))
            if offer is None:
                if said.get("offered"):
                    new.setdefault(key, {})[category] = said
            elif "offered" in said and not said["offered"]:
                offer._change_reason, offer._history_user = why, by
                offer.delete()
            else:
                _write_offer(offer, said)
                changed.append(offer)
    if changed:
        fields = [*OFFER_TEXTS, *OFFER_DATES, "by_arrangement", "capacity"]
        _overwrite(Offer, changed, fields, by, why)
    _make_offers(new, dataset, by, why)


def _overwrite(
    model: type[ServicePoint | Offer],
    rows: Sequence[Any],
    fields: Sequence[str],
    by: Any,
    why: str,
) -> None:
    """Write rows that are there over again: a statement for all of them, not a case for each."""
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )
    note_in_history(model=model, keys=[row.pk for row in rows], kind="~", by=by, why=why)


def _offers(values: Values) -> dict[str, dict[str, Any]]:
    """Sort a place's values by the category they speak of."""
    found: dict[str, dict[str, Any]] = {}
    for name, value in values.items():
        category, colon, field = name.partition(":")
        if colon:
            found.setdefault(category, {})[field] = value
    return found


def _make_offers(
    wanted: Mapping[int, Mapping[str, Values]], dataset: Dataset | None, by: Any, why: str
) -> None:
    slugs = {category for offers in wanted.values() for category in offers}
    categories = {one.slug: one for one in Category.objects.filter(slug__in=slugs)}
    rows = []
    for key, offers in wanted.items():
        for category, said in offers.items():
            row = Offer(
                service_point_id=key,
                category=categories[category],
                basis=Offer.Basis.LISTED,
                dataset=dataset,
                source=dataset.title[:300] if dataset else "",
                as_of=str(said.get("confirmed_on") or "")[:40],
            )
            _write_offer(row, said)
            rows.append(row)
    if rows:
        keys = [row.pk for row in Offer.objects.bulk_create(rows)]
        note_in_history(model=Offer, keys=keys, kind="+", by=by, why=why)


def _current(wanted: Mapping[int, Mapping[str, Values]]) -> dict[tuple[int, str], Offer]:
    rows = Offer.objects.filter(service_point_id__in=wanted).select_related("category")
    found = {}
    for offer in sorted(rows, key=lambda one: (one.state != "closed", one.pk)):
        found[offer.service_point_id, offer.category.slug] = offer
    return found


def _localities(said: Iterable[Values]) -> dict[str, Locality]:
    slugs = {values["locality"] for values in said if values.get("locality")}
    return {one.slug: one for one in Locality.objects.filter(slug__in=slugs)}


def _write_place(row: ServicePoint, values: Values, localities: Mapping[str, Locality]) -> None:
    for name in TEXTS:
        if name in values:
            setattr(row, name, values[name] or "")
    if "point" in values:
        row.point = Point(*values["point"], srid=3006) if values["point"] else None
    if "precision" in values:
        row.precision = values["precision"]
    if "locality" in values:
        row.locality = localities.get(values["locality"] or "")


def _write_offer(row: Offer, said: Values) -> None:
    for name in OFFER_TEXTS:
        if name in said:
            setattr(row, name, said[name] or ("open" if name == "state" else ""))
    for name in OFFER_DATES:
        if name in said:
            setattr(row, name, parse_date(said[name]) if said[name] else None)
    if "by_arrangement" in said:
        row.by_arrangement = bool(said["by_arrangement"])
    if "capacity" in said:
        row.capacity = said["capacity"]


def _as_of(change: Change, dataset: Dataset) -> str:
    said = str(change.extra.get("as_of") or dataset.valid_on or "")
    return said[:40]


def _place(keys: list[int]) -> None:
    """Find in which municipality and locality new places lie."""
    with connection.cursor() as cursor:
        cursor.execute(PLACED, [IN_LOCALITY_M, keys])
