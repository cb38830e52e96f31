"""Note what the register's staff did, and take it back while nothing has changed since."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from services.errors import ActedOnSince, NothingToUndo
from services.models import Offer, RegisterAct, ServicePoint
from services.signals import place_corrected, place_unmerged

# What confirming, threatening, closing or merging may change of an offer.
FIELDS: tuple[str, ...] = ("state", "valid_from", "valid_to", "confirmed_on", "basis", "source")
FIELDS += ("missing_since", "threatened_since", "threatened_source")


def stands(offer: Offer) -> dict[str, Any]:
    """Write down what an act may change, as JSON can keep it."""
    return {name: Offer._meta.get_field(name).value_to_string(offer) for name in FIELDS}


def note_act(
    verb: str, offer: Offer, *, before: dict[str, Any], source: str, by: Any
) -> RegisterAct:
    """Note what was done with an offer."""
    return RegisterAct.objects.create(
        verb=verb,
        place=offer.service_point,
        offer=offer,
        source=source[:300],
        by=by,
        details={"before": before, "after": stands(offer)},
    )


def note_merge(place: ServicePoint, *, by: Any, details: dict[str, Any]) -> RegisterAct:
    """Note that a place was merged into another, and all that followed."""
    return RegisterAct.objects.create(
        verb=RegisterAct.Verb.MERGE, place=place, by=by, details=details
    )


@transaction.atomic
def undo_act(*, act: RegisterAct) -> None:
    """Put back what stood before an act, unless something has changed since."""
    act = RegisterAct.objects.select_for_update(of=("self",)).get(pk=act.pk)
    if not act.can_be_undone:
        raise NothingToUndo
    if act.verb == RegisterAct.Verb.MERGE:
        _unmerge(act.place, act.details)
    else:
        _put_back(act.offer_id, act.details)
    act.undone_at = timezone.now()
    act.save()
    place_corrected.send(ServicePoint, place=act.place)


def _put_back(key: int | None, said: dict[str, Any]) -> None:
    offer = Offer.objects.select_for_update(of=("self",)).filter(pk=key).first()
    if offer is None or stands(offer) != said["after"]:
        raise ActedOnSince
    for name in FIELDS:
        field = Offer._meta.get_field(name)
        written = said["before"][name]
        is_empty = written in ("None", "") and field.null
        setattr(offer, name, None if is_empty else field.to_python(written))
    same = Offer.objects.filter(
        service_point=offer.service_point_id, category=offer.category_id
    ).exclude(pk=offer.pk)
    if offer.state != Offer.State.CLOSED and same.exclude(state=Offer.State.CLOSED).exists():
        raise ActedOnSince  # Another offer of the kind has taken its place.
    offer.save()


def _unmerge(place: ServicePoint, said: dict[str, Any]) -> None:
    rows = ServicePoint.objects.select_for_update(of=("self",))
    found = {row.pk: row for row in rows.filter(pk__in=[place.pk, said["into"]]).order_by("pk")}
    gone, kept = found[place.pk], found.get(said["into"])
    if kept is None or gone.replaced_by_id != kept.pk:
        raise ActedOnSince
    gone.replaced_by = None
    gone.save()
    ServicePoint.objects.filter(pk__in=said["followers"], replaced_by=kept).update(replaced_by=gone)
    for offer in Offer.objects.filter(pk__in=said["offers"], service_point=kept):
        offer.service_point = gone
        offer.save()
    for one in said["doubles"]:
        _put_back(one["offer"], one)
    place_unmerged.send(ServicePoint, old=gone, new=kept, moved=said["moved"])
    place_corrected.send(ServicePoint, place=kept)
