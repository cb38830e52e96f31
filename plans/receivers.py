"""What plans do when something they point at changes."""

from typing import Any

from django.dispatch import receiver

from plans.actions.readings import read_goals
from plans.models import GoalLink
from route221.models import Business
from route221.signals import feature_merged
from services.models import CoverageRun
from services.signals import run_finished


@receiver(feature_merged)
def goals_follow(sender: type, old: Business, new: Business, **kwargs: Any) -> None:
    """Let goals that lean on a merged business lean on the one that stands for it."""
    GoalLink.objects.filter(business=old).update(business=new)


@receiver(run_finished)
def goals_are_read(sender: type, run: CoverageRun, **kwargs: Any) -> None:
    """Note what a finished run says of every goal."""
    read_goals(run=run)
