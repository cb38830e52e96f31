"""What the road does when the register below it changes."""

from typing import Any

from django.dispatch import receiver

from route221.actions.together import take_from_register
from services.models import ServicePoint
from services.signals import place_corrected


@receiver(place_corrected)
def businesses_follow(sender: type, place: ServicePoint, **kwargs: Any) -> None:
    """Let the business that is this place take over what staff corrected."""
    take_from_register(place=place)
