"""Notes when each published feature last changed, and which are gone, whatever they are made from.

What a collection publishes is compared with what it published when that was last noted: so every
collection has changes, computed ones too, and what was unpublished is gone like what was deleted.
"""

from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Any

import orjson
from django.db import connection, transaction
from django.utils import timezone, translation

from geo.ogcapi.changes import Noted, known
from geo.ogcapi.collection import BATCH, Collection
from geo.ogcapi.errors import NotNoted
from geo.ogcapi.freshness import version
from geo.ogcapi.parameters import ItemsQuery

MOST_AT_ONCE = 20_000  # features that are compared while a client waits
EVERYTHING = ItemsQuery(limit=None)


def brought_up_to_date(collection: Collection, languages: Sequence[str]) -> Noted:
    """Note a collection's changes if that takes a moment, else return what was last noted.

    Raises
    ------
    NotNoted
        If there are too many features to compare now, and none was compared before.
    """
    last = known(collection.id)
    if last and last.version == version(collection.tables):
        return last
    if not collection.has_more_than(MOST_AT_ONCE):
        return note(collection, languages)
    if last is None:
        raise NotNoted
    return last


def note(collection: Collection, languages: Sequence[str]) -> Noted:
    """Compare what a collection publishes with what it published, and note what changed.

    Parameters
    ----------
    languages : codes; a change in any of them is one
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # One compares; whoever waited finds it done.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"changes {collection.id}"])
        found, last = version(collection.tables), known(collection.id)
        if last and last.version == found:
            return last
        at = timezone.now()
        cursor.execute(
            "CREATE TEMP TABLE published_now (feature_id text, language text, digest text,"
            " changed_at timestamptz) ON COMMIT DROP"
        )
        rows = _digests(collection, languages)
        # By turns: a connection that copies cannot read.
        while batch := list(islice(rows, BATCH)):
            with cursor.copy("COPY published_now FROM STDIN") as copy:
                for row in batch:
                    copy.write_row(row)
        cursor.execute(
            """
            CREATE TEMP TABLE published_whole ON COMMIT DROP AS
            SELECT feature_id, md5(string_agg(digest, '' ORDER BY language)) AS digest,
                   max(changed_at) AS changed_at
            FROM published_now GROUP BY feature_id
            """
        )
        cursor.execute(
            """
            INSERT INTO geo_publishedfeature AS known
            SELECT %s, feature_id, digest, CASE WHEN %s THEN coalesce(changed_at, %s) ELSE %s END
            FROM published_whole
            ON CONFLICT (collection, feature_id) DO UPDATE
            SET digest = excluded.digest, changed_at = excluded.changed_at, is_deleted = false
            WHERE known.digest <> excluded.digest OR known.is_deleted
            """,
            # The first time a row's own date is as good as any; later it may lie before a reading.
            [collection.id, last is None, at, at],
        )
        cursor.execute(
            """
            UPDATE geo_publishedfeature AS known SET is_deleted = true, digest = '', changed_at = %s
            WHERE collection = %s AND NOT is_deleted AND NOT EXISTS (
                SELECT 1 FROM published_whole AS now WHERE now.feature_id = known.feature_id
            )
            """,
            [at, collection.id],
        )
        began_at = last.began_at if last else at
        cursor.execute(
            """
            INSERT INTO geo_publishedstate VALUES (%s, %s, %s, %s)
            ON CONFLICT (collection) DO UPDATE
            SET version = excluded.version, noted_at = excluded.noted_at
            """,
            [collection.id, found, at, began_at],
        )
        cursor.execute("DROP TABLE published_now, published_whole")
    return Noted(found, at, began_at)


def _digests(
    collection: Collection, languages: Sequence[str]
) -> Iterator[tuple[str, str, str, Any]]:
    for language in languages:
        with translation.override(language):
            for feature in collection.stream(EVERYTHING, only_open=False):
                digest = blake2b(orjson.dumps(feature, default=str), digest_size=16).hexdigest()
                at = feature["properties"].get(collection.changed_column)
                yield str(feature["id"]), language, digest, at
