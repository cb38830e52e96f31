"""What services has done in the background."""

from uuid import UUID

from django_tasks import TaskContext, task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from services.actions.coverage import run_coverage
from services.models import CoverageRun


@task(takes_context=True)
def measure_coverage(context: TaskContext, metrics: list[str]) -> int:
    """Make one coverage run and return its number; a failed run says why and changes nothing.

    Asked again after its worker was killed, it goes on with the categories that are missing.
    """
    task_id = UUID(context.task_result.id)
    return run_coverage(metrics=metrics, task_id=task_id).pk  # type: ignore[arg-type]


def measure_coverage_soon() -> bool:
    """Have the map measured anew once something has changed; many changes make one run."""
    finished = CoverageRun.objects.filter(status=CoverageRun.Status.FINISHED).first()
    waiting = DBTaskResult.objects.filter(
        task_path=measure_coverage.module_path, status=TaskResultStatus.READY
    )
    if finished is None or waiting.exists():
        return False
    measure_coverage.enqueue(list(finished.metrics))
    return True
