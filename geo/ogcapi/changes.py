"""What was noted of a collection: which features changed since a moment, and which are gone."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models.expressions import RawSQL

from geo.ogcapi.errors import TooManyGone

MOST_GONE = 10_000


@dataclass(frozen=True)
class Noted:
    """What is known of a collection's changes.

    Attributes
    ----------
    version : the state of the data that was compared
    at : when; what changed later will be noted later than this
    began_at : changes before are not known
    """

    version: str
    at: datetime
    began_at: datetime


@dataclass(frozen=True)
class Gone:
    """A feature that is published no more."""

    id: str
    at: datetime


def known(collection_id: str) -> Noted | None:
    """Return what was last noted of a collection."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version, noted_at, began_at FROM geo_publishedstate WHERE collection = %s",
            [collection_id],
        )
        row = cursor.fetchone()
    return Noted(*row) if row else None


def changed_ids(collection_id: str, since: datetime) -> RawSQL:
    """Return, as a subquery, the ids of the features that changed since, those gone left out."""
    return RawSQL(
        "(SELECT feature_id::bigint FROM geo_publishedfeature"
        " WHERE collection = %s AND changed_at > %s AND NOT is_deleted)",
        [collection_id, since],
    )


def changed_keys(collection_id: str, since: datetime) -> set[str]:
    """Return the ids of the features that changed since, those gone left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT feature_id FROM geo_publishedfeature"
            " WHERE collection = %s AND changed_at > %s AND NOT is_deleted",
            [collection_id, since],
        )
        return {key for (key,) in cursor.fetchall()}


def gone_since(collection_id: str, since: datetime) -> list[Gone]:
    """Return what was published and is no more, the latest last.

    Raises
    ------
    TooManyGone
        If there are more than `MOST_GONE`.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT feature_id, changed_at FROM geo_publishedfeature"
            " WHERE collection = %s AND changed_at > %s AND is_deleted"
            " ORDER BY changed_at, feature_id LIMIT %s",
            [collection_id, since, MOST_GONE + 1],
        )
        rows = cursor.fetchall()
    if len(rows) > MOST_GONE:
        raise TooManyGone
    return [Gone(*row) for row in rows]
