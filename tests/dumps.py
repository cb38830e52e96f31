"""The whole content of the database, to be compared before and after."""

from django.db import connection

# What tells of imports and work in the background rather than of the data itself.
BOOKS = ("geo_import", "geo_importchange", "django_tasks_db_dbtaskresult")
# What only says that something was written.
BEATS = ("geo_tablechange", "portal_workerbeat", "django_session")
TABLES = """
SELECT c.relname, EXISTS (SELECT FROM pg_attribute AS a
    WHERE a.attrelid = c.oid AND a.attname = 'dataset_id' AND NOT a.attisdropped)
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND c.relname <> 'spatial_ref_sys'
ORDER BY 1
"""
ACTIVE = " WHERE dataset_id IS NULL OR dataset_id IN (SELECT id FROM geo_dataset WHERE is_active)"


def dump(*, without: tuple[str, ...] = (), in_use: bool = False) -> dict[str, list[str]]:
    """Give every row of every table as text, sorted; ``in_use``: of datasets in use only."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        for name, has_dataset in cursor.fetchall():
            if name in (*without, *BEATS):
                continue
            only = ACTIVE if in_use and has_dataset else ""
            cursor.execute(f'SELECT t::text FROM "{name}" AS t{only}')  # noqa: S608
            if rows := sorted(row for (row,) in cursor.fetchall()):
                found[name] = rows
    return found
