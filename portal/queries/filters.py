"""What is chosen of the map, read from the address by the names the map itself writes."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from portal.queries.opening import WORDS, moment, opening_of
from portal.queries.places import CategoryList
from portal.queries.words import fold, words_of
from services.models import Offer
from services.queries.hours import Opening

LAYERS = ("services", "attractions", "businesses", "housing", "goals", "gaps")
DEFAULT_LAYERS = ("services", "attractions", "businesses", "housing")
MOST_CATEGORIES = 60
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
STAFFED = (Offer.Form.STAFFED, Offer.Form.HYBRID)


@dataclass(frozen=True)
class Filters:
    """What is chosen; the default shows everything."""

    layers: tuple[str, ...] = DEFAULT_LAYERS
    categories: tuple[str, ...] = ()
    open_text: str = ""
    when: datetime | None = None
    is_staffed: bool = False
    words: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether anything is left out of the list of services."""
        return bool(self.categories or self.when or self.is_staffed or self.words)


def read_filters(given: QueryDict) -> Filters:
    """Read an address; unknown names and bad values are left out, never an error."""
    layers = tuple(name for name in LAYERS if name in given.getlist("layer"))
    chosen = given.getlist("category")[:MOST_CATEGORIES]
    when = moment(given.get("open", ""))
    return Filters(
        layers=layers if layers or given.get("layer") == "none" else DEFAULT_LAYERS,
        categories=tuple(sorted({slug for slug in chosen if SLUG.fullmatch(slug)})),
        open_text=given.get("open", "")[:16] if when else "",
        when=when,
        is_staffed=given.get("staffed") == "1",
        words=tuple(words_of(given.get("q", "")[:100])),
    )


def narrowed(groups: list[CategoryList], filters: Filters) -> list[CategoryList]:
    """Keep what is chosen. What may be open stays, and says that it is not known."""
    if filters.categories:
        groups = [group for group in groups if group.category.slug in filters.categories]
    kept = [
        CategoryList(group.category, [one for one in group.offers if _is_kept(one, group, filters)])
        for group in groups
    ]
    return [group for group in kept if group.offers]


def _is_kept(offer: Offer, group: CategoryList, filters: Filters) -> bool:
    if filters.is_staffed and offer.form not in STAFFED:
        return False
    if filters.words:
        place = offer.service_point
        there = fold(f"{place.name} {group.category.plural} {place.locality or ''}")
        if not all(word in there for word in filters.words):
            return False
    if filters.when:
        state = opening_of(offer, filters.when)
        offer.opening_words = WORDS[state]  # type: ignore[attr-defined]
        return state != Opening.CLOSED
    return True
