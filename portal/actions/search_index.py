"""Keep the index of search in step with what it points to."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Model

from portal.models import SearchEntry
from portal.queries.searchable import SEARCHABLE, pages

BATCH = 1_000
# In the order of `_line`.
COPY = """
COPY portal_searchentry (kind, object_key, url_name, url_args, url_tail, icon, names, details,
    folded_names, folded, misspellings, point, is_example) FROM STDIN
"""


@transaction.atomic
def index(*, model: type[Model], keys: Iterable[Any]) -> int:
    """Write the rows of some objects of one model anew; what is gone or hidden goes."""
    kind, build, related, many = SEARCHABLE[model]
    keys = list(keys)
    rows = model._default_manager.filter(pk__in=keys)
    rows = rows.select_related(*related) if related else rows
    found = [entry for row in rows.prefetch_related(*many) if (entry := build(row))]
    SearchEntry.objects.filter(kind=kind, object_key__in=[str(key) for key in keys]).delete()
    _copy(found)
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


def _copy(entries: Sequence[SearchEntry]) -> None:
    """Write entries with COPY: after an import there are many, each with many words."""
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for entry in entries:
            copy.write_row(_line(entry))


def _line(entry: SearchEntry) -> tuple[Any, ...]:
    return (
        str(entry.kind),
        str(entry.object_key),
        entry.url_name,
        json.dumps(entry.url_args),
        entry.url_tail,
        entry.icon,
        json.dumps(entry.names),
        json.dumps(entry.details),
        entry.folded_names,
        entry.folded,
        entry.misspellings,
        entry.point.hexewkb.decode() if entry.point else None,
        entry.is_example,
    )
