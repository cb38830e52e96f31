"""What the catalogue says of each collection: licences, dates, extent, words to find it by."""

from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import override

from geo.models import Dataset, Municipality
from geo.ogcapi.answers import GEOJSON
from geo.ogcapi.collection import Collection
from geo.ogcapi.formats import TYPES
from geo.ogcapi.freshness import state
from geo.ogcapi.parameters import ItemsQuery
from geo.ogcapi.placing import degrees_of
from geo.ogcapi.tile_service import MVT
from portal.api import SERVICE, TILES
from portal.exports.dcat import BBox, Catalogue, Described, Distribution, Words

LANGUAGES = ("sv", "en")
_EVERYTHING = ItemsQuery(limit=None)
LICENCES = {
    "CC0-1.0": "http://creativecommons.org/publicdomain/zero/1.0/",
    "CC0 1.0": "http://creativecommons.org/publicdomain/zero/1.0/",
    "CC0": "http://creativecommons.org/publicdomain/zero/1.0/",
    "CC BY 4.0": "http://creativecommons.org/licenses/by/4.0/",
    "CC-BY-4.0": "http://creativecommons.org/licenses/by/4.0/",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "ODbL 1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
}
# A theme of the EU's vocabulary, and words in Swedish and English, for each collection.
SUBJECTS = {
    "localities": ("REGI", "tätorter, småorter, befolkning", "urban areas, villages, population"),
    "boundaries": ("REGI", "kommungränser, kommuner", "municipal boundaries, municipalities"),
    "cells": ("SOCI", "befolkning, rutor, statistik", "population, grid, statistics"),
    "roads": ("TRAN", "vägnät, vägar, hastighet", "road network, roads, speed limits"),
    "indicators": ("SOCI", "nyckeltal, bredband, jobb", "indicators, broadband, jobs"),
    "services": ("SOCI", "service, dagligvaror, skola, vård", "services, groceries, school, care"),
    "gaps": ("SOCI", "service, tillgänglighet, avstånd", "services, accessibility, distance"),
    "routes": ("TRAN", "turistväg, vägar, besöksnäring", "tourist route, roads, tourism"),
    "businesses": ("ECON", "företag, besöksnäring, turism", "businesses, tourism"),
    "attractions": ("EDUC", "besöksmål, kultur, fornminnen", "attractions, culture, heritage"),
    "housing": ("REGI", "bostäder, byggande, planering", "housing, building, planning"),
    "goals": ("GOVE", "lokala utvecklingsplaner, mål", "local development plans, goals"),
}


def catalogue() -> Catalogue:
    """Return the catalogue: what has a clear licence, and nothing else."""
    site = settings.SITE_URL
    home = Municipality.objects.filter(code=settings.HOME_MUNICIPALITY).first()
    bbox: BBox | None = None
    if home and home.boundary:
        bbox = degrees_of(home.boundary.extent, home.boundary.srid)
    described = (_described(one, site) for one in SERVICE.by_id.values())
    return Catalogue(
        site=site,
        title=settings.SITE_NAME,
        publisher=settings.OPERATOR_NAME or settings.SITE_NAME,
        email=settings.CONTACT_EMAIL,
        place=settings.CATALOGUE_PLACE,
        bbox=bbox,
        datasets=[one for one in described if one.distributions],
    )


def _described(collection: Collection, site: str) -> Described:
    about = f"{site}/api/collections/{collection.id}"
    theme, swedish, english = SUBJECTS[collection.id]
    retrieved = [one.retrieved_on for one in collection.sources() if one.retrieved_on]
    names = _licence_names(collection)
    licences = _addresses(names)
    modified: date = timezone.localdate(state(collection.tables).changed_at)
    return Described(
        about=f"{about}#dataset",
        title=_words(collection, "title"),
        description=_words(collection, "description"),
        keywords={"sv": tuple(swedish.split(", ")), "en": tuple(english.split(", "))},
        theme=theme,
        landing_page=f"{about}?f=html",
        issued=min(retrieved, default=modified),
        modified=modified,
        bbox=collection.extent(),
        distributions=[
            _distribution(collection, about, number, licence, address, form)
            for number, (licence, address) in enumerate(licences.items())
            for form in ("json", *TYPES)
        ]
        + (_tiles(collection, site, about, licences) if len(names) == 1 else []),
    )


def _distribution(
    collection: Collection, about: str, number: int, licence: str, address: str, form: str
) -> Distribution:
    """Describe one format under one licence: the address gives what is under it alone."""
    is_asked = form == "json"
    name = "OGC API Features" if is_asked else form
    asked = {"licence": licence} | ({} if is_asked else {"f": form})
    return Distribution(
        about=f"{about}#distribution-{number}-{form}",
        title={code: f"{text} ({name})" for code, text in _words(collection, "title").items()},
        description={
            "sv": f"Allt i samlingen under licensen {licence}, som {name}.",
            "en": f"Everything in the collection under the licence {licence}, as {name}.",
        },
        url=f"{about}/items?{urlencode(asked)}",
        licence=address,
        media_type=GEOJSON if is_asked else TYPES[form].split(";")[0],
        service="service" if is_asked else "",
    )


def _tiles(
    collection: Collection, site: str, about: str, licences: dict[str, str]
) -> list[Distribution]:
    """Describe its tiles, which hold everything: only if all of it is under one licence."""
    if collection.id not in TILES.by_id or not licences:
        return []
    ((licence, address),) = licences.items()
    names = {"sv": "vektorplattor", "en": "vector tiles"}
    titles = _words(collection, "title").items()
    return [
        Distribution(
            about=f"{about}#distribution-tiles",
            title={code: f"{text} ({names[code]})" for code, text in titles},
            description={
                "sv": f"Hela samlingen som vektorplattor under licensen {licence}.",
                "en": f"The whole collection as vector tiles under the licence {licence}.",
            },
            url=f"{site}/tiles/{collection.id}.json",
            licence=address,
            media_type=MVT,
            service="tiles",
        )
    ]


def _words(collection: Collection, what: str) -> Words:
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(getattr(collection, what))
    return found


def _licence_names(collection: Collection) -> set[str]:
    """Return the licences of a collection's features, an empty one if some have none."""
    every = collection.stream(_EVERYTHING, only_open=False)
    return {str(feature["properties"].get("licence") or "") for feature in every}


def _addresses(names: set[str]) -> dict[str, str]:
    """Return the licences under which a collection's files leave, with their addresses."""
    addresses = dict(
        Dataset.objects.filter(licence__in=names - {""})
        .exclude(licence_url="")
        .values_list("licence", "licence_url")
    )
    known = {one: LICENCES.get(one) or addresses.get(one) for one in names}
    return {one: address for one, address in sorted(known.items()) if address}
