"""A run in the background is the run in the foreground."""

import pytest
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from services.models import CoverageRun
from services.tasks import measure_coverage


@pytest.mark.django_db
def test_enqueued_run_waits_for_the_worker_and_then_measures(cells, groceries, standard, capsys):
    call_command("analyse", "--enqueue", "--metric", "time")
    waiting = DBTaskResult.objects.get()
    assert str(waiting.pk) in capsys.readouterr().out
    assert not CoverageRun.objects.exists()
    run = CoverageRun.objects.get(pk=measure_coverage.call(["time"]))
    assert (run.status, run.metrics) == (CoverageRun.Status.FINISHED, ["time"])
