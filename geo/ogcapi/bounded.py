"""Give the database a few seconds, and say in words what it could not answer."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DataError, InternalError, OperationalError, connection, transaction

from geo.ogcapi.errors import BadParameter, TooSlow

TIMEOUT_MS = 5_000
# Starting workers, or compiling a plan, takes many times as long as a page or a tile.
SHORT = """
    SELECT set_config('statement_timeout', %s, true),
           set_config('max_parallel_workers_per_gather', '0', true),
           set_config('jit', 'off', true)
"""


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
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(SHORT, [str(TIMEOUT_MS)])
            yield
            cursor.execute("SET LOCAL statement_timeout = 0")
    except (DataError, InternalError):
        raise BadParameter("filter", "a value is out of range or of the wrong kind") from None
    except OperationalError as error:
        if "statement timeout" not in str(error):
            raise
        raise TooSlow from None
