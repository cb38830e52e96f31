"""After an import, and after its being undone, what rests on it is old and is measured again."""

import pytest
from django.contrib.gis.geos import Point
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from geo.actions.imports import undo
from geo.models import Dataset, Import, PopulationCell
from portal.imports import TABLES, table_of
from services.models import CoverageRun
from services.queries.runs import measured, staleness
from tests.imported import FILES, X, Y

pytestmark = pytest.mark.django_db
RESTS_ON = {"services", "municipalities", "localities", "population", "roads"}


@pytest.fixture
def run(locality, grocery):
    """A run of today, over one square."""
    dataset = Dataset.objects.create(kind="population", slug="p", title="p", publisher="p")
    PopulationCell.objects.create(
        dataset=dataset,
        grid_id="1",
        size_m=250,
        point=Point(X, Y, srid=3006),
        municipality=locality.municipality,
        residents=10,
    )
    one = CoverageRun.objects.create(
        status="finished", metrics=["distance"], measured_on=timezone.localdate()
    )
    one.datasets.set(measured(Dataset.objects.filter(is_active=True)))
    return one


def queued():
    waiting = DBTaskResult.objects.filter(task_path="services.tasks.measure_coverage")
    count = waiting.count()
    waiting.delete()
    return count


def test_every_table_is_here():
    assert set(FILES) == set(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_runs_are_old_and_one_measurement_waits(
    run, table, tmp_path, django_capture_on_commit_callbacks
):
    command = FILES[table].write(tmp_path)
    expected = int(table in RESTS_ON)
    assert not staleness(run).is_stale
    with django_capture_on_commit_callbacks(execute=True):
        call_command(*command)
    done = Import.objects.get()
    assert done.state == "applied"
    assert bool(staleness(run).datasets) == bool(expected)
    assert queued() == expected

    with django_capture_on_commit_callbacks(execute=True):
        call_command(*command)
    assert queued() == 0, "nothing has changed"

    newer = CoverageRun.objects.create(
        status="finished", metrics=["distance"], measured_on=timezone.localdate()
    )
    newer.datasets.set(measured(Dataset.objects.filter(is_active=True)))
    with django_capture_on_commit_callbacks(execute=True):
        undo(table=table_of(table), imported=done)
    assert bool(staleness(newer).datasets) == bool(expected)
    assert not staleness(run).datasets, "what it rests on is there again"
    assert queued() == expected
