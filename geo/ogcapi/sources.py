"""Where the features of a collection come from, and under which licences they leave."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

COLUMNS = (
    *("title", "publisher", "licence", "licence_url", "attribution", "url"),
    *("retrieved_on", "valid_on"),
)
MOST = 200


@dataclass(frozen=True)
class Source:
    """One dataset that features were taken from; without a licence they stay out of files."""

    title: str
    publisher: str
    licence: str = ""
    licence_url: str = ""
    attribution: str = ""
    url: str = ""
    retrieved_on: date | None = None
    valid_on: date | None = None

    def described(self) -> dict[str, Any]:
        """Return what is known of it, without what is not."""
        found = {name: getattr(self, name) for name in COLUMNS}
        return {name: value for name, value in found.items() if value}


def sources_of(rows: QuerySet[Any], relation: str) -> list[Source]:
    """Return the datasets that some rows point to, each once.

    Parameters
    ----------
    relation : the path to a model that has every one of `COLUMNS`
    """
    paths = [f"{relation}__{name}" for name in COLUMNS]
    known = rows.order_by().filter(**{f"{relation}__isnull": False})
    found = known.values(*paths).distinct()[:MOST]
    given = (dict(zip(COLUMNS, map(row.__getitem__, paths), strict=True)) for row in found)
    return in_order(Source(**one) for one in given)


def attribution_of(sources: Iterable[Source]) -> str:
    """Return whom to name for some sources, each once.

    Examples
    --------
    >>> attribution_of([Source("A", "x"), Source("B", "y", attribution="© y"), Source("C", "x")])
    'x; © y'
    """
    named = dict.fromkeys(one.attribution or one.publisher for one in sources)
    return "; ".join(filter(None, named))


def in_order(sources: Iterable[Source]) -> list[Source]:
    """Put sources in order of title and publisher, each once.

    Examples
    --------
    >>> [one.title for one in in_order([Source("B", "x"), Source("A", "x"), Source("B", "x")])]
    ['A', 'B']
    """
    return sorted(set(sources), key=lambda one: (one.title, one.publisher, one.licence))
