"""Opening hours in words, at a moment that an address names."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from route221.models import Business
from services.models import Offer
from services.queries.hours import Opening, OpeningAt, opening_at, state_at

WORDS = {
    Opening.OPEN: _("open"),
    Opening.CLOSED: _("closed"),
    Opening.BY_ARRANGEMENT: _("by arrangement: call first"),
    Opening.UNKNOWN: _("opening hours not known"),
}
YEARS_READ = 5


@dataclass(frozen=True)
class OfferNow:
    """An offer with what holds of its hours now."""

    offer: Offer
    opening: OpeningAt

    @property
    def words(self) -> str:
        """The state in words."""
        return str(WORDS[self.opening.state])


def now_at(offer: Offer) -> OfferNow:
    """Say whether an offer is open now, and until when or from when."""
    found = opening_at(offer.opening_hours, timezone.now(), by_arrangement=offer.by_arrangement)
    return OfferNow(offer, found)


def opening_of(one: Offer | Business, when: datetime) -> Opening:
    """Say which of the four states holds of an offer or a business at a moment."""
    return state_at(one.opening_hours, when, by_arrangement=one.by_arrangement)


@dataclass(frozen=True)
class OpenStates:
    """What is known of each place at a moment; a place that is not there is unknown."""

    services: dict[str, dict[str, str]]
    businesses: dict[str, str]


def states_at(when: datetime) -> OpenStates:
    """Say for each service place and category, and each business, what holds at a moment."""
    hours = ~Q(opening_hours="") | Q(by_arrangement=True)
    services: dict[str, dict[str, str]] = {}
    for offer in Offer.objects.existing().filter(hours).select_related("category"):
        state = opening_of(offer, when)
        if state is not Opening.UNKNOWN:
            services.setdefault(str(offer.service_point_id), {})[offer.category.slug] = state.value
    businesses = {
        str(one.pk): state.value
        for one in Business.objects.published().filter(hours)
        if (state := opening_of(one, when)) is not Opening.UNKNOWN
    }
    return OpenStates(services, businesses)


def moment(text: str) -> datetime | None:
    """Read ``now`` or a local time such as 2026-11-24T16:00; nonsense is none."""
    if text == "now":
        return timezone.now()
    try:
        read = datetime.strptime(text[:16], "%Y-%m-%dT%H:%M")
    except ValueError:
        return None
    is_near = abs(read.year - timezone.now().year) <= YEARS_READ
    return timezone.make_aware(read) if is_near else None
