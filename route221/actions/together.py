"""A business that is also a service place is one thing: its people keep it, the register knows."""

from typing import Any

from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from route221.actions.notices import log_decision
from route221.actions.stops import measure_stops
from route221.errors import NoSuchStep
from route221.models import Business, LookAlike, Route, Stop
from services.models import Offer, ServicePoint

OWN_WORDS = "företaget självt"
HOURS = ("opening_hours", "by_arrangement")
SHARED = ("point", "precision", "entrance", "address", "phone", "email", "website")


@transaction.atomic
def same_place(*, business: Business, place: ServicePoint, actor: User) -> Business:
    """Say that a business not yet sent is a place of the register; take over what is known."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    taken = Business.objects.filter(service_point=place).exclude(pk=business.pk)
    if business.state not in ("draft", "changes_asked") or taken.exists() or place.replaced_by_id:
        raise NoSuchStep("same_place", business.state)
    before = _written(business)
    business.service_point = place
    for name in SHARED:
        if not getattr(business, name) or name in ("point", "precision"):
            setattr(business, name, getattr(place, name))
    offer = _main_offer(place)
    if offer and not business.opening_hours:
        business.opening_hours = offer.opening_hours
        business.by_arrangement = business.by_arrangement or offer.by_arrangement
    business.version += 1
    business.save()
    decision = log_decision(business, actor, "same_place", place.name)
    decision.details = {"before": before, "taken": _written(business)}
    decision.save()
    return business


@transaction.atomic
def not_same_place(*, business: Business, actor: User) -> Business:
    """Undo what a business not yet sent said; what was changed since stays as it is."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    place = business.service_point
    if business.state not in ("draft", "changes_asked") or place is None:
        raise NoSuchStep("not_same_place", business.state)
    said = business.decisions.filter(verb="same_place").first()
    before, taken = (said.details.get(key, {}) for key in ("before", "taken")) if said else ({}, {})
    now = _written(business)
    is_moved = any(now[name] != taken.get(name) for name in ("point", "precision"))
    for name, value in before.items():
        stays = is_moved if name in ("point", "precision") else now[name] != taken.get(name)
        if not stays:
            is_shape = name in ("point", "entrance") and value
            setattr(business, name, GEOSGeometry(value) if is_shape else value)
    business.service_point = None
    business.version += 1
    business.save()
    log_decision(business, actor, "not_same_place", place.name)
    return business


def _written(business: Business) -> dict[str, Any]:
    """Write down what a place of the register may bring, as JSON can keep it."""
    values = {name: getattr(business, name) for name in (*SHARED, *HOURS)}
    return {
        name: value.hexewkb.decode() if isinstance(value, GEOSGeometry) else value
        for name, value in values.items()
    }


@transaction.atomic
def join_place(*, business: Business, place: ServicePoint, actor: User) -> None:
    """Let a reviewer say that a business and a place are one; the business's word holds."""
    business = Business.objects.select_for_update(of=("self",)).get(pk=business.pk)
    taken = Business.objects.filter(service_point=place).exclude(pk=business.pk).exists()
    if taken or place.replaced_by_id or business.service_point_id or business.replaced_by_id:
        raise NoSuchStep("same_place", business.state)
    business.service_point = place
    business.version += 1
    business.save()
    LookAlike.objects.filter(business=business, service_point=place).delete()
    log_decision(business, actor, "same_place", place.name)
    carry_over(business=business)


def _main_offer(place: ServicePoint) -> Offer | None:
    return place.offers.exclude(state=Offer.State.CLOSED).select_related("category").first()


@transaction.atomic
def carry_over(*, business: Business) -> None:
    """Bring the place of the register in step with its business, once that is published."""
    if business.service_point_id is None or business.replaced_by_id:
        return
    place = ServicePoint.objects.select_for_update(of=("self",)).get(pk=business.service_point_id)
    shown = business.state == Business.State.PUBLISHED
    if shown:
        for name in SHARED:
            setattr(place, name, getattr(business, name))
        place.save()
    if shown or business.state in (Business.State.PAUSED, Business.State.CLOSED):
        _offers_follow(place, business)
    on_the_strip = Stop.objects.filter(service_point=place, is_manual=False).exists()
    if on_the_strip == shown:
        for route in Route.objects.all():
            measure_stops(route=route)


def _offers_follow(place: ServicePoint, business: Business) -> None:
    main = _main_offer(place)
    usual = main.opening_hours if main else ""
    for offer in place.offers.exclude(state=Offer.State.CLOSED):
        if business.state == Business.State.PAUSED:
            offer.state = Offer.State.PAUSED
        elif business.state == Business.State.CLOSED:
            offer.state, offer.valid_to = Offer.State.CLOSED, timezone.localdate()
            if offer.valid_from and offer.valid_from > offer.valid_to:
                offer.valid_from = offer.valid_to
        else:
            # An agent inside a shop may keep hours of its own; those stay.
            if offer.opening_hours in ("", usual):
                offer.opening_hours = business.opening_hours
                offer.by_arrangement = business.by_arrangement
            offer.state = Offer.State.OPEN
            offer.basis, offer.source = Offer.Basis.CONFIRMED, OWN_WORDS
            offer.confirmed_on = business.confirmed_on
        offer.save()


@transaction.atomic
def take_from_register(*, place: ServicePoint) -> None:
    """Let a business follow what the register's staff corrected at its place."""
    business = Business.objects.select_for_update(of=("self",)).filter(service_point=place).first()
    if business is None or business.replaced_by_id:
        return
    for name in SHARED:
        setattr(business, name, getattr(place, name))
    offer = _main_offer(place)
    if offer:
        business.opening_hours, business.by_arrangement = offer.opening_hours, offer.by_arrangement
    business.version += 1
    business.save()
    log_decision(business, None, "register", place.name, business.state)


@transaction.atomic
def business_follows(*, old: ServicePoint, new: ServicePoint) -> int | None:
    """Move a business to the place its own was merged into, unless that has one; which it was."""
    if Business.objects.filter(service_point=new).exists():
        return None
    return _move_business({"service_point": old}, new)


@transaction.atomic
def business_goes_back(*, key: int | None, old: ServicePoint, new: ServicePoint) -> None:
    """Move a business back to the place it had, if it is still where the merge put it."""
    _move_business({"pk": key, "service_point": new}, old)


def _move_business(which: dict[str, Any], to: ServicePoint) -> int | None:
    business = Business.objects.select_for_update(of=("self",)).filter(**which).first()
    if business is None:
        return None
    business.service_point = to
    business.version += 1
    business.save()
    log_decision(business, None, "register", to.name, business.state)
    return business.pk
