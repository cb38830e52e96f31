"""Starts and stops the private cluster, and recovers what a crash left behind."""

import fcntl
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.cluster import initialise
from portal.cluster.binaries import Postgres, installed, newest
from portal.cluster.errors import ClusterError, NotOursError, OtherMajorVersionError
from portal.cluster.location import VAR, Location, locate, recorded_location
from portal.cluster.owner import run_as_owner

START_TIMEOUT_S = 120
ORPHAN_TIMEOUT_S = 20


def start() -> bool:
    """Have the cluster running with its database and extensions; True when it was not already."""
    with _one_at_a_time():
        location = locate()
        if _is_running(location):
            return False
        if not location.is_initialised():
            initialise.create_cluster(location, newest())
        postgres = _matching(location)
        _clear_what_a_crash_left(location)
        _start(location, postgres)
        initialise.provide_database(location, postgres)
        return True


def stop() -> bool:
    """Stop the cluster; True when it was running."""
    with _one_at_a_time():
        location = recorded_location()
        if location is None or not _is_running(location):
            return False
        _stop(location)
        return True


def stop_if_unused() -> bool:
    """Stop the cluster unless somebody is connected to it; True when it was stopped."""
    with _one_at_a_time():
        location = recorded_location()
        if location is None or not _is_running(location):
            return False
        if initialise.count_sessions(location, _matching(location)):
            return False
        _stop(location)
        return True


def is_running() -> bool:
    """Whether the cluster of this checkout is running now."""
    location = recorded_location()
    return location is not None and _is_running(location)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    # The kernel lets go of the lock when the process dies, however it dies.
    try:
        VAR.mkdir(exist_ok=True)
        handle = (VAR / "cluster.lock").open("a")
    except PermissionError:
        raise NotOursError(
            f"{VAR} cannot be written by you: it was made by another user.\n"
            f"Run the same command as root (sudo), or take a checkout of your own."
        ) from None
    with handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _processes(location: Location) -> list[int]:
    """Processes of this cluster. Command lines are readable by all, unlike /proc/<pid>/cwd."""
    title = re.compile(
        rb"^postgres: " + re.escape(location.name.encode()) + rb"(:| )"
        rb"|postgres\0-D\0" + re.escape(os.fsencode(location.data)) + rb"\0"
    )
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            line = (entry / "cmdline").read_bytes()
        except OSError:
            continue  # it ended while we looked
        if title.search(line):
            found.append(int(entry.name))
    return found


def _postmaster(location: Location) -> int | None:
    try:
        return int((Path(location.data) / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _is_running(location: Location) -> bool:
    return _postmaster(location) in _processes(location)


def _matching(location: Location) -> Postgres:
    major = int((Path(location.data) / "PG_VERSION").read_text().strip())
    found = {postgres.major: postgres for postgres in installed()}
    if major in found:
        return found[major]
    have = ", ".join(str(other) for other in found) or "none"
    raise OtherMajorVersionError(
        f"The database in {location.data} was made by PostgreSQL {major}; installed here: {have}.\n"
        "Install that version beside the new one and keep going:\n"
        f"  sudo apt-get install postgresql-{major} postgresql-{major}-postgis-3\n"
        "or move the data to the new version: with both installed\n"
        "  script/manage backup var/before-upgrade.tar\n"
        "  script/server --stop\n"
        f"  sudo mv '{location.data}' '{location.data}-{major}'\n"
        "  script/manage migrate\n"
        "  script/manage restore --yes var/before-upgrade.tar\n"
        "or, when nothing in it is worth keeping, start afresh:\n"
        f"  sudo mv '{location.data}' '{location.data}-{major}' && script/server"
    )


def _clear_what_a_crash_left(location: Location) -> None:
    # Children of a killed postmaster end by themselves; the data must not be opened before.
    for _ in range(ORPHAN_TIMEOUT_S * 10):
        if not _processes(location):
            break
        time.sleep(0.1)
    else:
        raise ClusterError(
            f"Processes of a database server that died still run: {_processes(location)}.\n"
            "End them with: kill -QUIT <number>, then run the same command again."
        )
    # PostgreSQL trusts the number in these files, which after a restart of the machine may
    # belong to any other program; we have just seen that no process of this cluster lives.
    (Path(location.data) / "postmaster.pid").unlink(missing_ok=True)
    for leftover in Path(location.socket).glob(".s.PGSQL.*"):
        leftover.unlink(missing_ok=True)


def _start(location: Location, postgres: Postgres) -> None:
    options = f"-k {location.socket} -c cluster_name={location.name}"
    log = str(Path(location.data) / "start.log")
    try:
        run_as_owner(
            location,
            [
                postgres.program("pg_ctl"), "start", "-w", "-t", str(START_TIMEOUT_S),
                "-D", location.data, "-l", log, "-o", options,
            ],
        )  # fmt: skip
    except subprocess.CalledProcessError as error:
        raise ClusterError(
            f"PostgreSQL {postgres.major} did not start in {location.data}.\n"
            f"{error.stdout.strip()}\n{_last_lines(Path(location.data))}"
        ) from None


def _stop(location: Location) -> None:
    program = _matching(location).program("pg_ctl")
    run_as_owner(location, [program, "stop", "-D", location.data, "-m", "fast", "-w"])


def _last_lines(data: Path) -> str:
    logs = sorted(
        [*data.glob("log/*.log"), data / "start.log"],
        key=lambda path: path.stat().st_mtime if path.exists() else 0,
    )
    lines = [line for log in logs[-2:] for line in log.read_text(errors="replace").splitlines()]
    return "\n".join(["The end of its log:", *lines[-12:]])
