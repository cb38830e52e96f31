"""Take away everything that is made up, and only that."""

from django.db import transaction
from django.db.models import Q

from geo.models import Dataset
from plans.models import (
    Activity,
    Consultation,
    Goal,
    GoalLink,
    HousingProject,
    LocalPlan,
    Meeting,
    NetworkChoice,
    PlanVersion,
    Statement,
)
from portal.demo.own_words import keep_own_words
from route221.models import Attraction, Business, RoadEvent, Tour
from services.models import Category, Offer, ServicePoint, Standard

# Each stands before what it hangs on.
ORDER = (
    Consultation,
    Meeting,
    NetworkChoice,
    Statement,
    Activity,
    Goal,
    PlanVersion,
    HousingProject,
    RoadEvent,
    Tour,
    Business,
    Attraction,
    Offer,
    ServicePoint,
    Standard,
    Dataset,
)


@transaction.atomic
def remove_examples() -> int:
    """Remove examples with what hangs on them and their history; return how many rows went.

    What people have written on an example stays as theirs, and so does an example standard that a
    real goal aims at.
    """
    keep_own_words()
    example_plans = list(
        LocalPlan.objects.filter(versions__is_example=True).values_list("pk", flat=True)
    )
    ends = ("goal", "activity", "business", "attraction", "service_point", "offer")
    made_up = Q()
    for end in (*ends, "housing_project"):
        made_up |= Q(**{f"{end}__is_example": True})
    links = GoalLink.objects.filter(made_up)
    count = links.delete()[0]
    for model in ORDER:
        examples = model._default_manager.filter(is_example=True)
        if model is Standard:
            examples = examples.filter(goals__isnull=True)
        gone = list(examples.values_list("pk", flat=True))
        count += examples.delete()[0]
        if hasattr(model, "history"):
            model.history.filter(id__in=gone).delete()
    count += LocalPlan.objects.filter(pk__in=example_plans, versions__isnull=True).delete()[0]
    _choose_primary_standards()
    return count


def _choose_primary_standards() -> None:
    """Let the strictest target left stand for a category whose example stood for it."""
    for category in Category.objects.filter(standards__isnull=False).distinct():
        if category.standards.filter(is_primary=True).exists():
            continue
        left = category.standards.filter(
            rule=Standard.Rule.SHARE_WITHIN, metric="distance", target_share__isnull=False
        )
        chosen = left.order_by("threshold").first()
        if chosen is not None:
            chosen.is_primary = True
            chosen.save()
