"""Finds an installed PostgreSQL that has PostGIS."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from portal.cluster.errors import PostgresMissingError

DEBIAN_ROOT = Path("/usr/lib/postgresql")
DEBIAN_SHARE = Path("/usr/share/postgresql")


@dataclass(frozen=True)
class Postgres:
    """One installed server: its programs and its major version."""

    major: int
    bin: Path

    def program(self, name: str) -> str:
        return str(self.bin / name)


def installed() -> list[Postgres]:
    """Every PostgreSQL with PostGIS on this machine, newest first."""
    found = [
        Postgres(int(home.name), home / "bin")
        for home in DEBIAN_ROOT.glob("[0-9]*")
        if (home / "bin" / "postgres").exists()
        and (DEBIAN_SHARE / home.name / "extension" / "postgis.control").exists()
    ]
    # Only where the distribution does not lay its versions side by side.
    return sorted(found or _elsewhere(), key=lambda postgres: postgres.major, reverse=True)


def newest() -> Postgres:
    """The newest installed PostgreSQL with PostGIS."""
    found = installed()
    if not found:
        raise PostgresMissingError(
            "No PostgreSQL with PostGIS is installed.\n"
            "Run script/setup, or install the packages named\n"
            "  postgresql-<version> postgresql-<version>-postgis-3   (Debian, Ubuntu)\n"
            "or point DATABASE_URL to a database with PostGIS."
        )
    return found[0]


def _elsewhere() -> list[Postgres]:
    config = shutil.which("pg_config")
    if config is None:
        return []

    def ask(option: str) -> str:
        answer = subprocess.run([config, option], capture_output=True, text=True, check=False)  # noqa: S603
        return answer.stdout.strip()

    version = re.search(r"PostgreSQL (\d+)", ask("--version"))
    bin_dir = Path(ask("--bindir") or "/nowhere")
    has_postgis = Path(ask("--sharedir") or "/nowhere", "extension", "postgis.control").exists()
    if version is None or not has_postgis or not (bin_dir / "postgres").exists():
        return []
    return [Postgres(int(version.group(1)), bin_dir)]
