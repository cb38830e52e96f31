"""Measure what every resident reaches, and store it as a run."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from geo.analysis.costs import CostModel, Metric, NearestServices, StraightLine
from geo.models import Dataset
from services.errors import NoCategories, NoPopulation
from services.models import Category, CoverageCost, CoverageRun
from services.queries.cells import Cells, active_cells, usable_supply
from services.signals import run_finished

TABLE = CoverageCost._meta.db_table
COLUMNS = (
    "run_id, category_id, metric, cell_id, cost, service_point_id, second_cost, "
    "second_service_point_id, join_m, is_estimate"
)
Progress = Callable[[str, int, int], None]


def run_coverage(
    *,
    metrics: Sequence[Metric] = ("distance",),
    on: date | None = None,
    progress: Progress | None = None,
) -> CoverageRun:
    """Measure every category for every cell and store a finished run, or leave none behind.

    A failing run is marked failed with its reason; the last good one stays in place.
    """
    measured_on = on or timezone.localdate()
    run = CoverageRun.objects.create(measured_on=measured_on, metrics=list(metrics))
    try:
        with transaction.atomic():
            _measure(run, metrics, progress)
    except Exception as error:
        CoverageRun.objects.filter(pk=run.pk).update(
            status=CoverageRun.Status.FAILED,
            finished_at=timezone.now(),
            report={"error": f"{type(error).__name__}: {error}"},
        )
        raise
    drop_old_runs()
    transaction.on_commit(lambda: run_finished.send(sender=CoverageRun, run=run))
    return run


def drop_old_runs() -> int:
    """Drop all but the last few finished runs and those a snapshot leans on."""
    finished = CoverageRun.objects.filter(status=CoverageRun.Status.FINISHED)
    recent = list(finished.values_list("pk", flat=True)[: settings.KEPT_RUNS])
    old = finished.exclude(pk__in=recent).filter(is_kept=False, standard__isnull=True)
    count = 0
    for run in old:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {_partition(run)}")
            run.delete()
        count += 1
    return count


def _measure(run: CoverageRun, metrics: Sequence[Metric], progress: Progress | None) -> None:
    cells = active_cells()
    categories = list(Category.objects.filter(children__isnull=True))
    if not len(cells.cell_id):
        raise NoPopulation
    if not categories:
        raise NoCategories
    _create_partition(run)
    report: dict[str, object] = {"cells": len(cells.cell_id), "categories": {}}
    estimated = False
    steps = [(category, metric) for category in categories for metric in metrics]
    for done, (category, metric) in enumerate(steps, start=1):
        model: CostModel = StraightLine(metric)
        estimated |= model.is_estimate
        place_id, xy = usable_supply(category.pk, run.measured_on)
        nearest = model.nearest(cells.xy, xy, k=2)
        _copy(_rows(run, category, model, cells, place_id, nearest))
        report["categories"][category.slug] = len(place_id)  # type: ignore[index]
        if progress:
            progress(category.slug, done, len(steps))
    _index_partition(run)
    run.datasets.set(Dataset.objects.filter(is_active=True, kind__in=["population", "services"]))
    run.is_estimate = bool(estimated)
    run.parameters = {"detour_factor": 1.3, "estimate_speed_kmh": 60, "k": 2}
    run.report = report
    run.status = CoverageRun.Status.FINISHED
    run.finished_at = timezone.now()
    run.save()


def _rows(
    run: CoverageRun,
    category: Category,
    model: CostModel,
    cells: Cells,
    place_id: np.ndarray,
    nearest: NearestServices,
) -> Iterable[tuple[object, ...]]:
    ids = np.append(place_id, 0)  # so that -1, no service, finds a number that is not used
    for cell, cost, service, join_m in zip(
        cells.cell_id.tolist(),
        nearest.cost.tolist(),
        ids[nearest.service].tolist(),
        np.nan_to_num(nearest.join_m).tolist(),
        strict=True,
    ):
        first = (cost[0], service[0]) if np.isfinite(cost[0]) else (None, None)
        second = (cost[1], service[1]) if np.isfinite(cost[1]) else (None, None)
        yield (
            run.pk,
            category.pk,
            model.metric,
            cell,
            *first,
            *second,
            join_m,
            model.is_estimate,
        )


def _copy(rows: Iterable[tuple[object, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {TABLE} ({COLUMNS}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _partition(run: CoverageRun) -> str:
    return f"{TABLE}_run_{int(run.pk)}"


def _create_partition(run: CoverageRun) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TABLE {_partition(run)} PARTITION OF {TABLE} FOR VALUES IN ({int(run.pk)})"
        )


def _index_partition(run: CoverageRun) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE UNIQUE INDEX ON {_partition(run)} (category_id, metric, cell_id)")
