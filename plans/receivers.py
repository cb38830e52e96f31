"""What plans do when something they point at changes."""

from typing import Any

from django.dispatch import receiver

from plans.models import GoalLink
from route221.models import Business
from route221.signals import feature_merged


@receiver(feature_merged)
def goals_follow(sender: type, old: Business, new: Business, **kwargs: Any) -> None:
    """Let goals that lean on a merged business lean on the one that stands for it."""
    GoalLink.objects.filter(business=old).update(business=new)
