"""What plans do when something they point at changes."""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver

from plans.actions.links import links_follow, links_go_back, links_return
from plans.actions.persons import forget_person
from plans.actions.readings import read_goals
from plans.actions.warnings import tell_of_turned, warn_of_offer
from plans.queries.effects import is_ending
from plans.queries.persons import kept_of
from route221.models import Business
from route221.signals import (
    account_leaves,
    feature_merged,
    feature_unmerged,
    own_data_asked,
)
from services.models import CoverageRun, Offer, ServicePoint
from services.queries.coverage import latest_run
from services.signals import place_merged, place_unmerged, run_finished
from services.tasks import measure_coverage_soon

COUNTS = ("state", "valid_from", "valid_to", "confirmed_on", "category_id", "service_point_id")


@receiver(feature_merged)
def goals_follow(sender: type, old: Business, new: Business, **kwargs: Any) -> None:
    """Let goals that lean on a merged business lean on the one that stands for it."""
    links_follow(old=old, new=new)


@receiver(feature_unmerged)
def goals_return(sender: type, old: Business, new: Business, **kwargs: Any) -> None:
    """Let goals lean again on a business whose merge was undone."""
    links_return(old=old, new=new)


@receiver(account_leaves)
def person_leaves(sender: type, user: Any, **kwargs: Any) -> None:
    """Take whoever deletes their account out of groups, and their address out of all they wrote."""
    forget_person(user=user)


@receiver(own_data_asked)
def own_plans(sender: type, user: Any, **kwargs: Any) -> dict[str, Any]:
    """Add what plans keep of a person to what they take along."""
    return kept_of(user)


@receiver(post_save, sender=ServicePoint)
def goals_follow_places(
    sender: type, instance: ServicePoint, raw: bool = False, **kwargs: Any
) -> None:
    """Let goals that lean on a place that has become another lean on that."""
    if not raw and instance.replaced_by_id:
        links_follow(old=instance, new=instance.replaced_by)


@receiver(place_merged)
def goals_follow_merged(
    sender: type, old: ServicePoint, new: ServicePoint, offers: dict[Offer, Offer], **kwargs: Any
) -> dict[str, Any]:
    """Let goals that lean on a merged place, or what it offered, lean on what stands for it."""
    moved = [one for gone, kept in offers.items() for one in links_follow(old=gone, new=kept)]
    return {"goal_links": moved + links_follow(old=old, new=new)}


@receiver(place_unmerged)
def goals_go_back(sender: type, moved: dict[str, Any], **kwargs: Any) -> None:
    """Let goals lean again on a place whose merge was undone, and on what it offered."""
    links_go_back(moved=moved.get("goal_links", []))


@receiver(run_finished)
def goals_are_read(sender: type, run: CoverageRun, **kwargs: Any) -> None:
    """Note what a finished run says of every goal, and tell of those that turned."""
    tell_of_turned(turned=read_goals(run=run))


@receiver(pre_save, sender=Offer)
def remember_offer(sender: type, instance: Offer, raw: bool = False, **kwargs: Any) -> None:
    """Keep what stood there before, to see what changed."""
    known = None if raw or not instance.pk else Offer.objects.filter(pk=instance.pk).first()
    instance._stood = known


@receiver(post_save, sender=Offer)
def offer_is_heeded(sender: type, instance: Offer, raw: bool = False, **kwargs: Any) -> None:
    """Warn of an offer that closes or is threatened; let the map be measured anew."""
    before = getattr(instance, "_stood", None)
    if raw or before is None:
        return
    if is_ending(instance) and not is_ending(before):
        transaction.on_commit(lambda: _warn(instance))
    if any(getattr(before, name) != getattr(instance, name) for name in COUNTS):
        transaction.on_commit(measure_coverage_soon)


def _warn(offer: Offer) -> None:
    run = latest_run()
    if run is not None:
        # What the map said until now, so that it shows whether a goal turns.
        read_goals(run=run)
    warn_of_offer(offer=offer)
