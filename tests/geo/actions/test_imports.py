"""An import that is killed leaves the database as it was, and nothing on the disk for long."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from geo.imports.working import PREFIX, clear_abandoned
from geo.models import Import, PopulationCell
from tests.dumps import dump
from tests.imported import FILES

ROOT = Path(__file__).resolve().parents[3]
LONGEST_S = 120
# What each table writes late: by then its own rows are written.
LATE = {"services": "geo_importedrow", "municipalities": "geo_importedrow"}
LATE |= {"areas": "geo_importedrow", "localities": "geo_importedrow", "routes": "geo_importedrow"}


def database_url():
    at = connection.settings_dict
    host = quote(at["HOST"], safe="")
    secret = f":{quote(at['PASSWORD'], safe='')}" if at["PASSWORD"] else ""
    return f"postgresql://{at['USER']}{secret}@/{at['NAME']}?host={host}&port={at['PORT']}"


def is_waiting_for(table):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = %s::regclass", [table]
        )
        return cursor.fetchone()[0] > 0


def kill_when_it_waits_for(table, command, folder):
    """Begin a command, hold it at a table, and kill it there."""
    environment = os.environ | {"DATABASE_URL": database_url(), "TMPDIR": str(folder)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
        process = subprocess.Popen(
            [sys.executable, "manage.py", *map(str, command)], cwd=ROOT, env=environment
        )
        try:
            deadline = time.monotonic() + LONGEST_S
            while not is_waiting_for(table):
                assert process.poll() is None, "the import ended before it could be killed"
                assert time.monotonic() < deadline
                time.sleep(0.1)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    while is_at_work():
        time.sleep(0.1)


def is_at_work():
    """Whether the killed import's own connection is still being rolled back."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0] > 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", FILES)
def test_killed_import_leaves_the_database_as_it_was(locality, grocery, tmp_path, table):
    if table == "localities":
        # Squares that it counts elsewhere, too.
        call_command(*FILES["population"].write(tmp_path))
        assert PopulationCell.objects.exists()
    call_command(*FILES[table].write(tmp_path))
    before = dump()
    command = FILES[table].write(tmp_path, 2021)
    kill_when_it_waits_for(LATE.get(table, "geo_importchange"), command, tmp_path)
    assert dump() == before
    call_command(*command)
    assert Import.objects.first().state == "applied", "and the next one works"


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_import_left_on_the_disk_goes_with_the_next(
    municipality, tmp_path, monkeypatch
):
    kill_when_it_waits_for("geo_roadlink", FILES["roads"].write(tmp_path), tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert len(list(tmp_path.glob(f"{PREFIX}*"))) == 1
    call_command(*FILES["roads"].write(tmp_path))
    assert not list(tmp_path.glob(f"{PREFIX}*"))
    assert clear_abandoned() == 0
