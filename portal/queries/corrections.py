"""What was corrected by hand of what sources say of a place, and stays when they are read again."""

from dataclasses import dataclass

from geo.models import ImportedRow
from portal.queries.imports import Words, titles_of
from services.imports.table import Services
from services.models import ServicePoint

# What the portal notes of an offer itself, whenever a list is read or somebody confirms it.
OWN_NOTES = (":basis", ":confirmed_on", ":missing_since")


@dataclass(frozen=True)
class Correction:
    """One field that stands otherwise than a source last said, in words."""

    label: str
    here: str
    said: str
    source: str


def corrections_of(place: ServicePoint) -> list[Correction]:
    """Say which fields of a place, or of what it offers, no source says as they stand."""
    said = list(ImportedRow.objects.filter(table=Services.slug, object_id=place.pk))
    known = next(iter(Services().known([place.pk])), None) if said else None
    if known is None:
        return []
    titles = titles_of([row.source for row in said])
    words, found = Words(Services.slug), []
    for name in sorted({name for row in said for name in row.values}, key=words.place):
        here = known.values.get(name)
        speak = [row for row in said if name in row.values]
        if name.endswith(OWN_NOTES) or any(
            Services.is_same(name, here, row.values[name]) for row in speak
        ):
            continue
        found += [
            Correction(
                words.field(name),
                words.value(name, here),
                words.value(name, row.values[name]),
                titles.get(row.source, row.source),
            )
            for row in speak
        ]
    return found
