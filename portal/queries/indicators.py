"""Every indicator with what is loaded of it, and the block it stands under."""

from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q

from geo.models import Indicator
from plans.models import PriorityArea

IN_USE = Q(observations__dataset__is_active=True)


@dataclass(frozen=True)
class IndicatorRow:
    indicator: Indicator
    first_year: int
    last_year: int
    localities: int
    municipalities: int
    areas: int
    block: PriorityArea | None


def loaded_indicators() -> list[IndicatorRow]:
    """Return the indicators that data in use speaks of, in three queries."""
    framing = PriorityArea.objects.filter(programme__frames_village_pages=True)
    blocks = {
        one.pk: area
        for area in framing.prefetch_related("indicators")
        for one in area.indicators.all()
    }
    found = Indicator.objects.filter(IN_USE).annotate(
        first_year=Min("observations__year", filter=IN_USE),
        last_year=Max("observations__year", filter=IN_USE),
        localities=Count("observations__locality", filter=IN_USE, distinct=True),
        municipalities=Count("observations__municipality", filter=IN_USE, distinct=True),
        areas=Count("observations__area", filter=IN_USE, distinct=True),
    )
    return [
        IndicatorRow(
            one,
            one.first_year,
            one.last_year,
            one.localities,
            one.municipalities,
            one.areas,
            blocks.get(one.pk),
        )
        for one in found
    ]
