"""Validators that change when the data does, exactly and at once, without reading the data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import blake2b

from django.db import connection
from django.utils import timezone


@dataclass(frozen=True)
class State:
    """How some tables stand: equal for equal contents, and when that last changed."""

    version: str
    changed_at: datetime


def watch(tables: Iterable[str]) -> None:
    """Have each statement that writes to a table leave a line; safe to repeat.

    Parameters
    ----------
    tables : names of tables; one that does not exist is passed over
    """
    known = set(connection.introspection.table_names())
    # Only what is new: making a trigger again would wait for everyone who writes.
    missing = sorted(unwatched(tables) & known)
    with connection.cursor() as cursor:
        for table in missing:
            cursor.execute(
                "CREATE TRIGGER geo_written"
                " AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE"
                f" ON {connection.ops.quote_name(table)}"
                " FOR EACH STATEMENT EXECUTE FUNCTION geo_table_written()"
            )


def unwatched(tables: Iterable[str]) -> set[str]:
    """Return the tables whose changes leave no line."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname='geo_written'")
        return set(tables) - {name for (name,) in cursor.fetchall()}


def state(tables: tuple[str, ...]) -> State:
    """Name the state of some tables by the lines that were written for them.

    A line becomes visible with what it stands for, so that an answer read after its validator is
    never older than that. The validator changes at midnight, too, when offers begin and end.

    Parameters
    ----------
    tables : names of tables that are watched
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(statements), 0), max(at)"
            " FROM geo_tablechange WHERE name = ANY(%s)",
            [list(tables)],
        )
        statements, at = cursor.fetchone() or (0, None)
    today = timezone.localdate()
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    # The moment keeps versions apart when a database is restored and written to anew.
    return State(
        f"{statements}.{at.timestamp() if at else 0}.{today}", max(at or midnight, midnight)
    )


def version(tables: tuple[str, ...]) -> str:
    """Name the state of some tables, as `state` does."""
    return state(tables).version


def etag(*parts: object) -> str:
    """Make a weak entity tag: the same answer may leave compressed in several ways.

    Examples
    --------
    >>> etag("a", 1) == etag("a", 1), etag("a", 1) == etag("a", 2)
    (True, False)
    """
    digest = blake2b("\x1f".join(map(str, parts)).encode(), digest_size=12)
    return f'W/"{digest.hexdigest()}"'
