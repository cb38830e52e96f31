"""The extensions of PostgreSQL that the portal needs, or the commands that make them."""

from django.db import DatabaseError, OperationalError, connection

from portal.cluster.initialise import EXTENSIONS


class DatabaseNotReadyError(Exception):
    """The configured database cannot be used; the message says what to do."""


def require_extensions() -> None:
    """Have every extension in the database, or say who must do what."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extname FROM pg_extension")
            present = {name for (name,) in cursor.fetchall()}
    except OperationalError as error:
        raise DatabaseNotReadyError(
            f"The database does not answer: {str(error).strip()}\n"
            "Check DATABASE_URL (postgresql://user:password@host:port/name),\n"
            "or unset it to use a private database."
        ) from None
    for name in EXTENSIONS:
        if name not in present:
            _create(name)


def _create(name: str) -> None:
    database = connection.settings_dict["NAME"]
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")
    except DatabaseError as error:
        commands = "\n".join(
            f"  sudo -u postgres psql -d '{database}' -c 'CREATE EXTENSION IF NOT EXISTS {one}'"
            for one in EXTENSIONS
        )
        major = connection.pg_version // 10_000
        raise DatabaseNotReadyError(
            f"The database {database} lacks the extension {name}: {str(error).strip()}\n"
            f"Where it runs, its administrator types:\n{commands}\n"
            "and, if they are not installed there, before that:\n"
            f"  sudo apt-get install postgresql-{major}-postgis-3 postgresql-contrib"
        ) from None
