"""What services has done in the background."""

from uuid import UUID

from django_tasks import TaskContext, task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from services.actions.coverage import run_coverage
from services.actions.siting import carry_out_search, note_task
from services.errors import RunCancelled
from services.models import CoverageRun, SiteSearch


@task(takes_context=True)
def measure_coverage(context: TaskContext, metrics: list[str]) -> int:
    """Make one coverage run and return its number; a failed run says why and changes nothing.

    Asked again after its worker was killed, it goes on with the categories that are missing.
    """
    task_id = UUID(context.task_result.id)
    try:
        return run_coverage(metrics=metrics, task_id=task_id).pk  # type: ignore[arg-type]
    except RunCancelled:
        return 0


def measure_coverage_soon() -> bool:
    """Have the map measured anew once something has changed; many changes make one run."""
    finished = CoverageRun.objects.filter(status=CoverageRun.Status.FINISHED).first()
    return finished is not None and measure_coverage_once(list(finished.metrics))


def measure_coverage_once(metrics: list[str]) -> bool:
    """Put a run in line unless one waits there already: who comes second waits for the same."""
    waiting = DBTaskResult.objects.filter(
        task_path=measure_coverage.module_path, status=TaskResultStatus.READY
    )
    if waiting.exists():
        return False
    measure_coverage.enqueue(metrics)
    return True


@task(takes_context=True)
def find_sites(context: TaskContext, search_id: int) -> bool:
    """Search for the best places; its row says how far it has come and keeps the answer."""
    return carry_out_search(search_id=search_id, task_id=UUID(context.task_result.id))


def find_sites_of(search: SiteSearch) -> None:
    """Have a search carried out, and keep which task does."""
    note_task(search=search, task_id=find_sites.enqueue(search.pk).id)
