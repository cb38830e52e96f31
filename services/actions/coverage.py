"""Measure what every resident reaches, and store it as a run."""

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from geo.analysis.costs import Metric
from geo.models import Dataset
from geo.queries.access import Access
from services.actions.copying import copy_costs
from services.errors import NoCategories, NoPopulation
from services.models import Category, CoverageCost, CoverageRun
from services.queries.cells import active_cells, usable_supply
from services.signals import run_finished

TABLE = CoverageCost._meta.db_table
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
    supplies = {category: usable_supply(category.pk, run.measured_on) for category in categories}
    every_xy = np.concatenate([xy for _, xy in supplies.values()])
    access = Access.prepare(cells.xy, cells.municipality_id, every_xy)
    report: dict[str, object] = {"cells": len(cells.cell_id), "categories": {}, **access.counts()}
    steps = [(category, metric) for category in categories for metric in metrics]
    for done, (category, metric) in enumerate(steps, start=1):
        place_id, xy = supplies[category]
        nearest = access.nearest(xy, metric, k=2)
        copy_costs(run, category, metric, cells.cell_id, place_id, nearest, ~access.measured)
        report["categories"][category.slug] = len(place_id)  # type: ignore[index]
        if progress:
            progress(category.slug, done, len(steps))
    _index_partition(run)
    run.datasets.set(
        Dataset.objects.filter(is_active=True, kind__in=["population", "services", "roads"])
    )
    run.is_estimate = not access.measured.all()
    run.parameters = {"detour_factor": 1.3, "estimate_speed_kmh": 60, "k": 2}
    run.report = report
    run.status = CoverageRun.Status.FINISHED
    run.finished_at = timezone.now()
    run.save()


def _partition(run: CoverageRun) -> str:
    return f"{TABLE}_run_{int(run.pk)}"


def _create_partition(run: CoverageRun) -> None:
    with connection.cursor() as cursor:
        # A flushed database counts its runs anew and may hold the costs of an older one.
        cursor.execute(f"DROP TABLE IF EXISTS {_partition(run)}")
        cursor.execute(
            f"CREATE TABLE {_partition(run)} PARTITION OF {TABLE} FOR VALUES IN ({int(run.pk)})"
        )


def _index_partition(run: CoverageRun) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE UNIQUE INDEX ON {_partition(run)} (category_id, metric, cell_id)")
