"""A worker keeps its task while it lives; a killed one's task is taken up, but not for ever."""

import os
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from geo.models import Import
from portal.actions.workers import MOST_WORKERS, beat, end_lease, take_back_tasks
from portal.management.commands.db_worker import Heart
from portal.models import WorkerBeat
from services.tasks import measure_coverage

pytestmark = pytest.mark.django_db


@pytest.fixture
def running():
    """A task that a worker called *first* began two minutes ago."""

    def made(*workers):
        measure_coverage.enqueue(["distance"])
        task = DBTaskResult.objects.get()
        for worker in workers:
            task.claim(worker)
        long_ago = timezone.now() - timedelta(minutes=2)
        DBTaskResult.objects.filter(pk=task.pk).update(started_at=long_ago)
        return task

    return made


def test_task_of_a_living_worker_is_left_alone(running):
    task = running("first")
    beat("first")
    assert take_back_tasks() == []
    task.refresh_from_db()
    assert task.status == "RUNNING"


def test_task_of_a_silent_worker_is_ready_again(running):
    task = running("first")
    beat("first")
    WorkerBeat.objects.update(beat_at=timezone.now() - timedelta(seconds=61))
    assert take_back_tasks() == [str(task.pk)]
    task.refresh_from_db()
    assert task.status == "READY"
    assert take_back_tasks() == []


def test_task_begun_a_moment_ago_is_left_alone(running):
    task = running("first")
    DBTaskResult.objects.update(started_at=timezone.now())
    assert take_back_tasks() == []
    task.refresh_from_db()
    assert task.status == "RUNNING"


def test_task_that_cost_several_workers_fails(running):
    task = running(*(f"worker {number}" for number in range(MOST_WORKERS)))
    assert take_back_tasks() == []
    task.refresh_from_db()
    assert task.status == "FAILED"
    assert "3 workers were lost" in task.traceback


def test_worker_that_ended_in_order_is_forgotten_and_so_are_old_ones():
    beat("first")
    beat("old")
    WorkerBeat.objects.filter(pk="old").update(beat_at=timezone.now() - timedelta(days=2))
    end_lease("first")
    take_back_tasks()
    assert not WorkerBeat.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_worker_beats_while_it_works_and_ends_its_lease_after():
    with Heart("first", interval_s=0.01) as heart:
        WorkerBeat.objects.all().delete()
        while not WorkerBeat.objects.filter(pk="first").exists():
            assert heart.is_alive()
    assert not WorkerBeat.objects.exists()
    call_command("db_worker", "--batch", "--queue-name", "*", "--no-startup-delay", "-v", "0")
    assert not WorkerBeat.objects.exists()


def test_worker_tidies_uploads_when_it_starts_and_by_the_hour(settings, tmp_path):
    settings.IMPORT_DIR = tmp_path
    week = timedelta(days=settings.KEEP_IMPORT_FILES_DAYS)

    def left(name, age):
        path = tmp_path / name
        path.write_text("x")
        then = (timezone.now() - age).timestamp()
        os.utime(path, (then, then))
        return path

    undecided = left("undecided.csv", timedelta(0))
    imported = Import.objects.create(
        table="services", source="s", file_name="a.csv", stored_name=undecided.name, state="ready"
    )
    Import.objects.update(touched_at=timezone.now() - week * 2)
    orphan, fresh = left("orphan.csv", week * 2), left("fresh.csv", timedelta(hours=1))
    heart = Heart("first")
    heart.beat()
    imported.refresh_from_db()
    assert (imported.state, imported.stored_name) == ("dropped", "")
    assert [path.exists() for path in (undecided, orphan, fresh)] == [False, False, True]

    late = left("late.csv", week * 2)
    heart.beat()
    assert late.exists(), "an hour has not passed"
    heart.tidy_s = 0
    heart.beat()
    assert not late.exists()
