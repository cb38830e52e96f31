"""Say under which block of the village pages an indicator stands."""

from collections.abc import Mapping

from django.db import transaction

from geo.models import Indicator
from plans.models import PriorityArea


@transaction.atomic
def place_indicators(*, placed: Mapping[Indicator, PriorityArea | None]) -> None:
    """Put each indicator under one area of the programme that frames the pages, or under none."""
    framing = PriorityArea.objects.filter(programme__frames_village_pages=True)
    for indicator, area in placed.items():
        indicator.priority_areas.remove(*framing.filter(indicators=indicator))
        if area is not None:
            indicator.priority_areas.add(area)
