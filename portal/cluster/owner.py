"""Runs PostgreSQL's programs as the user that owns the cluster, from a bare environment."""

import os
import subprocess

from portal.cluster.location import Location


def run_as_owner(location: Location, command: list[str], stdin: str | None = None) -> str:
    """Run a command and return what it printed; CalledProcessError carries both streams."""
    user = location.user
    is_other = os.geteuid() != user.pw_uid
    return subprocess.run(  # noqa: S603
        command,
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=True,
        cwd="/",  # the caller's directory may be closed to the owner
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": user.pw_dir, "TZ": "UTC"},
        umask=0o077,
        user=user.pw_uid if is_other else None,
        group=user.pw_gid if is_other else None,
        extra_groups=[] if is_other else None,
    ).stdout
