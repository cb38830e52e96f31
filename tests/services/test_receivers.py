"""When data below changes, one measurement waits for the worker, and only where one can be made."""

import pytest
from django.contrib.gis.geos import Point
from django_tasks_db.models import DBTaskResult

from geo.actions.datasets import swap_back, swap_in
from geo.models import Dataset, PopulationCell

pytestmark = pytest.mark.django_db


@pytest.fixture
def swap(django_capture_on_commit_callbacks):
    def swapped(kind, slug="new", back=False):
        new = Dataset.objects.create(
            kind=kind, slug=slug, title=slug, publisher="x", is_active=False
        )
        with django_capture_on_commit_callbacks(execute=True):
            swap_in(new=new, before=None)
        if back:
            with django_capture_on_commit_callbacks(execute=True):
                swap_back(new=new, before=None)
        return DBTaskResult.objects.count()

    return swapped


@pytest.fixture
def people(municipality, grocery):
    dataset = Dataset.objects.create(kind="population", slug="p", title="p", publisher="p")
    PopulationCell.objects.create(
        dataset=dataset,
        grid_id="1",
        size_m=250,
        point=Point(594_664, 6_530_508, srid=3006),
        municipality=municipality,
        residents=10,
    )


@pytest.mark.parametrize("kind", ["population", "services", "roads", "localities", "boundaries"])
def test_new_data_is_measured_once(people, swap, kind):
    assert swap(kind) == 1
    assert swap(kind, "other", back=True) == 1


@pytest.mark.parametrize("kind", ["indicators", "routes"])
def test_data_that_no_figure_rests_on_is_not_measured(people, swap, kind):
    assert swap(kind) == 0


def test_nothing_is_measured_where_nobody_lives(municipality, grocery, swap):
    assert swap("roads") == 0
