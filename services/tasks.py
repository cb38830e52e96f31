"""What services has done in the background."""

from django_tasks import task

from services.actions.coverage import run_coverage


@task()
def measure_coverage(metrics: list[str]) -> int:
    """Make one coverage run and return its number; a failed run says why and changes nothing."""
    return run_coverage(metrics=metrics).pk  # type: ignore[arg-type]
