"""What services does when the data below it changes: have everything measured again."""

from typing import Any

from django_tasks_db.models import DBTaskResult

from geo.models import Dataset, PopulationCell
from geo.signals import dataset_applied
from services.models import Category, CoverageRun
from services.queries.runs import measured
from services.tasks import measure_coverage


def _measure_again(dataset: Dataset, **_: Any) -> None:
    """Queue one run, with the metrics of the last; one that waits already sees this, too."""
    if not measured(Dataset.objects.filter(pk=dataset.pk)).exists():
        return
    if not (PopulationCell.objects.exists() and Category.objects.exists()):
        return
    waiting = DBTaskResult.objects.filter(task_path=measure_coverage.module_path, status="READY")
    if waiting.exists():
        return
    finished = CoverageRun.objects.filter(status=CoverageRun.Status.FINISHED).first()
    measure_coverage.enqueue(finished.metrics if finished else ["distance"])


def connect() -> None:
    """Listen to data that is swapped in or back."""
    dataset_applied.connect(_measure_again, dispatch_uid="services-measure-again")
