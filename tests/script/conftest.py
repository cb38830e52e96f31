"""A clean checkout under an awkward path, with the downloads of this one."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 180


class Checkout:
    """A copy of the working tree and what its scripts do there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.started: list[subprocess.Popen[str]] = []
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "SITE_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"}
        } | {"DEMO": "0"}

    def run(self, *command: str, cwd: Path | None = None, **environment: str):
        """Run a script to its end."""
        return subprocess.run(
            [str(self.root / command[0]), *command[1:]],
            cwd=cwd or self.root,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    def start_server(self, port: int, log: Path) -> "subprocess.Popen[str]":
        """Start script/server, writing what it says to a file."""
        with log.open("w") as stream:
            process = subprocess.Popen(
                [str(self.root / "script/server"), "--port", str(port)],
                cwd="/",
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                text=True,
            )
        self.started.append(process)
        return process

    def record(self, name: str = "cluster.json") -> dict:
        return json.loads((self.root / "var" / name).read_text())

    def postmaster_file(self) -> Path:
        return Path(self.record()["data"]) / "postmaster.pid"

    def processes(self) -> list[str]:
        """Command lines of all that runs from this checkout, the database's aside."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if f"{self.root}/.venv/bin/python" in line:
                found.append(line)
        return found

    def remove(self) -> None:
        """Stop everything and leave nothing outside the temporary directory."""
        self.run("script/server", "--stop")
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait()
        if (self.root / "var" / "cluster.json").exists():
            record = self.record()
            shutil.rmtree(record["socket"], ignore_errors=True)
            if not record["data"].startswith(str(self.root)):
                shutil.rmtree(Path(record["data"]).parent, ignore_errors=True)


@pytest.fixture(scope="session")
def checkout(tmp_path_factory) -> Iterator[Checkout]:
    """A directory as one gets it by cloning; the packages come from this checkout's."""
    root = tmp_path_factory.mktemp("closed") / "with spaces, å and a name longer than sockets allow"
    root.mkdir()
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "ls-files", "-z",
         "--cached", "--others", "--exclude-standard"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, root / name)
    borrow_packages(root)
    checkout = Checkout(root)
    yield checkout
    checkout.remove()


def borrow_packages(root: Path) -> None:
    """Give the checkout an environment of its own whose packages are this one's."""
    venv = root / ".venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    for packages in venv.glob("lib/python*/site-packages"):
        packages.rmdir()
        packages.symlink_to(next((ROOT / ".venv").glob("lib/python*/site-packages")))
    (venv / "made-at").write_text(f"{venv}\n")
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    shutil.copytree(ROOT / "static" / "vendor", root / "static" / "vendor")
    (root / "var" / "stamps").mkdir(parents=True)
    for stamp in ("python-base", "python-test", "javascript"):
        shutil.copy(ROOT / "var" / "stamps" / stamp, root / "var" / "stamps" / stamp)


@pytest.fixture
def port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(happens, what: str) -> None:
    """Look again and again, and say what never came."""
    deadline = time.monotonic() + PATIENCE_S
    while not happens():
        if time.monotonic() > deadline:
            raise AssertionError(f"never: {what}")
        time.sleep(0.1)
