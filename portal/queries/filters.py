"""What is chosen of the map, read from the address by the names the map itself writes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from portal.queries.opening import WORDS, moment, opening_of
from portal.queries.places import CategoryList
from portal.queries.words import fold, words_of
from route221.models import Attraction, Business, Stop
from services.models import Offer, ServicePoint
from services.queries.hours import Opening

LAYERS = ("services", "attractions", "businesses", "housing", "goals", "gaps")
DEFAULT_LAYERS = ("services", "attractions", "businesses", "housing")
MOST_CATEGORIES = 60
SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
STAFFED: tuple[str, ...] = ("staffed", "hybrid", "agent")
SELF_SERVICE: tuple[str, ...] = ("self_service", "hybrid")
AT = "at"


@dataclass(frozen=True)
class Filters:
    """What is chosen; the default shows everything."""

    layers: tuple[str, ...] = DEFAULT_LAYERS
    categories: tuple[str, ...] = ()
    standard: str = ""
    open_text: str = ""
    when: datetime | None = None
    is_staffed: bool = False
    is_self_service: bool = False
    is_step_free: bool = False
    is_delivered: bool = False
    words: tuple[str, ...] = ()

    @property
    def narrows(self) -> bool:
        """Whether anything is left out of the list of services."""
        said = self.is_step_free or self.is_delivered or self.forms
        return bool(self.categories or self.words or self.when or said)

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms that are asked for; none asked for is any."""
        staffed = STAFFED if self.is_staffed else ()
        return staffed + (SELF_SERVICE if self.is_self_service else ())


def read_filters(given: QueryDict) -> Filters:
    """Read an address; unknown names and bad values are left out, never an error."""
    layers = tuple(name for name in LAYERS if name in given.getlist("layer"))
    chosen = given.getlist("category")[:MOST_CATEGORIES]
    open_text = given.get("open", "")
    open_text = (given.get("at", "") if open_text == AT else open_text)[:16]
    when = moment(open_text)
    standard = given.get("standard", "")
    return Filters(
        layers=layers if layers or given.get("layer") == "none" else DEFAULT_LAYERS,
        categories=tuple(sorted({slug for slug in chosen if SLUG.fullmatch(slug)})),
        standard=standard if SLUG.fullmatch(standard) else "",
        open_text=open_text if when else "",
        when=when,
        is_staffed=given.get("staffed") == "1",
        is_self_service=given.get("selfservice") == "1",
        is_step_free=given.get("stepfree") == "1",
        is_delivered=given.get("delivered") == "1",
        words=tuple(words_of(given.get("q", "")[:100])),
    )


def narrowed(
    groups: list[CategoryList], filters: Filters, most: int | None = None
) -> list[CategoryList]:
    """Keep what is chosen, the first ``most`` of each kind, and say how many there are.

    What may be open stays, and says that it is not known.
    """
    if filters.categories:
        groups = [group for group in groups if group.category.slug in filters.categories]
    kept = []
    for group in groups:
        offers = [one for one in group.offers if _is_kept(one, group, filters)]
        if offers:
            kept.append(CategoryList(group.category, offers[:most], len(offers)))
    return kept


def narrowed_stops(stops: Iterable[Stop], filters: Filters) -> list[Stop]:
    """Keep the stops of the layers that are chosen, and of those what may be open then."""
    return [stop for stop in stops if _stop_is_kept(stop, filters)]


def has_words(words: tuple[str, ...], text: str) -> bool:
    """Whether each word stands somewhere in the text, however it is accented."""
    there = fold(text)
    return all(word in there for word in words)


def _is_kept(offer: Offer, group: CategoryList, filters: Filters) -> bool:
    place = offer.service_point
    if filters.forms and offer.form not in filters.forms:
        return False
    if filters.is_step_free and place.wheelchair != ServicePoint.Wheelchair.YES:
        return False
    if filters.is_delivered and not offer.is_delivered:
        return False
    described = f"{place.name} {group.category.plural} {place.locality or ''}"
    if filters.words and not has_words(filters.words, described):
        return False
    if filters.when:
        state = opening_of(offer, filters.when)
        offer.opening_words = WORDS[state]  # type: ignore[attr-defined]
        return state != Opening.CLOSED
    return True


def _stop_is_kept(stop: Stop, filters: Filters) -> bool:
    thing = stop.business or stop.attraction
    if thing:
        return is_chosen(thing, filters)
    is_named = has_words(filters.words, str(stop.thing.name))
    return "services" in filters.layers and is_named and not filters.narrows


def is_chosen(thing: Business | Attraction, filters: Filters) -> bool:
    """Whether a business or attraction is of a chosen layer, and may be open then."""
    business = thing if isinstance(thing, Business) else None
    layer = "businesses" if business else "attractions"
    if layer not in filters.layers or not has_words(filters.words, thing.name):
        return False
    if filters.is_delivered:
        return False
    if filters.is_step_free:
        return bool(business and Business.Good.WHEELCHAIR in business.good_to_know)
    if business and filters.when:
        return opening_of(business, filters.when) != Opening.CLOSED
    return True
