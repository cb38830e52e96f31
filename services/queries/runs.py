"""How fresh a run is, and what its figures rest on."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from geo.models import Dataset
from services.models import Category, CoverageRun, Offer, ServicePoint

# Figures rest on them: who is counted where, what is offered, which roads lead there.
MEASURED_KINDS = ("population", "services", "roads", "localities", "boundaries")
# Districts and statistics areas are boundaries, too, but nobody is counted by them.
UNMEASURED_TABLES = ("areas",)
OLD_AFTER_DAYS = 180


def measured(datasets: QuerySet[Dataset]) -> QuerySet[Dataset]:
    """Keep those that the figures of a run rest on."""
    return datasets.filter(kind__in=MEASURED_KINDS).exclude(imports__table__in=UNMEASURED_TABLES)


@dataclass(frozen=True)
class Staleness:
    """What happened since a run: its figures may no longer hold."""

    datasets: tuple[Dataset, ...]
    changed_places: int
    days: int

    @property
    def is_stale(self) -> bool:
        return bool(self.datasets or self.changed_places or self.days > OLD_AFTER_DAYS)


def staleness(run: CoverageRun) -> Staleness:
    """Find the data that came or went, and the offers and places changed, since the run."""
    used = set(run.datasets.values_list("pk", flat=True))
    in_use = {one.pk: one for one in measured(Dataset.objects.filter(is_active=True))}
    gone = Dataset.objects.filter(pk__in=used - set(in_use))
    since = run.started_at
    offers = Offer.history.filter(history_date__gt=since)  # type: ignore[attr-defined]
    places = ServicePoint.history.filter(history_date__gt=since)  # type: ignore[attr-defined]
    changed = set(offers.values_list("service_point_id", flat=True))
    changed |= set(places.values_list("id", flat=True))
    return Staleness(
        datasets=(*(one for pk, one in in_use.items() if pk not in used), *gone),
        changed_places=len(changed),
        days=(timezone.localdate() - run.measured_on).days,
    )


def run_datasets(run: CoverageRun) -> list[Dataset]:
    """Return what a run's figures rest on."""
    return list(run.datasets.filter(~Q(kind="")).order_by("kind", "title"))


@dataclass(frozen=True)
class UnderWay:
    """A run that goes on or waits for its turn, and how far it has come."""

    run: CoverageRun | None  # None: it has not begun
    percent: int


def measurement_under_way(task_path: str) -> UnderWay | None:
    """Find the run that goes on, else one that waits in line; none that nobody carries."""
    tasks = DBTaskResult.objects.filter(task_path=task_path)
    going = tasks.filter(status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING))
    carried = list(going.values_list("pk", flat=True)[:20])
    if not carried:
        return None
    run = CoverageRun.objects.filter(status=CoverageRun.Status.RUNNING, task_id__in=carried).first()
    if run is None:
        return UnderWay(None, 0)
    steps = Category.objects.filter(children__isnull=True).count() * len(run.metrics)
    return UnderWay(run, min(round(100 * len(run.done) / max(steps, 1)), 99))
