"""Give a road its own limits, or take them away so that the general ones hold."""

from django.db import transaction

from route221.models import AmenityLimit, Route


@transaction.atomic
def set_limits(*, route: Route, limits: dict[str, tuple[int, str] | None]) -> None:
    """Keep each thing's metres and origin as the road's own; None lets the general limit hold."""
    for amenity, limit in limits.items():
        if limit is None:
            AmenityLimit.objects.filter(route=route, amenity=amenity).delete()
            continue
        threshold_m, origin = limit
        AmenityLimit.objects.update_or_create(
            route=route,
            amenity=amenity,
            defaults={"threshold_m": threshold_m, "origin": origin},
        )
