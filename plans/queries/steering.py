"""Documents of the municipality and the region in which the villages' goals were used."""

from dataclasses import dataclass

from django.db.models import Count

from plans.models import SteeringDocument, VillageGroup

MOST = 50


@dataclass(frozen=True)
class UsedIn:
    """A document, and the groups of which it used goals, with how many."""

    document: SteeringDocument
    groups: list[tuple[VillageGroup, int]]


def steering_documents() -> list[UsedIn]:
    """Return the newest documents that used a goal, with whose goals they are."""
    documents = list(SteeringDocument.objects.filter(goals__isnull=False).distinct()[:MOST])
    used = (
        SteeringDocument.goals.through.objects.filter(steeringdocument__in=documents)
        .values_list("steeringdocument", "goal__version__plan__group")
        .annotate(number=Count("goal", distinct=True))
    )
    groups = VillageGroup.objects.in_bulk({group for _document, group, _number in used})
    found: dict[int, list[tuple[VillageGroup, int]]] = {}
    for document, group, number in used:
        found.setdefault(document, []).append((groups[group], number))
    return [
        UsedIn(one, sorted(found.get(one.pk, []), key=lambda pair: pair[0].name))
        for one in documents
    ]
