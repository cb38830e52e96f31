"""Makes the private cluster, and the role, database and extensions inside it."""

import os
import shutil
import subprocess
from pathlib import Path

from portal.cluster.binaries import Postgres
from portal.cluster.errors import ClusterError
from portal.cluster.location import DATABASE, ROLE, Location
from portal.cluster.owner import run_as_owner

EXTENSIONS = ("postgis", "pg_trgm", "unaccent")

# No TCP; small enough for a laptop; logs bounded to a week and without what people typed.
CONFIGURATION = """
listen_addresses = ''
max_connections = 60
work_mem = 16MB
maintenance_work_mem = 128MB
jit = off
timezone = 'UTC'
logging_collector = on
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_error_verbosity = terse
log_min_error_statement = panic
"""


def create_cluster(location: Location, postgres: Postgres) -> None:
    """Run initdb beside the final place and move it there when whole, so that no half remains."""
    data = Path(location.data)
    draft = data.with_name("postgres.new")
    user = location.user
    data.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    os.chown(draft, user.pw_uid, user.pw_gid)
    try:
        run_as_owner(
            location,
            [
                postgres.program("initdb"), "-D", str(draft), "-E", "UTF8", "--locale=C.UTF-8",
                "-U", "postgres", "--auth-local=peer", "--auth-host=reject",
            ],
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise ClusterError(f"initdb failed for {data}:\n{error.stdout.strip()}") from None
    _write(draft / "postgresql.conf", (draft / "postgresql.conf").read_text() + CONFIGURATION)
    # Peer authentication: the kernel says which user is asking; nobody else gets in.
    _write(draft / "pg_hba.conf", "local all all peer map=bygdekartan\n")
    _write(draft / "pg_ident.conf", _who_may_be_whom(location.owner))
    if data.exists():
        data.rmdir()  # the empty probe; anything else in it must not be lost
    draft.rename(data)


def provide_database(location: Location, postgres: Postgres) -> None:
    """Make what is missing of role, database and extensions; harmless when all is there."""
    # In template1 too, so that the tests' databases have them without a superuser.
    extensions = "\n".join(f"CREATE EXTENSION IF NOT EXISTS {name};" for name in EXTENSIONS)
    # CREATE DATABASE knows no IF NOT EXISTS, hence \gexec.
    statements = f"""
        \\set ON_ERROR_STOP on
        SET client_min_messages = warning;
        {extensions}
        SELECT 'CREATE ROLE {ROLE} LOGIN CREATEDB'
            WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') \\gexec
        SELECT 'CREATE DATABASE {DATABASE} OWNER {ROLE}'
            WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
        \\connect {DATABASE}
        SET client_min_messages = warning;
        {extensions}
    """  # noqa: S608 - only constants of ours
    try:
        _psql(location, postgres, statements)
    except subprocess.CalledProcessError as error:
        raise ClusterError(f"The database could not be made:\n{error.stdout.strip()}") from None


def count_sessions(location: Location, postgres: Postgres) -> int:
    """How many clients are connected."""
    question = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid();"
    )
    return int(_psql(location, postgres, question))


def _psql(location: Location, postgres: Postgres, statements: str) -> str:
    return run_as_owner(
        location,
        [
            postgres.program("psql"), "-XqAt", "-h", location.socket, "-U", "postgres",
            "-d", "template1", "-f", "-",
        ],
        stdin=statements,
    )  # fmt: skip


def _who_may_be_whom(owner: str) -> str:
    lines = [f'bygdekartan "{owner}" postgres', f'bygdekartan "{owner}" {ROLE}']
    if owner != "root":
        lines += [f"bygdekartan root {ROLE}"]
    return "\n".join(lines) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text)  # the file exists already and keeps its owner and mode
