"""The whole content of the database, to be compared before and after."""

from django.db import connection

# What tells of imports and work in the background rather than of the data itself.
BOOKS = ("geo_import", "geo_importchange", "django_tasks_db_dbtaskresult")
# Counters that only say that something was written.
BEATS = ("geo_publishedtable", "portal_workerbeat", "django_session")


def dump(*, without: tuple[str, ...] = ()) -> dict[str, list[str]]:
    """Give every row of every table as text, sorted; no table of the system or of PostGIS."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
            " AND c.relname NOT IN ('spatial_ref_sys') ORDER BY 1"
        )
        names = [name for (name,) in cursor.fetchall() if name not in (*without, *BEATS)]
        found = {}
        for name in names:
            cursor.execute(f'SELECT t::text FROM "{name}" AS t')
            if rows := sorted(row for (row,) in cursor.fetchall()):
                found[name] = rows
    return found
