"""Child processes that are started again when they die and end when their parent does."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
STEADY_AFTER_S = 30
LONGEST_PAUSE_S = 30
STOP_TIMEOUT_S = 20

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass
class Child:
    """One program to keep running."""

    name: str
    command: list[str]
    environment: dict[str, str]
    failures: int = 0
    started_at: float = 0.0
    start_again_at: float = 0.0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        parent = os.getpid()

        def end_with_parent() -> None:
            # Also when the parent is killed outright, so that nothing keeps the port.
            _libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)
            if os.getppid() != parent:
                os._exit(1)

        # A session of its own: Ctrl-C reaches the parent alone, which stops all in order.
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
        self.started_at = time.monotonic()

    def watch(self) -> None:
        """Start again what has died, after a pause that grows while it keeps dying."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.start_again_at:
                self.start()
            return
        outcome = self.process.poll()
        if outcome is None:
            return
        self.failures = 1 if now - self.started_at > STEADY_AFTER_S else self.failures + 1
        pause = min(2 ** (self.failures - 1), LONGEST_PAUSE_S)
        print(
            f"• The {self.name} ended ({outcome}); starting it again in {pause} s",
            file=sys.stderr,
            flush=True,
        )
        self.process = None
        self.start_again_at = now + pause


def stop_all(children: list[Child]) -> None:
    """Ask every child to end, then insist."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_TIMEOUT_S
    for process in running:
        try:
            process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
