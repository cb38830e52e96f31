"""Where an address is, as far as the portal knows: its own addresses, roads, places, villages.

No register of addresses is open in Sweden; an operator may name a geocoder (`GEOCODER_URL`).
"""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import QuerySet

from geo.models import Locality, RoadLink
from portal.queries.geocoder import Found, ask_geocoder
from portal.queries.search import search
from portal.queries.words import fold
from route221.models import Business
from services.models import ServicePoint

LONGEST, MOST = 100, 6
STREET_ALIKE = 0.3
CANDIDATES = 50
NEAR_VILLAGE_M = 20_000
NUMBERED = re.compile(r"^(?P<street>\D{3,}?)\s+(?P<number>\d{1,4})\s*(?P<letter>[a-zA-Z]?)\b")
ROAD = re.compile(r"\b(?:länsväg|riksväg|väg|road|straße|strasse)\s+(?P<number>\d{1,4})\b", re.I)
EXACT, STREET, ROAD_ONLY, PLACE, GEOCODED = "address", "street", "road", "place", "geocoded"


@dataclass(frozen=True)
class AddressHit:
    """One place an address may mean; ``kind`` says how well it is known."""

    kind: str
    name: str
    detail: str
    point: Point


def find_addresses(text: str) -> list[AddressHit]:
    """Return what an address may mean, the most exact first; nothing when nothing is known."""
    text = " ".join(text.replace("\0", "").split())[:LONGEST]
    if len(fold(text)) < 3:
        return []
    hits = _of_geocoder(text) + _of_register(text)
    hits += _of_road(text)
    hits += _of_names(text)
    once: dict[tuple[str, int, int], AddressHit] = {}
    for hit in hits:
        once.setdefault((fold(hit.name), round(hit.point.x / 10), round(hit.point.y / 10)), hit)
    return list(once.values())[:MOST]


def _of_geocoder(text: str) -> list[AddressHit]:
    found: list[Found] = ask_geocoder(text)
    return [
        AddressHit(
            GEOCODED, one.name, "", Point(one.lon, one.lat, srid=4326).transform(3006, clone=True)
        )
        for one in found
    ]


def _of_register(text: str) -> list[AddressHit]:
    """Compare with the addresses of places and businesses: the house, else its street."""
    asked = NUMBERED.match(text)
    street = fold(asked["street"] if asked else text.split(",")[0])
    number = (asked["number"] + asked["letter"].lower()) if asked else ""
    houses = []
    for thing in _with_address(street):
        known = NUMBERED.match(thing.address)
        if known is None or fold(known["street"]) != street:
            continue
        houses.append((known["number"] + known["letter"].lower(), thing))
    villages = [fold(part) for part in text.split(",")[1:]]
    houses.sort(key=lambda one: (not _is_in(one[1], villages), _apart(one[0], number)))
    if asked is None:
        return [_street(thing) for _, thing in houses[:1]]
    same = [
        AddressHit(EXACT, thing.address, thing.name, thing.point)
        for known, thing in houses
        if known == number
    ]
    return same or [_street(thing) for _, thing in houses[:2]]


def _with_address(street: str) -> list[Any]:
    rows: tuple[QuerySet[Any], ...] = (
        ServicePoint.objects.filter(replaced_by=None, precision="exact"),
        Business.objects.published().filter(precision="exact"),
    )
    return [
        thing
        for one in rows
        for thing in one.exclude(address="")
        .annotate(alike=TrigramSimilarity("address", street))
        .filter(alike__gte=STREET_ALIKE)
        .select_related("locality")
        .order_by("-alike", "pk")[:CANDIDATES]
    ]


def _is_in(thing: Any, villages: list[str]) -> bool:
    return bool(thing.locality) and any(fold(thing.locality.name) in one for one in villages)


def _apart(known: str, number: str) -> int:
    digits = [int(re.match(r"\d*", text)[0] or 0) for text in (known, number)]  # type: ignore[index]
    return abs(digits[0] - digits[1])


def _street(thing: Any) -> AddressHit:
    return AddressHit(STREET, thing.address, thing.name, thing.point)


def _of_road(text: str) -> list[AddressHit]:
    """Find a road by its number, near the village that is named with it."""
    asked = ROAD.search(text)
    if asked is None:
        return []
    links = RoadLink.objects.filter(dataset__is_active=True, number=asked["number"])
    village = _village(text)
    if village is not None:
        near = links.filter(alignment__dwithin=(village.point, NEAR_VILLAGE_M))
        links = near.annotate(away=Distance("alignment", village.point)).order_by("away")
    link = links.first()
    if link is None:
        return []
    along = link.alignment.project(village.point) if village else link.alignment.length / 2
    point = link.alignment.interpolate(along)
    point.srid = 3006
    return [AddressHit(ROAD_ONLY, asked.group(0), village.name if village else "", point)]


def _village(text: str) -> Locality | None:
    words = fold(text)
    placed = Locality.objects.filter(point__isnull=False).order_by("name")
    return next((one for one in placed if f" {fold(one.name)} " in f" {words} "), None)


def _of_names(text: str) -> list[AddressHit]:
    """Search the whole text, then each part of it from the end, as one says where a place is."""
    parts = [part.strip() for part in text.split(",")]
    for words in dict.fromkeys((text, *reversed(parts), *reversed(text.split()))):
        if len(words) < 3 or any(letter.isdigit() for letter in words):
            continue
        hits = [hit for hit in search(words, limit=MOST) if hit.entry.point and not hit.is_guess]
        if hits:
            return [
                AddressHit(PLACE, hit.entry.name, hit.entry.detail, hit.entry.point)
                for hit in hits[:MOST]
            ]
    return []
