"""Give the database a few seconds, and say in words what it could not answer."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DataError, InternalError, OperationalError, connection, transaction
from django.db.models import QuerySet

from geo.ogcapi.errors import BadParameter, TooSlow

TIMEOUT_MS = 5_000
# Starting workers, or compiling a plan, takes many times as long as a page or a tile.
SHORT = """
    SELECT set_config('statement_timeout', %s, true),
           set_config('max_parallel_workers_per_gather', '0', true),
           set_config('jit', 'off', true)
"""
LONG = "SET LOCAL statement_timeout = 0"


@contextmanager
def bounded() -> Iterator[None]:
    """Run what a client asked for within `TIMEOUT_MS`.

    Raises
    ------
    BadParameter
        If a value does not fit its column, or a geometry cannot be worked with.
    TooSlow
        If the time is over.
    """
    with _in_words(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SHORT, [str(TIMEOUT_MS)])
        yield
        cursor.execute(LONG)


def rows_of(queryset: QuerySet[Any]) -> list[tuple[Any, ...]]:
    """Read a queryset's columns within `TIMEOUT_MS`, in one trip to the database.

    Parameters
    ----------
    queryset : made by ``values_list``

    Raises
    ------
    BadParameter, TooSlow
        As `bounded` does.
    """
    compiler = queryset.query.get_compiler(queryset.db)
    try:
        sql, given = compiler.as_sql()
    except EmptyResultSet:
        return []
    found = fetched(sql, given)
    return list(compiler.results_iter(results=[found], tuple_expected=True))


def fetched(sql: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run one statement within `TIMEOUT_MS`, in one trip to the database.

    Statements sent together are one transaction, at whose end the bounds are gone. Four trips
    more, to begin and to end it, take as long as reading a page does.

    Raises
    ------
    BadParameter, TooSlow
        As `bounded` does.
    """
    is_within = connection.in_atomic_block
    inside = transaction.atomic() if is_within else nullcontext()
    with _in_words(), inside, connection.cursor() as cursor:
        cursor.execute(f"{SHORT}; {sql}", [str(TIMEOUT_MS), *given])
        cursor.nextset()
        found: list[tuple[Any, ...]] = cursor.fetchall()
        if is_within:
            cursor.execute(LONG)
    return found


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except (DataError, InternalError):
        raise BadParameter("filter", "a value is out of range or of the wrong kind") from None
    except OperationalError as error:
        if "statement timeout" not in str(error):
            raise
        raise TooSlow from None
