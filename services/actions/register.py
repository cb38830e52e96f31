"""The register's staff: add and correct places and offers, confirm, threaten, close, merge."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.gis.db.models.functions import Distance
from django.db import IntegrityError, transaction
from django.utils import timezone

from geo.models import Locality, Municipality, Precision
from services.actions.acts import note_act, note_merge, stands
from services.errors import AlreadyMerged, ChangedMeanwhile
from services.models import Completeness, Offer, RegisterAct, ServicePoint
from services.queries.register import edition_of
from services.signals import place_corrected, place_merged

STAFF = "registrets personal"
NEAREST_LOCALITY_M = 5_000
MOST = 100


def add_place(*, values: dict[str, Any], form_key: UUID | None, by: Any) -> ServicePoint:
    """Add a place; the same form sent twice, also at once, adds one."""
    known = RegisterAct.objects.filter(form_key=form_key).exclude(form_key=None).first()
    if known:
        return known.place
    try:
        with transaction.atomic():
            place = save_place(place=ServicePoint(), values=values)
            RegisterAct.objects.create(
                verb=RegisterAct.Verb.ADD,
                place=place,
                by=by,
                source=place.source,
                form_key=form_key,
            )
    except IntegrityError:
        return RegisterAct.objects.get(form_key=form_key).place
    return place


@transaction.atomic
def save_place(
    *, place: ServicePoint, values: dict[str, Any], read: str | None = None
) -> ServicePoint:
    """Add or correct a place; where it lies decides its locality and municipality.

    With ``read``, the edition its writer had before them: nothing newer is written over.
    """
    _is_as_read(place, read)
    for name, value in values.items():
        setattr(place, name, value)
    if place.point is None:
        place.precision = Precision.NONE
    else:
        near = Locality.objects.filter(point__dwithin=(place.point, NEAREST_LOCALITY_M))
        place.locality = near.order_by(Distance("point", place.point)).first()
        place.municipality = Municipality.objects.filter(boundary__covers=place.point).first() or (
            place.locality.municipality if place.locality else place.municipality
        )
    place.save()
    place_corrected.send(ServicePoint, place=place)
    return place


@transaction.atomic
def save_offer(*, offer: Offer, values: dict[str, Any], read: str | None = None) -> Offer:
    """Add or correct an offer; whoever writes it down has confirmed it."""
    _is_as_read(offer, read)
    for name, value in values.items():
        setattr(offer, name, value)
    _confirm(offer, offer.source or STAFF)
    offer.save()
    place_corrected.send(ServicePoint, place=offer.service_point)
    return offer


def _is_as_read(thing: ServicePoint | Offer, read: str | None) -> None:
    if thing.pk is None or read is None:
        return
    type(thing)._default_manager.select_for_update(of=("self",)).get(pk=thing.pk)
    if edition_of(thing) != read:
        raise ChangedMeanwhile


def _confirm(offer: Offer, source: str) -> None:
    offer.confirmed_on = timezone.localdate()
    offer.basis = Offer.Basis.CONFIRMED
    offer.source = source
    offer.missing_since = None


@transaction.atomic
def confirm_offers(
    *, keys: Iterable[int], may: Callable[[Any, Any], bool], by: Any, source: str = STAFF
) -> int:
    """Confirm offers as of today, those that the person may; return how many."""
    offers = (
        Offer.objects.select_for_update(of=("self",))
        .filter(pk__in=list(keys)[:MOST])
        .select_related("service_point__locality")
    )
    done = 0
    for offer in offers:
        if may(by, offer.service_point):
            before = stands(offer)
            _confirm(offer, source)
            offer.save()
            note_act("confirm", offer, before=before, source=source, by=by)
            done += 1
    return done


@transaction.atomic
def threaten(*, offer: Offer, since: date | None, source: str, by: Any = None) -> RegisterAct:
    """Mark an offer as threatened by a dated public source, or lift the mark."""
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    before = stands(offer)
    offer.threatened_since, offer.threatened_source = since, source if since else ""
    offer.save()
    verb = "threaten" if since else "lift"
    return note_act(verb, offer, before=before, source=source, by=by)


@transaction.atomic
def close_offer(*, offer: Offer, on: date, source: str, by: Any = None) -> RegisterAct:
    """Close an offer from a date: one to come ends then, one past is closed now."""
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    before = stands(offer)
    offer.valid_to = on
    if offer.valid_from and offer.valid_from > on:
        offer.valid_from = on
    if on <= timezone.localdate():
        offer.state = Offer.State.CLOSED
    _confirm(offer, source)
    offer.save()
    place_corrected.send(ServicePoint, place=offer.service_point)
    return note_act("close", offer, before=before, source=source, by=by)


@transaction.atomic
def close_due_offers(*, today: date) -> int:
    """Close the offers whose last day was announced and has come."""
    due = Offer.objects.filter(valid_to__lte=today).exclude(state=Offer.State.CLOSED)
    for offer in due:
        offer.state = Offer.State.CLOSED
        offer.save()
    return len(due)


@transaction.atomic
def merge_places(*, old: ServicePoint, into: ServicePoint, by: Any = None) -> RegisterAct:
    """Let one place stand for two: its offers move, old links lead there, goals follow."""
    rows = ServicePoint.objects.select_for_update(of=("self",)).filter(pk__in=[old.pk, into.pk])
    found = {row.pk: row for row in rows.order_by("pk")}
    if len(found) != 2 or any(row.replaced_by_id for row in found.values()):
        raise AlreadyMerged
    gone, kept = found[old.pk], found[into.pk]
    open_there = {
        offer.category_id: offer for offer in kept.offers.exclude(state=Offer.State.CLOSED)
    }
    doubles: dict[Offer, Offer] = {}
    moved: list[Offer] = []
    for offer in gone.offers.all():
        same = open_there.get(offer.category_id)
        if same and offer.state != Offer.State.CLOSED:
            doubles[offer] = same
            continue
        offer.service_point = kept
        offer.save()
        moved.append(offer)
    followers = list(gone.replaces.values_list("pk", flat=True))
    answers = place_merged.send(ServicePoint, old=gone, new=kept, offers=doubles)
    gone.replaced_by = kept
    gone.save()
    ServicePoint.objects.filter(pk__in=followers).update(replaced_by=kept)
    before = {offer.pk: stands(offer) for offer in doubles}
    for offer in doubles:
        offer.state, offer.valid_to = Offer.State.CLOSED, timezone.localdate()
        offer.valid_from = None
        offer.save()
    return note_merge(
        gone,
        by=by,
        details={
            "into": kept.pk,
            "offers": [offer.pk for offer in moved],
            "doubles": [
                {"offer": offer.pk, "before": before[offer.pk], "after": stands(offer)}
                for offer in doubles
            ],
            "followers": followers,
            "moved": {key: value for _, said in answers if said for key, value in said.items()},
        },
    )


@transaction.atomic
def state_completeness(*, row: Completeness | None, values: dict[str, Any]) -> Completeness:
    """Declare what the register knows of a category, in one municipality or everywhere."""
    row = row or Completeness()
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row
