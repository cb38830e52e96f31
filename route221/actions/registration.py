"""Register a business: begin, send, claim, and the owner's own steps."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.gis.db.models.functions import Distance
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.limits import is_within_limit
from accounts.models import User
from geo.models import Locality, Precision
from route221.actions.notices import log_decision, tell_watchers
from route221.actions.stops import place_on_roads
from route221.actions.together import carry_over
from route221.errors import NotComplete, QueueFull, TooOften
from route221.models import Business, Ownership
from route221.states import target_of

HOUR_S = 3600


@transaction.atomic
def begin(*, user: User, form_key: UUID, address: str, values: dict[str, Any]) -> Business:
    """Make a draft with its first owner; the same form sent twice makes one."""
    known = Business.objects.filter(form_key=form_key, ownerships__user=user).first()
    if known:
        return known
    for who, limit in (
        (address, settings.DRAFTS_PER_ADDRESS),
        (f"u{user.pk}", settings.DRAFTS_PER_USER),
    ):
        if not is_within_limit(action="register", who=who, limit=limit, window_s=HOUR_S):
            raise TooOften
    try:
        with transaction.atomic():
            business = Business.objects.create(
                precision=Precision.NONE, form_key=form_key, source="företaget självt", **values
            )
            Ownership.objects.create(business=business, user=user, is_confirmed=True)
    except IntegrityError:  # the same form, sent twice at once
        return Business.objects.get(form_key=form_key, ownerships__user=user)
    return business


def missing(business: Business) -> list[str]:
    """Name the steps that still lack something before the business can be sent."""
    steps = []
    if not business.name or not business.summary_sv:  # type: ignore[attr-defined]
        steps.append("om")
    if business.point is None:
        steps.append("plats")
    # Hours need not be known: visitors then read "not known".
    return steps


@transaction.atomic
def take_step(*, business: Business, verb: str, actor: User | None) -> Business:
    """Take one of the owner's steps, or the clock's, by the table of states."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    before = business.state
    after = target_of(verb, before)
    if verb == "submit":
        if missing(business):
            raise NotComplete
        if Business.objects.filter(state="submitted").count() >= settings.REVIEW_QUEUE_CAP:
            raise QueueFull
        business.submitted_at = timezone.now()
        business.confirmed_on = timezone.localdate()
        business.reason = ""
        business.locality = nearest_locality(business)
    business.state = after
    business.save()
    log_decision(business, actor, verb, from_state=before)
    place_on_roads(business=business)
    carry_over(business=business)
    if verb == "submit":
        tell_watchers(business, "new")
    return business


def nearest_locality(business: Business) -> Locality | None:
    """Return the locality a business belongs to: the nearest within 5 km."""
    if business.point is None:
        return None
    near = Locality.objects.filter(point__dwithin=(business.point, 5_000))
    return near.order_by(Distance("point", business.point)).first()


@transaction.atomic
def confirm_still_correct(
    *, business: Business, actor: User | None = None, source: str = ""
) -> None:
    """Note that everything is still correct today, by its people or by whoever asked them."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    if business.confirmed_on == timezone.localdate():
        return
    business.confirmed_on, business.asked_on = timezone.localdate(), None
    business.save()
    log_decision(business, actor, "confirm", source, business.state)
    carry_over(business=business)
