"""PostgreSQL's own programs, run against the configured database."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import connection

INSTALLED = Path("/usr/lib/postgresql")


class ProgramError(Exception):
    """A program of PostgreSQL is missing or failed; the message says what to do."""


def run(name: str, *arguments: str) -> str:
    """Run pg_dump, pg_restore or psql and return what it printed."""
    try:
        outcome = subprocess.run(  # noqa: S603
            [_find(name), *arguments],
            env=os.environ | _address(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
    except subprocess.CalledProcessError as error:
        last = "\n".join(error.stderr.strip().splitlines()[-5:])
        raise ProgramError(f"{name} failed:\n{last}") from None
    return outcome.stdout


def _find(name: str) -> str:
    # The server's own version first: a dump by a newer one may not load into an older server.
    connection.ensure_connection()
    major = connection.pg_version // 10_000
    fitting = INSTALLED / str(major) / "bin" / name
    if fitting.exists():
        return str(fitting)
    found = shutil.which(name)
    if found is None:
        raise ProgramError(
            f"{name} is not installed. Install the client programs of PostgreSQL {major}:\n"
            f"  sudo apt-get install postgresql-client-{major}"
        )
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True)  # noqa: S603
    version = re.search(r"(\d+)", said.stdout)
    if version and int(version[1]) < major:
        raise ProgramError(
            f"{found} is of version {version[1]}, the server of version {major}.\n"
            f"  sudo apt-get install postgresql-client-{major}"
        )
    return found


def _address() -> dict[str, str]:
    # By environment, because everybody on the machine can read command lines.
    settings = connection.settings_dict
    given = {
        "PGDATABASE": settings["NAME"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGHOST": settings["HOST"],
        "PGPORT": str(settings["PORT"]),
        "PGSSLMODE": settings.get("OPTIONS", {}).get("sslmode", ""),
        "PGCLIENTENCODING": "UTF8",
    }
    return {name: value for name, value in given.items() if value}
