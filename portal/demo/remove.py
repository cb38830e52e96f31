"""Take away everything that is made up, and only that."""

from django.db import transaction

from geo.models import Dataset
from plans.models import Activity, Goal, GoalLink, LocalPlan, PlanVersion
from route221.models import Attraction, Business
from services.models import Offer, ServicePoint


@transaction.atomic
def remove_examples() -> int:
    """Remove examples with what hangs on them; return how many rows went.

    Standards of the state, the region or the municipality stay; an example standard stays too as
    long as a real goal aims at it.
    """
    businesses = Business.objects.filter(is_example=True)
    goals = Goal.objects.filter(is_example=True)
    links = GoalLink.objects.filter(goal__in=goals) | GoalLink.objects.filter(
        business__in=businesses
    )
    count = links.delete()[0]
    for model in (Activity, Goal, PlanVersion, Business, Attraction, Offer, ServicePoint):
        examples = model._default_manager.filter(is_example=True)
        count += examples.delete()[0]
        if hasattr(model, "history"):
            model.history.filter(is_example=True).delete()
    count += LocalPlan.objects.filter(versions__isnull=True).delete()[0]
    count += Dataset.objects.filter(is_example=True).delete()[0]
    return count
