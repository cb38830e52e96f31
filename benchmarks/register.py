"""Registrations under load, the map read meanwhile, and a long review queue.

    script/setup && .venv/bin/python -m benchmarks.register [--seconds 60] [--queue 10000]

Serves the portal as in production (gunicorn, two processes of four threads) against the project's
own database, which it leaves as it was. 50 clients, each with an address of its own through the
trusted proxy's header, register whole businesses (form, what, where, when, sent: five requests)
at 200 a minute together; two readers ask for the map and its features all the while. Printed: how
many were sent and are there afterwards, the map's times with and without that load and their
ratio, how fast clients that do not pause get, and pages of the queue.
"""

import argparse
import os
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid
from http.client import HTTPConnection

PORT, CLIENTS, PER_MINUTE = 8411, 50, 200
NAME = "Benchmark "
MAIL = "@benchmark.invalid"
MAP = (
    "/",
    "/api/collections/businesses/items?f=json&limit=100",
    "/api/collections/services/items?f=json&limit=200&bbox=16.4,58.8,16.9,59.2",
    "/tiles/services/10/559/301.mvt",
)


def prepare() -> None:
    """Set Django up for the project's own database."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    os.environ["SITE_URL"] = f"http://localhost:{PORT}"
    import django

    django.setup()


def serve() -> subprocess.Popen:
    """Serve as script/server does, behind one trusted proxy."""
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi:application"]
    command += ["--bind", f"127.0.0.1:{PORT}", "--worker-class", "gthread"]
    command += ["--workers", "2", "--threads", "4", "--log-level", "error"]
    env = os.environ | {"TRUSTED_PROXIES": "1", "DEMO": "1"}
    process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    for _try in range(120):
        try:
            if Client("127.0.0.9").get("/robots.txt")[0] == 200:
                return process
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The server did not answer.")


class Client:
    """One browser: its address, its cookies, one connection."""

    def __init__(self, address: str, session: str = "") -> None:
        self.address, self.cookies = address, {"session": session} if session else {}
        self.connection = HTTPConnection("localhost", PORT, timeout=60)

    def get(self, path: str) -> tuple[int, str]:
        """Ask for a page."""
        return self._ask("GET", path, None)

    def post(self, path: str, **fields: object) -> tuple[int, str]:
        """Send a form."""
        return self._ask("POST", path, fields | {"csrfmiddlewaretoken": self.token})

    def _ask(self, verb: str, path: str, fields: dict | None) -> tuple[int, str]:
        headers = {
            "X-Forwarded-For": self.address,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        body = None
        if fields is not None:
            body = urllib.parse.urlencode(fields)
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://localhost:{PORT}",
            }
        self.connection.request(verb, path, body, headers)
        response = self.connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        for header in response.headers.get_all("Set-Cookie") or []:
            name, value = header.split(";", 1)[0].split("=", 1)
            self.cookies[name] = value
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text):
            self.token = found[1]
        return response.status, response.headers.get("Location", text)


def session_of_new_person(number: int) -> str:
    """Make an account that has signed in; the code by mail is not part of this measure."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from accounts.models import User

    user = User.objects.create_user(f"{uuid.uuid4().hex[:12]}-{number}{MAIL}")
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def register_one(address: str, session: str, name: str, opened: str) -> bool:
    """Register one business as a person does, five requests; true when it was sent."""
    client = Client(address, session)
    status, page = client.get("/foretag/ny/")
    key = re.search(r'name="form_key" value="([^"]+)"', page)
    if status != 200 or key is None:
        return False
    about = {"name": name, "kind": "eat", "summary_sv": "Fika", "form_key": key[1]}
    status, place = client.post("/foretag/ny/", **about, opened=opened)
    if status != 302:
        return False
    home = place.rsplit("/", 2)[0]
    steps = (
        (place, {"lat": "58.9588", "lon": "16.5985"}),
        (f"{home}/tider/", {"Mo_from": "10:00", "Mo_to": "16:00"}),
        (f"{home}/gor/submit/", {}),
    )
    return all(client.post(path, **fields)[0] == 302 for path, fields in steps)


