"""Opening hours in words, at a moment that an address names."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

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


def opening_of(offer: Offer, when: datetime) -> Opening:
    """Say which of the four states holds of an offer at a moment."""
    return state_at(offer.opening_hours, when, by_arrangement=offer.by_arrangement)


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
