"""What the road does when the register below it changes."""

from typing import Any

from django.dispatch import receiver

from route221.actions.notices import tell_of_report
from route221.actions.together import business_follows, business_goes_back, take_from_register
from services.models import Report, ServicePoint
from services.signals import place_corrected, place_merged, place_unmerged, report_received


@receiver(place_corrected)
def businesses_follow(sender: type, place: ServicePoint, **kwargs: Any) -> None:
    """Let the business that is this place take over what staff corrected."""
    take_from_register(place=place)


@receiver(place_merged)
def business_joins(
    sender: type, old: ServicePoint, new: ServicePoint, **kwargs: Any
) -> dict[str, Any]:
    """Let the business of a merged place be that of the place that stands for it."""
    return {"business": business_follows(old=old, new=new)}


@receiver(place_unmerged)
def business_leaves(
    sender: type, old: ServicePoint, new: ServicePoint, moved: dict[str, Any], **kwargs: Any
) -> None:
    """Give a business back the place it had before a merge that was undone."""
    business_goes_back(key=moved.get("business"), old=old, new=new)


@receiver(report_received)
def watchers_hear(sender: type, report: Report, **kwargs: Any) -> None:
    """Tell those who watch where it lies that somebody reported something."""
    tell_of_report(report)