def readers(stop: threading.Event, times: list[float], count: int = 2) -> list[threading.Thread]:
    """Read the map's page, features and a tile, ten times a second together, until told to stop."""

    def read(number: int) -> None:
        client = Client(f"10.9.9.{number}")
        turn = 0
        while not stop.is_set():
            started = time.perf_counter()
            client.get(MAP[turn % len(MAP)])
            times.append((time.perf_counter() - started) * 1000)
            turn += 1
            stop.wait(0.2)

    threads = [threading.Thread(target=read, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    return threads


def load(seconds: float, pause_s: float, sessions: list[str]) -> tuple[int, int, float]:
    """Let 50 clients register for a while; return sent, failed and the seconds it took."""
    from django.core import signing

    from route221.forms.business import TRAP

    opened = signing.dumps(int(time.time()) - 60, salt=TRAP)
    lock, outcome, begun = threading.Lock(), [0, 0], time.perf_counter()
    last = [begun]

    def work(number: int) -> None:
        time.sleep(pause_s * number / CLIENTS)
        while time.perf_counter() - begun < seconds:
            with lock:
                if not sessions:
                    return
                session = sessions.pop()
            turn = time.perf_counter()
            name = f"{NAME}{uuid.uuid4().hex[:10]}"
            sent = register_one(f"10.1.{number}.7", session, name, opened)
            with lock:
                outcome[0 if sent else 1] += 1
                last[0] = time.perf_counter()
            time.sleep(max(0.0, pause_s - (time.perf_counter() - turn)))

    threads = [threading.Thread(target=work, args=(n,)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcome[0], outcome[1], max(last[0] - begun, seconds if pause_s else 0)


def p95(times: list[float]) -> float:
    """Return the 95th percentile."""
    return sorted(times)[int(len(times) * 0.95)]


def measure_registrations(seconds: float) -> None:
    """Print the paced load with the map's times, and what clients without pauses reach."""
    from accounts.models import Allowance
    from route221.models import Business

    for _turn in range(8):  # both processes have read their code and filled their caches
        for path in MAP:
            Client("10.9.9.9").get(path)
    quiet: list[float] = []
    stop = threading.Event()
    threads = readers(stop, quiet)
    time.sleep(min(20, seconds))
    stop.set()
    for thread in threads:
        thread.join()
    people = [session_of_new_person(n) for n in range(int(seconds * 12))]
    for title, pause_s in (("200 a minute", CLIENTS * 60 / PER_MINUTE), ("without a pause", 0.0)):
        Allowance.objects.all().delete()
        before = Business.objects.filter(name__startswith=NAME, state="submitted").count()
        busy: list[float] = []
        stop = threading.Event()
        threads = readers(stop, busy)
        sent, failed, took = load(seconds if pause_s else seconds / 3, pause_s, people)
        stop.set()
        for thread in threads:
            thread.join()
        there = Business.objects.filter(name__startswith=NAME, state="submitted").count() - before
        print(
            f"{title:16} {sent * 60 / took:6.0f} a minute  sent {sent}  failed {failed}"
            f"  present {there}  map median {statistics.median(busy):5.0f} ms"
            f"  p95 {p95(busy):5.0f} ms  ({p95(busy) / p95(quiet):.1f} × the quiet p95"
            f" of {p95(quiet):.0f} ms, {len(busy)} reads)"
        )


def measure_queue(size: int) -> None:
    """Print how long pages of a long queue take, and how many queries each needs."""
    from django.db import connection, reset_queries
    from django.db.models.query import QuerySet
    from django.test import Client as Inside
    from django.test.utils import CaptureQueriesContext
    from django.utils import timezone

    from accounts.models import User
    from route221.models import Business

    now = timezone.now()
    QuerySet(Business).bulk_create(
        [
            Business(
                name=f"{NAME}{n}", kind="eat", state="submitted", precision="none", submitted_at=now
            )
            for n in range(size)
        ],
        batch_size=1000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE route221_business")
    user = User.objects.create_user(f"reviewer{MAIL}")
    user.roles.create(kind="reviewer")
    inside = Inside(SERVER_NAME="localhost")
    inside.force_login(user)
    session = inside.cookies["session"].value
    pages = size // 50
    for page in (1, pages // 2, pages):
        client = Client("10.3.3.3", session)
        for _turn in range(4):
            client.get(f"/granska/?page={page}")
        times = []
        for _turn in range(20):
            started = time.perf_counter()
            status, _text = client.get(f"/granska/?page={page}")
            assert status == 200, status
            times.append((time.perf_counter() - started) * 1000)
        reset_queries()
        with CaptureQueriesContext(connection) as seen:
            inside.get(f"/granska/?page={page}")
        print(
            f"queue of {size}, page {page:4}: median {statistics.median(times):5.0f} ms"
            f"  p95 {p95(times):5.0f} ms  {len(seen)} queries"
        )


def clean_up() -> None:
    """Leave the database as it was."""
    from django.db.models.query import QuerySet

    from accounts.models import Allowance, User
    from portal.models import SearchEntry
    from route221.models import Business

    made = QuerySet(Business).filter(name__startswith=NAME)
    keys = list(made.values_list("pk", flat=True))
    Business.history.filter(id__in=keys).delete()
    SearchEntry.objects.filter(kind="business", object_key__in=[str(key) for key in keys]).delete()
    made.delete()
    Business.history.filter(id__in=keys).delete()
    User.objects.filter(email__endswith=MAIL).delete()
    Allowance.objects.all().delete()


def main() -> None:
    """Measure, and clean up whatever happens."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--queue", type=int, default=10_000)
    options = parser.parse_args()
    prepare()
    clean_up()
    server = serve()
    try:
        measure_registrations(options.seconds)
        measure_queue(options.queue)
    finally:
        server.terminate()
        server.wait()
        clean_up()


if __name__ == "__main__":
    main()
