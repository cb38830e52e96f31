"""One server per checkout: who holds the lock, and where it answers (var/server.json)."""

import fcntl
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

VAR = Path(__file__).resolve().parents[2] / "var"
LOCK = VAR / "server.lock"
STATE = VAR / "server.json"


@dataclass(frozen=True)
class Running:
    """A server that holds the lock."""

    pid: int
    port: int
    is_ready: bool


def take_lock() -> IO[str] | None:
    """Hold the lock until closed or dead, or None when another server has it.

    The kernel frees it with the process, so a crash leaves nothing to clear; children do not
    inherit it.
    """
    handle = LOCK.open("a")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    forget()  # what a server that was killed had written
    return handle


def write(port: int, is_ready: bool) -> None:
    """Tell other commands about this process, which holds the lock."""
    draft = STATE.with_suffix(".tmp")
    draft.write_text(json.dumps(asdict(Running(os.getpid(), port, is_ready))))
    draft.replace(STATE)


def read() -> Running | None:
    """What the holder of the lock wrote; means nothing when nobody holds it."""
    try:
        return Running(**json.loads(STATE.read_text()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def forget() -> None:
    """Remove what this process told about itself."""
    STATE.unlink(missing_ok=True)
