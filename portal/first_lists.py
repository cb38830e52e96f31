"""The service lists of the first screen, kept as written until a table they are read from changes.

Everyone who opens the map gets the same; writing them anew for each takes most of the time.
"""

from dataclasses import dataclass, replace

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.translation import get_language

from geo.ogcapi.freshness import etag, version
from portal.queries.filters import Filters
from portal.queries.places import LISTED_PER_CATEGORY, CategoryList, offers_by_category
from services.collections import SERVICES

TABLES = ("services_servicepoint", *SERVICES.reads)
# A first page of thousands of rows would be slow to read on a phone, and nobody reads it.
LISTED_IN_ALL, LISTED_OF_MANY = 300, 5
KEPT_S = 86_400


@dataclass(frozen=True)
class Kind:
    """A kind of service as one chooses it, in the reader's language, and how many there are."""

    slug: str
    name: str
    plural: str
    icon: str
    total: int


@dataclass(frozen=True)
class FirstLists:
    """The kinds of service, and the lists of their places as they stand on the page."""

    kinds: list[Kind]
    html: str


def first_lists() -> FirstLists:
    """Give the lists in the reader's language, as fresh as the tables."""
    key = etag("first-lists", get_language(), version(TABLES))
    kept: FirstLists | None = cache.get(key)
    if kept is None:
        kept = _written()
        cache.set(key, kept, KEPT_S)
    return kept


def _written() -> FirstLists:
    groups = offers_by_category(most=LISTED_PER_CATEGORY)
    if sum(len(group.offers) for group in groups) > LISTED_IN_ALL:
        groups = [replace(group, offers=group.offers[:LISTED_OF_MANY]) for group in groups]
    html = render_to_string("portal/_service_lists.html", {"listed": groups, "filters": Filters()})
    return FirstLists([_kind(group) for group in groups], str(html))


def _kind(group: CategoryList) -> Kind:
    one = group.category
    return Kind(one.slug, str(one.name), str(one.plural), one.icon, group.total)
