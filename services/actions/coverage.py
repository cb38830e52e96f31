"""Measure what every resident reaches, and store it as a run."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from itertools import product
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from geo.analysis.costs import Metric, NearestServices
from geo.models import Dataset
from geo.queries.access import Access
from services.actions.copying import copy_costs
from services.actions.partitions import create_partition, drop_partition, index_partition
from services.errors import NoCategories, NoPopulation, RunCancelled
from services.models import Category, CoverageRun
from services.queries.cells import Supply, active_cells, usable_supply
from services.queries.runs import measured
from services.signals import run_finished

# A run that no task carries and that has not ended by then was interrupted.
LONGEST_RUN = timedelta(hours=6)
LISTED = 100
Progress = Callable[[str, int, int], None]
Step = tuple[Category, Metric]


def run_coverage(
    *,
    metrics: Sequence[Metric] = ("distance",),
    on: date | None = None,
    progress: Progress | None = None,
    task_id: UUID | None = None,
) -> CoverageRun:
    """Measure every category for every cell and store a finished run, or leave none behind.

    A run carried by a task goes on where that task's former worker was killed, category by
    category. A failing run is marked failed with its reason; the last good one stays in place.
    """
    run = _begun(task_id, metrics, on or timezone.localdate())
    try:
        _measure(run, progress)
    except RunCancelled:
        raise
    except BaseException as error:
        _fail(run, f"{type(error).__name__}: {error}")
        raise
    drop_old_runs()
    transaction.on_commit(lambda: run_finished.send(sender=CoverageRun, run=run))
    return run


def drop_old_runs() -> int:
    """Drop all but the last few finished runs and those a snapshot leans on; return how many.

    Runs that were interrupted and that nobody takes up again are marked failed.
    """
    for run in CoverageRun.objects.filter(status=CoverageRun.Status.RUNNING):
        if _is_abandoned(run):
            _fail(run, "interrupted")
    finished = CoverageRun.objects.filter(status=CoverageRun.Status.FINISHED)
    recent = list(finished.values_list("pk", flat=True)[: settings.KEPT_RUNS])
    old = finished.exclude(pk__in=recent).filter(is_kept=False, standard__isnull=True)
    count = 0
    for run in old:
        with transaction.atomic():
            drop_partition(run)
            run.delete()
        count += 1
    return count


def _begun(task_id: UUID | None, metrics: Sequence[Metric], on: date) -> CoverageRun:
    """Take up the task's own half run if what it rests on is still in use, else begin one."""
    datasets = list(measured(Dataset.objects.filter(is_active=True)).order_by("pk"))
    basis = [dataset.pk for dataset in datasets]
    if task_id is not None:
        if CoverageRun.objects.filter(
            task_id=task_id, status=CoverageRun.Status.CANCELLED
        ).exists():
            raise RunCancelled
        half = CoverageRun.objects.filter(task_id=task_id, status=CoverageRun.Status.RUNNING)
        for run in half:
            if run.parameters.get("basis") == basis:
                return run
            _fail(run, "the data changed while it was interrupted")
    with transaction.atomic():
        run = CoverageRun.objects.create(
            measured_on=on,
            metrics=list(metrics),
            task_id=task_id,
            parameters={"detour_factor": 1.3, "estimate_speed_kmh": 60, "k": 2, "basis": basis},
        )
        run.datasets.set(datasets)
        create_partition(run)
    return run


def _measure(run: CoverageRun, progress: Progress | None) -> None:
    cells = active_cells()
    categories = list(Category.objects.filter(children__isnull=True))
    if not len(cells.cell_id):
        raise NoPopulation
    if not categories:
        raise NoCategories
    supplies = {category: usable_supply(category.pk, run.measured_on) for category in categories}
    access = Access.prepare(
        cells.xy, cells.municipality_id, np.concatenate([xy for _, xy in supplies.values()])
    )
    steps: list[Step] = list(product(categories, run.metrics))
    todo = [step for step in steps if _name(step) not in run.done]
    for step, nearest in _answers(access, todo, supplies):
        category, metric = step
        place_id = supplies[category][0]
        with transaction.atomic():
            # A worker thought dead may wake up: whoever comes second finds the step done.
            locked = CoverageRun.objects.select_for_update().get(pk=run.pk)
            if locked.status == CoverageRun.Status.CANCELLED:
                raise RunCancelled
            if locked.status == CoverageRun.Status.RUNNING and _name(step) not in locked.done:
                copy_costs(
                    run, category, metric, cells.cell_id, place_id, nearest, ~access.measured
                )
                locked.done.append(_name(step))
                locked.save(update_fields=["done"])
        if progress:
            progress(category.slug, steps.index(step) + 1, len(steps))
    with transaction.atomic():
        locked = CoverageRun.objects.select_for_update().get(pk=run.pk)
        if locked.status == CoverageRun.Status.CANCELLED:
            raise RunCancelled
        if locked.status == CoverageRun.Status.RUNNING:
            index_partition(locked)
            locked.is_estimate = not access.measured.all()
            locked.report = {
                "cells": len(cells.cell_id),
                "categories": {
                    category.slug: len(supplies[category][0]) for category in categories
                },
                **access.counts(),
                "cells_joined_nowhere": cells.cell_id[access.joined_nowhere()][:LISTED].tolist(),
            }
            locked.status = CoverageRun.Status.FINISHED
            locked.finished_at = timezone.now()
            locked.save()
    run.refresh_from_db()


def _answers(
    access: Access, todo: Sequence[Step], supplies: dict[Category, Supply]
) -> Iterator[tuple[Step, NearestServices]]:
    """Search for the next step while the database takes in the one before."""

    def nearest(step: Step) -> NearestServices:
        category, metric = step
        return access.nearest(supplies[category][1], metric, 2, keep_as=f"category-{category.pk}")

    with ThreadPoolExecutor(1) as pool:
        ahead = pool.submit(nearest, todo[0]) if todo else None
        for number, step in enumerate(todo, start=1):
            assert ahead is not None  # noqa: S101 — there is one for each step
            found = ahead.result()
            ahead = pool.submit(nearest, todo[number]) if number < len(todo) else None
            yield step, found


def _name(step: Step) -> str:
    category, metric = step
    return f"{category.pk}/{metric}"


def cancel_run(*, run: CoverageRun) -> bool:
    """Cancel a run that goes on and drop what it wrote; its worker stops at its next step."""
    with transaction.atomic():
        # Behind the step that is just being written, if one is.
        going = CoverageRun.objects.select_for_update().filter(
            pk=run.pk, status=CoverageRun.Status.RUNNING
        )
        return bool(going) and _end(run, str(CoverageRun.Status.CANCELLED), {})


def cancel_waiting(*, task_path: str) -> int:
    """Take what waits in line out of it; return how many."""
    waiting = DBTaskResult.objects.filter(task_path=task_path, status=TaskResultStatus.READY)
    return waiting.delete()[0]


def _fail(run: CoverageRun, reason: str) -> None:
    with transaction.atomic():
        _end(run, str(CoverageRun.Status.FAILED), {"error": reason})


def _end(run: CoverageRun, status: str, report: dict[str, str]) -> bool:
    drop_partition(run)
    CoverageRun.objects.filter(pk=run.pk).update(
        status=status, finished_at=timezone.now(), report=report
    )
    return True


def _is_abandoned(run: CoverageRun) -> bool:
    if run.task_id is None:
        return run.started_at < timezone.now() - LONGEST_RUN
    going = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    return not DBTaskResult.objects.filter(pk=run.task_id, status__in=going).exists()
