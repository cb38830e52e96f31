"""Keep the index of search in step with what it points to."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Model

from portal.models import SearchEntry
from portal.queries.searchable import SEARCHABLE, pages

BATCH = 1_000


@transaction.atomic
def index(*, model: type[Model], keys: Iterable[Any]) -> int:
    """Write the rows of some objects of one model anew; what is gone or hidden goes."""
    kind, build, related, many = SEARCHABLE[model]
    keys = list(keys)
    rows = model._default_manager.filter(pk__in=keys)
    rows = rows.select_related(*related) if related else rows
    found = [entry for row in rows.prefetch_related(*many) if (entry := build(row))]
    SearchEntry.objects.filter(kind=kind, object_key__in=[str(key) for key in keys]).delete()
    SearchEntry.objects.bulk_create(found)
    return len(found)


@transaction.atomic
def index_pages() -> int:
    """Write the rows of the pages that are there whatever the register holds."""
    SearchEntry.objects.filter(kind=SearchEntry.Kind.PAGE).delete()
    return len(SearchEntry.objects.bulk_create(pages()))


@transaction.atomic
def rebuild_index() -> int:
    """Write the whole index anew, as after an import that sends no signal for each row."""
    SearchEntry.objects.all().delete()
    count = index_pages()
    for model in SEARCHABLE:
        keys = list(model._default_manager.values_list("pk", flat=True))
        for start in range(0, len(keys), BATCH):
            count += index(model=model, keys=keys[start : start + BATCH])
    return count
