"""Bring the database and the static files up to date, and load the demo into an empty portal."""

import hashlib
import os
import sys
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from portal.environment import SettingError
from portal.serving.extensions import DatabaseNotReadyError, require_extensions

# Any constant: two starts against one database take turns.
PREPARING = 221_0482


def main() -> None:
    """Do what is missing, in the order in which one needs the other."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        django.setup()
        require_extensions()
    except (SettingError, DatabaseNotReadyError) as error:
        sys.exit(f"\n{error}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
    migrate()
    if not settings.DEBUG:
        collect_static_files()
    if settings.DEMO:
        load_demo()


def migrate() -> None:
    """Apply the migrations that are missing; silent when there are none."""
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        say(f"Bringing the database up to date ({len(missing)} migrations)")
        call_command("migrate", interactive=False, verbosity=0)


def collect_static_files() -> None:
    """Collect and compress static files when any has changed."""
    mark = Path(settings.STATIC_ROOT) / ".collected-from"
    fingerprint = static_fingerprint()
    if mark.exists() and mark.read_text() == fingerprint:
        return
    say("Collecting the static files")
    mark.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    mark.write_text(fingerprint)


def static_fingerprint() -> str:
    """A digest of which static files there are, their sizes and when they were changed."""
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = os.stat(storage.path(path))
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load_demo() -> None:
    """Load the demonstration, once: a portal that knows a municipality is left as it is."""
    if "load_demo" not in get_commands() or apps.get_model("geo", "Municipality").objects.exists():
        return
    say("Loading the demonstration")
    call_command("load_demo")


def say(text: str) -> None:
    """Tell the person at the terminal what takes time."""
    print(f"• {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
