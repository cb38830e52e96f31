"""Finding places in the register, as its staff do."""

from django.contrib.gis.db.models.functions import Distance
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Q, QuerySet

from services.models import Offer, RegisterAct, ServicePoint

ALIKE, NEAR_M, MOST = 0.3, 2_000, 8
# As an import has it: what lies so near may be the same under another name.
SAME_PLACE_M = 150


def edition_of(thing: ServicePoint | Offer) -> str:
    """Name the version that stands, so that a form can say which one it was written over."""
    if thing.pk is None:
        return ""
    return str(thing.history.order_by("-history_id").values_list("pk", flat=True).first() or "")


def places_found(words: str, category: str) -> QuerySet[ServicePoint]:
    """Places that stand, by name, address or village, and by kind of service."""
    rows = (
        ServicePoint.objects.filter(replaced_by=None)
        .select_related("locality", "municipality")
        .prefetch_related("offers__category")
    )
    for word in words.split()[:5]:
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(address__icontains=word)
            | Q(locality__name__icontains=word)
            | Q(municipality__name__icontains=word)
        )
    if category:
        rows = rows.filter(offers__category__slug=category).distinct()
    return rows.order_by("name", "pk")


def alike_places(place: ServicePoint) -> QuerySet[ServicePoint]:
    """Places that may be the same: a name alike within two kilometres, or any name close by."""
    if place.point is None:
        return ServicePoint.objects.none()
    near = ServicePoint.objects.filter(
        replaced_by=None, point__dwithin=(place.point, NEAR_M)
    ).exclude(pk=place.pk)
    return (
        near.annotate(
            alike=TrigramSimilarity("name", place.name), away=Distance("point", place.point)
        )
        .filter(Q(alike__gte=ALIKE) | Q(point__dwithin=(place.point, SAME_PLACE_M)))
        .order_by("-alike", "away")[:MOST]
    )


def acts_lately() -> QuerySet[RegisterAct]:
    """What the register's staff did, newest first."""
    return RegisterAct.objects.select_related(
        "place__replaced_by", "offer__category", "offer__service_point", "by"
    ).order_by("-pk")
