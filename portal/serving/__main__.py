"""`python -m portal.serving [--port 8221] [--dev] [--stop]`: see script/server."""

import argparse
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType
from typing import IO
from urllib.parse import urlsplit

from portal import cluster
from portal.environment import SettingError, flag
from portal.serving import state
from portal.serving.children import Child, stop_all

HOST = "127.0.0.1"
PORT_FREE_TIMEOUT_S = 8
READY_TIMEOUT_S = 120
OTHER_START_TIMEOUT_S = 900
STOP_TIMEOUT_S = 40
ROLES = "resident, business, village, planner, politician, region, coordinator, reviewer, admin"


class ServingError(Exception):
    """The server cannot run; the message says what to do."""


class StopAsked(BaseException):
    """Ctrl-C, --stop or the machine going down."""


def main() -> int:
    """Parse, then start or stop."""
    parser = argparse.ArgumentParser(
        prog="script/server", description="Serve the portal on this machine."
    )
    parser.add_argument("--port", type=int, default=8221, help="on 127.0.0.1 (default 8221)")
    parser.add_argument("--dev", action="store_true", help="DEBUG on, reload when code changes")
    parser.add_argument("--stop", action="store_true", help="stop the server and its database")
    arguments = parser.parse_args()
    if not 1 <= arguments.port <= 65535:
        parser.error("a port is a number from 1 to 65535")
    try:
        return stop() if arguments.stop else serve(arguments.port, arguments.dev)
    except (ServingError, SettingError, cluster.ClusterError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


def serve(port: int, is_dev: bool) -> int:
    """Hold the one place of this checkout's server until asked to stop."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _ask_to_stop)
    children: list[Child] = []
    started_database = False
    lock = None
    try:
        lock = _lock_or_wait(port)
        if lock is None:
            return 0
        state.write(port, is_ready=False)
        _wait_for_port(port)
        if not os.environ.get("DATABASE_URL"):
            started_database = cluster.start()
        environment = _environment(port, is_dev)
        _prepare(environment)
        children += [
            Child("web server", _web_command(port, is_dev), environment),
            Child("worker", _worker_command(), environment),
        ]
        for child in children:
            child.start()
        _wait_until_ready(port, children)
        state.write(port, is_ready=True)
        _greet(port, environment["SITE_URL"])
        while True:
            time.sleep(0.5)
            for child in children:
                child.watch()
    except StopAsked:
        print("\n• Stopping", file=sys.stderr, flush=True)
        return 0
    finally:
        if lock is not None:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            stop_all(children)
            if started_database:
                cluster.stop_if_unused()
            state.forget()
            lock.close()


def stop() -> int:
    """Stop the server of this checkout, and its private database."""
    lock = state.take_lock()
    running = None if lock else state.read()
    if lock:
        lock.close()
    if running:
        os.kill(running.pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_TIMEOUT_S
        while (lock := state.take_lock()) is None:
            if time.monotonic() > deadline:
                raise ServingError(f"The server did not stop: kill -9 {running.pid}")
            time.sleep(0.1)
        lock.close()
    had_database = not os.environ.get("DATABASE_URL") and cluster.stop()
    print("Stopped." if running or had_database else "Nothing was running.")
    return 0


def _ask_to_stop(number: int, frame: FrameType | None) -> None:
    raise StopAsked


def _lock_or_wait(port: int) -> IO[str] | None:
    """Take the lock, or see the other server to its being ready and say where it is."""
    deadline = time.monotonic() + OTHER_START_TIMEOUT_S
    has_said = False
    while (lock := state.take_lock()) is None:
        other = state.read()
        if other and other.is_ready:
            if other.port != port:
                raise ServingError(
                    f"The portal is running at http://localhost:{other.port}/ already.\n"
                    "One server per checkout: script/server --stop ends it."
                )
            print(f"The portal is running already: http://localhost:{other.port}/")
            return None
        if not has_said:
            print("• Another start is under way; waiting for it", file=sys.stderr, flush=True)
            has_said = True
        if time.monotonic() > deadline:
            raise ServingError("The other start never came to an end: script/server --stop")
        time.sleep(0.2)
    return lock


def _wait_for_port(port: int) -> None:
    # A server that was killed a moment ago may still be letting go of it.
    deadline = time.monotonic() + PORT_FREE_TIMEOUT_S
    while True:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
                return
            except PermissionError:
                raise ServingError(f"Only root may use port {port}: take one over 1023.") from None
            except OSError:
                if time.monotonic() > deadline:
                    raise ServingError(
                        f"Port {port} is taken by another program.\n"
                        f"Choose another one: script/server --port {port + 1}"
                    ) from None
        time.sleep(0.2)


def _environment(port: int, is_dev: bool) -> dict[str, str]:
    environment = os.environ | {"PYTHONUNBUFFERED": "1"}
    environment.setdefault("SITE_URL", f"http://localhost:{port}")
    environment["DEBUG"] = "1" if is_dev else "0"
    return environment


def _prepare(environment: dict[str, str]) -> None:
    # In a session of its own, so that Ctrl-C does not cut a migration in two.
    process = subprocess.Popen(
        [sys.executable, "-m", "portal.serving.prepare"],
        env=environment,
        start_new_session=True,
    )
    try:
        outcome = process.wait()
    except StopAsked:
        process.terminate()
        process.wait()
        raise
    if outcome:
        raise ServingError("The portal could not be made ready; the reason is above.")


def _web_command(port: int, is_dev: bool) -> list[str]:
    if is_dev:
        return [sys.executable, "manage.py", "runserver", f"{HOST}:{port}"]
    return [
        sys.executable, "-m", "gunicorn", "portal.wsgi:application",
        "--bind", f"{HOST}:{port}", "--worker-class", "gthread",
        "--workers", os.environ.get("WEB_WORKERS", "2"),
        "--threads", os.environ.get("WEB_THREADS", "4"),
        "--timeout", "60", "--graceful-timeout", "10", "--no-control-socket",
        "--log-level", "warning",
    ]  # fmt: skip


def _worker_command() -> list[str]:
    return [sys.executable, "manage.py", "db_worker", "--queue-name", "*", "-v", "0"]


def _wait_until_ready(port: int, children: list[Child]) -> None:
    deadline = time.monotonic() + READY_TIMEOUT_S
    web = children[0]
    while time.monotonic() < deadline:
        if web.process is None or web.process.poll() is not None:
            raise ServingError("The web server ended while starting; the reason is above.")
        connection = http.client.HTTPConnection(HOST, port, timeout=30)
        try:
            connection.request("GET", "/healthz", headers={"Host": f"localhost:{port}"})
            connection.getresponse()
            return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise ServingError(f"The web server did not answer within {READY_TIMEOUT_S} s.")


def _greet(port: int, site_url: str) -> None:
    print(f"\nThe portal answers at  http://localhost:{port}/")
    if flag("DEMO", urlsplit(site_url).hostname in {"localhost", "127.0.0.1", "::1"}):
        print("To enter in a role:    script/manage demo_login ROLE")
        print(f"                       ({ROLES})")
    print("Stop it with Ctrl-C, or from elsewhere with script/server --stop.\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
