"""What programmes designate: entered with its origin, changed, taken away."""

from typing import Any

from django.db import transaction

from plans.models import DesignatedPlace


@transaction.atomic
def designate(*, place: DesignatedPlace | None = None, **values: Any) -> DesignatedPlace:
    """Enter what a programme designates a place as, or correct it; it is nobody's example then."""
    place = place or DesignatedPlace()
    for name, value in (values | {"is_example": False}).items():
        setattr(place, name, value)
    place.save()
    return place


@transaction.atomic
def withdraw(*, place: DesignatedPlace) -> None:
    """Take a designation away."""
    place.delete()
