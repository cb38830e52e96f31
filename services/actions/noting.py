"""Note in history what was written to many rows at once: one statement, however many they are."""

from collections.abc import Sequence
from typing import Any, Literal

from django.db import connection
from django.db.models import Model

Kind = Literal["+", "~"]
NOTE = """
INSERT INTO {history} ({fields}, history_date, history_type, history_change_reason, history_user_id)
SELECT {fields}, clock_timestamp(), %s, %s, %s FROM {table} WHERE id = ANY(%s) ORDER BY id
"""


def note_in_history(
    *, model: type[Model], keys: Sequence[int], kind: Kind, by: Any, why: str
) -> None:
    """Copy rows as they stand now into their history, as django-simple-history would write them."""
    if not keys:
        return
    history = model.history.model  # type: ignore[attr-defined]
    fields = ", ".join(f'"{field.column}"' for field in history.tracked_fields)
    statement = NOTE.format(
        history=history._meta.db_table, table=model._meta.db_table, fields=fields
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [kind, why[:100], by.pk if by else None, list(keys)])
