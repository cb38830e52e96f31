"""A run in the background is the run in the foreground, also when its worker is killed half-way."""

import os
import signal
import subprocess
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from geo.models import Dataset
from portal.models import WorkerBeat
from services.actions.coverage import LONGEST_RUN, drop_old_runs, run_coverage
from services.actions.partitions import drop_partition
from services.models import Category, CoverageCost, CoverageRun
from services.queries.coverage import latest_run

# A worker of its own process; before its second step is written, it is killed like a power cut.
DOOMED_WORKER = """
import os, signal, sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.core.management import call_command
from services.actions import coverage
steps, copy_costs = [], coverage.copy_costs
def copy_then_die(run, category, metric, *rest):
    copy_costs(run, category, metric, *rest)
    steps.append(metric)
    if len(steps) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
coverage.copy_costs = copy_then_die
call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload", "-v", "0")
"""


def work():
    call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload", "-v", "0")


def costs(run):
    fields = [one.name for one in CoverageCost._meta.fields if one.name not in ("pk", "run")]
    rows = CoverageCost.objects.filter(run=run).order_by("category_id", "metric", "cell_id")
    return list(rows.values_list(*fields))


@pytest.fixture
def killed(cells, groceries, standard):
    """A task whose worker was killed within its second step, two minutes ago."""
    Category.objects.create(slug="nowhere", name="Ingenstans")
    call_command("analyse", "--enqueue")
    outcome = subprocess.run(
        [sys.executable, "-c", DOOMED_WORKER, settings.DATABASES["default"]["NAME"]],
        cwd=settings.BASE_DIR,
        env=os.environ,
        check=False,
    )
    assert outcome.returncode == -signal.SIGKILL
    long_ago = timezone.now() - timedelta(minutes=2)
    DBTaskResult.objects.update(started_at=long_ago)
    assert WorkerBeat.objects.update(beat_at=long_ago) == 1
    yield CoverageRun.objects.get()
    # Emptying the database between tests leaves partitions behind.
    for run in CoverageRun.objects.all():
        drop_partition(run)


@pytest.mark.django_db
def test_enqueued_run_waits_for_the_worker(cells, groceries, standard, capsys):
    call_command("analyse", "--enqueue", "--metric", "time")
    waiting = DBTaskResult.objects.get()
    assert str(waiting.pk) in capsys.readouterr().out
    assert not CoverageRun.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_run_of_a_killed_worker_is_taken_up_where_it_stood(killed):
    assert (killed.status, len(killed.done)) == ("running", 1)
    assert latest_run() is None
    category, metric = killed.done[0].split("/")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT xmin::text FROM services_coveragecost WHERE run_id = %s", [killed.pk]
        )
        (written,) = cursor.fetchall()

    work()

    run = CoverageRun.objects.get()
    assert (run.pk, run.status, len(run.done)) == (killed.pk, "finished", 4)
    assert latest_run() == run
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT xmin::text FROM services_coveragecost"
            " WHERE run_id = %s AND category_id = %s AND metric = %s",
            [killed.pk, category, metric],
        )
        assert cursor.fetchall() == [written]
    assert costs(run) == costs(run_coverage(metrics=["distance", "time"], on=run.measured_on))
    task = DBTaskResult.objects.get()
    assert (task.status, task.return_value, len(task.worker_ids)) == ("SUCCESSFUL", run.pk, 2)


@pytest.mark.django_db(transaction=True)
def test_run_begins_anew_when_the_data_changed_meanwhile(killed):
    Dataset.objects.create(kind="services", slug="more", title="Fler")
    work()
    assert CoverageRun.objects.get(status="failed").pk == killed.pk
    run = CoverageRun.objects.get(status="finished")
    assert not CoverageCost.objects.filter(run=killed).exists()
    assert len(run.done) == 4


@pytest.mark.django_db(transaction=True)
def test_half_run_that_nobody_takes_up_is_cleared_away(killed):
    drop_old_runs()
    assert CoverageCost.objects.filter(run=killed).exists()
    DBTaskResult.objects.update(status="FAILED")
    drop_old_runs()
    assert not CoverageCost.objects.filter(run=killed).exists()
    killed.refresh_from_db()
    assert (killed.status, killed.report) == ("failed", {"error": "interrupted"})


@pytest.mark.django_db
def test_interrupted_run_without_a_task_is_cleared_away_after_hours(cells, groceries):
    run = CoverageRun.objects.create(measured_on=timezone.localdate())
    drop_old_runs()
    run.refresh_from_db()
    assert run.status == "running"
    CoverageRun.objects.update(started_at=timezone.now() - LONGEST_RUN - timedelta(minutes=1))
    drop_old_runs()
    run.refresh_from_db()
    assert run.status == "failed"
