"""The background worker, with a lease on its tasks that lasts as long as it lives."""

import threading
import time
from contextlib import suppress
from math import inf
from types import TracebackType
from typing import Any

from django.db import DatabaseError, connection
from django_tasks_db.management.commands import db_worker

from portal.actions.imports import forget_old_files
from portal.actions.workers import beat, end_lease, take_back_tasks

BEAT_S = 10.0
TIDY_S = 3_600.0


class Heart(threading.Thread):
    """Beats for a worker beside its work, takes back what dead workers left, tidies every hour."""

    def __init__(self, worker_id: str, interval_s: float = BEAT_S, tidy_s: float = TIDY_S) -> None:
        super().__init__(name="heart", daemon=True)
        self.worker_id = worker_id
        self.interval_s = interval_s
        self.tidy_s = tidy_s
        self._tidied_at = -inf
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.wait(self.interval_s):
            self.beat()
        with suppress(DatabaseError):
            end_lease(self.worker_id)
        connection.close()

    def beat(self) -> None:
        """Beat once; a database that restarts must not end the heart, the next beat tries again."""
        try:
            beat(self.worker_id)
            take_back_tasks()
            self.tidy()
        except DatabaseError:
            connection.close()

    def tidy(self) -> None:
        """Remove uploaded files that nobody decided on, when a worker starts and then by the hour.

        A disk that refuses must not end the heart either.
        """
        now = time.monotonic()
        if now - self._tidied_at >= self.tidy_s:
            self._tidied_at = now
            with suppress(OSError):
                forget_old_files()

    def __enter__(self) -> "Heart":
        self.beat()
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self.join()


class Command(db_worker.Command):
    help = "Run a background worker; tasks of a worker that was killed are taken up after 60 s"

    def handle(self, *, worker_id: str, **options: Any) -> None:
        with Heart(worker_id):
            super().handle(worker_id=worker_id, **options)
