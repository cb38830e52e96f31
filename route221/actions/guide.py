"""Keep what the road's coordinator writes where it touches more than one row."""

from django.db import transaction

from route221.models import Tour, TourStop
from route221.queries.travellers import stops_by_key


@transaction.atomic
def save_tour(*, tour: Tour, minutes: dict[str, int]) -> Tour:
    """Save a tour with the stops of a day plan; without any, its stops stay as they are."""
    tour.save()
    if minutes:
        found = stops_by_key(tour.route, minutes)
        tour.tour_stops.all().delete()
        TourStop.objects.bulk_create(
            TourStop(tour=tour, stop=stop, minutes=minutes[key]) for key, stop in found.items()
        )
    return tour
