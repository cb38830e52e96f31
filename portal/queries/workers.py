"""Which background workers live."""

from datetime import timedelta

from django.utils import timezone

from portal.models import WorkerBeat

LEASE = timedelta(seconds=60)


def living_workers() -> list[str]:
    """Name the workers whose last sign of life is no older than a lease."""
    fresh = WorkerBeat.objects.filter(beat_at__gte=timezone.now() - LEASE)
    return list(fresh.values_list("worker_id", flat=True))
