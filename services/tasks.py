"""What services has done in the background."""

from uuid import UUID

from django_tasks import TaskContext, task

from services.actions.coverage import run_coverage


@task(takes_context=True)
def measure_coverage(context: TaskContext, metrics: list[str]) -> int:
    """Make one coverage run and return its number; a failed run says why and changes nothing.

    Asked again after its worker was killed, it goes on with the categories that are missing.
    """
    task_id = UUID(context.task_result.id)
    return run_coverage(metrics=metrics, task_id=task_id).pk  # type: ignore[arg-type]
