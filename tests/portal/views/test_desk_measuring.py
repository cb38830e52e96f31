"""Measuring again: asked for once, followed, cancelled, and the figures there are stay."""

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from services.actions import coverage
from services.actions.coverage import cancel_run, run_coverage
from services.errors import RunCancelled
from services.models import CoverageCost, CoverageRun
from services.queries.coverage import latest_run
from services.tasks import measure_coverage

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(client, django_user_model):
    user = django_user_model.objects.create_user("planner@example.org")
    user.roles.create(kind="planner")
    client.force_login(user)
    return client


def under_way(done):
    """Make a run that a living task carries."""
    task = DBTaskResult.objects.get()
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    return CoverageRun.objects.create(
        measured_on=timezone.localdate(), metrics=["distance"], task_id=task.pk, done=done
    )


def test_two_planners_who_ask_at_once_wait_for_the_same_run(demo, planner):
    for words in ("Mäter igen i bakgrunden", "En mätning väntar redan på sin tur"):
        page = planner.post(reverse("desk-measure"), follow=True).content.decode()
        assert words in page
    assert DBTaskResult.objects.count() == 1
    assert "En mätning väntar på sin tur" in page


def test_a_run_shows_how_far_it_has_come_and_is_cancelled(demo, planner):
    planner.post(reverse("desk-measure"))
    before = latest_run()
    run = under_way(["1/distance", "2/distance"])
    answer = planner.get(reverse("desk-measure-look")).json()
    assert answer["under_way"]
    assert "<progress" in answer["html"]
    assert 'value="0"' not in answer["html"]
    page = planner.post(reverse("desk-measure-cancel"), follow=True).content.decode()
    assert "Avbruten" in page
    run.refresh_from_db()
    assert run.status == "cancelled"
    assert latest_run() == before


def test_what_waits_in_line_is_cancelled_too(demo, planner):
    planner.post(reverse("desk-measure"))
    planner.post(reverse("desk-measure-cancel"))
    assert not DBTaskResult.objects.exists()
    page = planner.post(reverse("desk-measure-cancel"), follow=True).content.decode()
    assert "inget att avbryta" in page
    assert not planner.get(reverse("desk-measure-look")).json()["under_way"]


def test_a_cancelled_run_ends_at_its_next_step_and_leaves_no_costs(demo, monkeypatch):
    before = latest_run()
    copied = []

    def copy_and_cancel(run, *rest):
        copied.append(run)
        cancel_run(run=run)

    monkeypatch.setattr(coverage, "copy_costs", copy_and_cancel)
    with pytest.raises(RunCancelled):
        run_coverage(metrics=["distance"])
    assert len(copied) == 1
    (run,) = CoverageRun.objects.filter(status="cancelled")
    assert not CoverageCost.objects.filter(run=run).exists()
    assert latest_run() == before
    assert not cancel_run(run=before)


def test_a_cancelled_run_is_not_begun_again_by_its_task(demo):
    task = measure_coverage.enqueue(["distance"])
    CoverageRun.objects.create(
        measured_on=timezone.localdate(), task_id=task.id, status="cancelled"
    )
    with pytest.raises(RunCancelled):
        run_coverage(metrics=["distance"], task_id=task.id)
