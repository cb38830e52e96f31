"""script/server in a clean checkout: it answers, and no crash needs a person."""

import http.client
import os
import signal
import socket
from pathlib import Path

import pytest

from tests.script.conftest import wait_until

pytestmark = pytest.mark.scripts


def status(port: int, path: str = "/") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    finally:
        connection.close()


def says(log: Path, words: str) -> bool:
    return words in log.read_text()


@pytest.fixture
def log(tmp_path) -> Path:
    return tmp_path / "server.log"


@pytest.fixture
def server(checkout, port, log):
    """A server that answers, stopped afterwards."""
    process = checkout.start_server(port, log)
    wait_until(lambda: says(log, "answers at") or process.poll() is not None, "an answer")
    assert process.poll() is None, log.read_text()
    yield process
    if process.poll() is None:
        process.terminate()
    process.wait()


def test_server_in_a_clean_checkout_answers_as_in_production(server, port):
    assert status(port) == 200
    assert status(port, "/no-such-page/") == 404


def test_link_into_the_demo_leads_to_the_running_server(checkout, server, port):
    outcome = checkout.run("script/manage", "demo_login", "planner", DEMO="1")
    assert outcome.stdout.startswith(f"http://localhost:{port}/"), outcome.stderr


def test_ctrl_c_leaves_nothing_running(checkout, server, port):
    server.send_signal(signal.SIGINT)
    assert server.wait() == 0
    assert checkout.processes() == []
    with pytest.raises(ConnectionRefusedError):
        status(port)


def test_second_server_says_where_the_first_one_is(checkout, server, port):
    second = checkout.run("script/server", "--port", str(port))
    assert second.returncode == 0
    assert f"running already: http://localhost:{port}/" in second.stdout


def test_second_server_on_another_port_is_refused_with_the_way_out(checkout, server, port):
    second = checkout.run("script/server", "--port", str(port - 1))
    assert second.returncode == 1
    assert "script/server --stop" in second.stderr


def test_stop_ends_the_server_and_its_database(checkout, server):
    assert checkout.run("script/server", "--stop").stdout == "Stopped.\n"
    assert server.wait() == 0
    assert not checkout.postmaster_file().exists()
    assert checkout.run("script/server", "--stop").stdout == "Nothing was running.\n"


def test_worker_that_dies_is_started_again(checkout, server, log):
    def workers() -> list[int]:
        return [
            int(entry.parent.name)
            for entry in Path("/proc").glob("[0-9]*/cmdline")
            if is_worker(entry, checkout.root)
        ]

    (first,) = workers()
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: workers() and workers() != [first], "another worker")
    assert says(log, "The worker ended")


def is_worker(entry: Path, root: Path) -> bool:
    try:
        line = entry.read_bytes()
    except OSError:
        return False
    return b"db_worker" in line and os.fsencode(root) in line


def test_killed_server_leaves_no_orphans_and_the_next_start_works(checkout, port, log, tmp_path):
    first = checkout.start_server(port, log)
    wait_until(lambda: says(log, "answers at"), "the first server")
    postmaster = int(checkout.postmaster_file().read_text().split()[0])
    first.kill()
    os.kill(postmaster, signal.SIGKILL)
    first.wait()
    wait_until(lambda: checkout.processes() == [], "the end of the children")

    again = tmp_path / "again.log"
    second = checkout.start_server(port, again)
    wait_until(lambda: says(again, "answers at") or second.poll() is not None, "the second server")
    assert status(port) == 200
    second.terminate()
    assert second.wait() == 0


def test_two_starts_at_once_make_one_server(checkout, port, tmp_path):
    logs = [tmp_path / "one.log", tmp_path / "two.log"]
    processes = [checkout.start_server(port, log) for log in logs]
    wait_until(lambda: any(process.poll() is not None for process in processes), "one giving way")
    ended = [process for process in processes if process.poll() is not None]
    assert [process.returncode for process in ended] == [0]
    assert status(port) == 200
    said = [log.read_text() for log in logs]
    assert sum("running already" in text for text in said) == 1
    assert sum("answers at" in text for text in said) == 1
    assert checkout.run("script/server", "--stop").returncode == 0
    assert [process.wait() for process in processes] == [0, 0]


def test_taken_port_is_named_with_another_one(checkout, port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        outcome = checkout.run("script/server", "--port", str(port))
    assert outcome.returncode == 1
    assert f"Port {port} is taken" in outcome.stderr
    assert f"--port {port + 1}" in outcome.stderr


@pytest.mark.parametrize("arguments", [["--port", "many"], ["--port", "70000"], ["--nothing"]])
def test_wrong_argument_is_refused(checkout, arguments):
    outcome = checkout.run("script/server", *arguments)
    assert outcome.returncode == 2
    assert "usage:" in outcome.stderr
