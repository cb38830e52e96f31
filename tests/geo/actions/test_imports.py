"""An import that is killed leaves the database as it was."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection, transaction

from geo.models import Dataset, Import, ImportedRow, Locality

ROOT = Path(__file__).resolve().parents[3]
LONGEST_S = 120


def database_url():
    at = connection.settings_dict
    host = quote(at["HOST"], safe="")
    secret = f":{quote(at['PASSWORD'], safe='')}" if at["PASSWORD"] else ""
    return f"postgresql://{at['USER']}{secret}@/{at['NAME']}?host={host}&port={at['PORT']}"


def is_waiting_for_a_lock():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted"
            " AND relation = 'geo_importedrow'::regclass"
        )
        return cursor.fetchone()[0] > 0


@pytest.mark.django_db(transaction=True)
def test_killed_import_leaves_the_database_as_it_was(municipality, tmp_path):
    path = tmp_path / "tatorter_2020.csv"
    lines = [f"0482TB{n},Ort {n},0482,{590_000 + n * 10},6540000" for n in range(100, 900)]
    path.write_text("\n".join(["code,name,mun_code,x,y", *lines]))
    command = [sys.executable, "manage.py", "import_localities", str(path)]
    environment = os.environ | {"DATABASE_URL": database_url()}
    with transaction.atomic(), connection.cursor() as cursor:
        # The import has written its localities by the time it writes to this table.
        cursor.execute("LOCK TABLE geo_importedrow IN SHARE MODE")
        process = subprocess.Popen(command, cwd=ROOT, env=environment)
        try:
            deadline = time.monotonic() + LONGEST_S
            while not is_waiting_for_a_lock():
                assert process.poll() is None, "the import ended before it could be killed"
                assert time.monotonic() < deadline
                time.sleep(0.1)
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
    assert not Locality.objects.exists()
    assert not ImportedRow.objects.exists()
    assert not Import.objects.exists()
    assert Dataset.objects.get().slug == "test"
