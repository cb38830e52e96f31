"""Examples go with one command, and never with them what somebody wrote on one."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model

from plans.actions.activities import add_activity
from plans.actions.goals import add_goal, add_strategy, change_goal
from plans.models import Activity, Comment, Goal, LocalPlan, LoosePoint, PlanVersion, Priority
from portal.demo.remove import remove_examples

pytestmark = pytest.mark.django_db


@pytest.fixture
def example(group):
    plan = LocalPlan.objects.create(group=group, name="Exempel: lokal utvecklingsplan")
    made = PlanVersion.objects.create(plan=plan, year=2026, is_example=True)
    Goal.objects.create(version=made, title="Exempel: butik", is_example=True)
    return made


@pytest.fixture
def group(locality):
    from plans.models import VillageGroup

    made = VillageGroup.objects.create(name="Bettna bygderåd", slug="bettna")
    made.localities.add(locality)
    made.members.add(get_user_model().objects.create_user("medlem@bettna.example"))
    return made


def test_untouched_example_goes_with_its_plan(example):
    remove_examples()
    assert not LocalPlan.objects.exists()


def test_own_rows_stay_and_make_the_plan_a_real_one(example):
    made_up = example.goals.get()
    own = add_goal(version=example, title="Lyktor i korsningen")
    under = add_activity(version=example, title="Ring Trafikverket", goal=made_up)
    add_strategy(goal=made_up, title="Tala med grannbyn")
    Priority.objects.create(version=example, position=1, goal=made_up, reason="Alla frågar")
    assert not own.is_example
    assert not under.is_example
    remove_examples()
    example.refresh_from_db()
    assert not example.is_example
    assert example.plan.name == "Lokal utvecklingsplan"
    assert [one.title for one in Goal.objects.all()] == ["Lyktor i korsningen"]
    assert Activity.objects.get().goal is None
    assert {one.text for one in LoosePoint.objects.all()} == {"Tala med grannbyn", "Alla frågar"}


def test_example_worded_anew_is_its_writers_own(example):
    goal = change_goal(goal=example.goals.get(), title="Behåll butiken i Vrena")
    assert not goal.is_example
    remove_examples()
    assert Goal.objects.get().title == "Behåll butiken i Vrena"


def test_comment_on_a_made_up_adoption_stays_and_the_adoption_goes(example):
    example.status, example.adopted_on = "adopted", date(2026, 1, 1)
    example.save()
    Comment.objects.create(
        version=example, text="Bra!", email="a@b.example", confirmed_at="2026-01-02 12:00Z"
    )
    remove_examples()
    example.refresh_from_db()
    assert (example.status, example.adopted_on, example.is_example) == ("draft", None, False)
    assert Comment.objects.get().version == example


def test_own_year_after_an_example_stays_alone(example):
    example.status, example.adopted_on = "superseded", date(2025, 1, 1)
    example.year = 2025
    example.save()
    own = PlanVersion.objects.create(plan=example.plan, year=2026, supersedes=example)
    remove_examples()
    own.refresh_from_db()
    assert own.supersedes is None
    assert PlanVersion.objects.count() == 1
