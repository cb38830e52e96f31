"""What plans do when something they point at changes."""

from typing import Any

from django.dispatch import receiver

from plans.actions.readings import read_goals
from plans.models import GoalLink
from route221.models import Business
from route221.signals import feature_merged
from services.models import CoverageRun, Offer, ServicePoint
from services.signals import place_merged, run_finished


@receiver(feature_merged)
def goals_follow(sender: type, old: Business, new: Business, **kwargs: Any) -> None:
    """Let goals that lean on a merged business lean on the one that stands for it."""
    GoalLink.objects.filter(business=old).update(business=new)


@receiver(run_finished)
def goals_are_read(sender: type, run: CoverageRun, **kwargs: Any) -> None:
    """Note what a finished run says of every goal."""
    read_goals(run=run)


@receiver(place_merged)
def goals_follow_places(
    sender: type, old: ServicePoint, new: ServicePoint, offers: dict[Offer, Offer], **kwargs: Any
) -> None:
    """Let goals that lean on a merged place, or on what it offered, lean on what stands for it."""
    GoalLink.objects.filter(service_point=old).update(service_point=new)
    for gone, kept in offers.items():
        GoalLink.objects.filter(offer=gone).update(offer=kept)
