"""Leases of background tasks: kept by a living worker, taken back from one that was killed."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.errors import WorkerLost
from portal.models import WorkerBeat
from portal.queries.workers import LEASE, living_workers

FORGOTTEN_AFTER = timedelta(days=1)
# A task that ends its worker each time (memory, most likely) must not do so for ever.
MOST_WORKERS = 3


def beat(worker_id: str) -> None:
    """Renew a worker's lease on what it is doing."""
    WorkerBeat.objects.update_or_create(worker_id=worker_id, defaults={"beat_at": timezone.now()})


def end_lease(worker_id: str) -> None:
    """Say that a worker ends in order."""
    WorkerBeat.objects.filter(worker_id=worker_id).delete()


def take_back_tasks() -> list[str]:
    """Make ready again what dead workers were doing; return the numbers of those tasks.

    One that has cost several workers their life is marked failed instead.
    """
    now = timezone.now()
    WorkerBeat.objects.filter(beat_at__lt=now - FORGOTTEN_AFTER).delete()
    alive = set(living_workers())
    taken = []
    with transaction.atomic():
        running = DBTaskResult.objects.running().select_for_update(skip_locked=True)
        for task in running.filter(started_at__lt=now - LEASE):
            if task.worker_ids and task.worker_ids[-1] in alive:
                continue
            if len(task.worker_ids) >= MOST_WORKERS:
                task.set_failed(WorkerLost(f"{len(task.worker_ids)} workers were lost over it"))
                continue
            task.status = TaskResultStatus.READY
            task.save(update_fields=["status"])
            taken.append(str(task.pk))
    return taken
