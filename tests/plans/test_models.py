"""What the database refuses of plans, goals and housing."""

from datetime import date

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError, transaction

from plans.models import (
    Goal,
    GoalLink,
    HousingProject,
    LocalPlan,
    PlanVersion,
    Snapshot,
    VillageGroup,
)


@pytest.fixture
def version(locality):
    group = VillageGroup.objects.create(name="Bettna", slug="bettna")
    group.localities.add(locality)
    plan = LocalPlan.objects.create(group=group, name="Utvecklingsplan")
    return PlanVersion.objects.create(plan=plan, year=2026)


@pytest.fixture
def goal(version):
    return Goal.objects.create(version=version, title="Butik nära")


def test_plan_version_adopted_without_a_date_is_refused(version):
    version.status = "adopted"
    with pytest.raises(IntegrityError, match="plan_version_adopted_on_a_date"):
        version.save()


def test_plan_version_adopted_on_a_date_is_taken(version):
    version.status, version.adopted_on = "adopted", date(2026, 3, 1)
    version.save()
    assert not version.is_history


def test_snapshot_of_an_adopted_plan_is_never_changed(version):
    taken = Snapshot.objects.create(version=version, is_of_the_day=True, content={"goals": []})
    with (
        pytest.raises(IntegrityError, match="an adopted snapshot never changes"),
        transaction.atomic(),
    ):
        Snapshot.objects.filter(pk=taken.pk).update(content={"goals": ["another"]})
    taken.refresh_from_db()
    assert taken.content == {"goals": []}


def test_goal_with_two_targets_is_refused(goal):
    goal.target_homes, goal.target_businesses = 90, 10
    with pytest.raises(IntegrityError, match="goal_has_at_most_one_target"):
        goal.save()


def test_link_to_a_named_point_is_taken(goal):
    link = GoalLink.objects.create(
        goal=goal,
        relation="serves",
        point=Point(1, 1, srid=3006),
        point_name="Korsningen 221/52",
    )
    assert link.target == "Korsningen 221/52"


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({}, "goallink_to_exactly_one"),
        ({"point": Point(1, 1, srid=3006)}, "goallink_point_named"),
    ],
)
def test_link_to_nothing_or_to_a_nameless_point_is_refused(goal, values, refusal):
    with pytest.raises(IntegrityError, match=refusal):
        GoalLink.objects.create(goal=goal, relation="serves", **values)


def test_link_to_two_things_is_refused(goal, version):
    other = Goal.objects.create(version=version, title="Ljus i korsningen")
    with pytest.raises(IntegrityError, match="goallink_to_exactly_one"):
        GoalLink.objects.create(
            goal=goal,
            relation="serves",
            to_goal=other,
            point=Point(1, 1, srid=3006),
            point_name="x",
        )


def test_goal_that_conflicts_with_itself_is_refused(goal):
    with pytest.raises(IntegrityError, match="goallink_not_to_itself"):
        GoalLink.objects.create(goal=goal, relation="conflicts_with", to_goal=goal)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"dwellings_min": 65, "dwellings_max": 60}, "housing_dwellings_in_order"),
        ({"dwellings_max": 60}, "housing_dwellings_in_order"),
        ({"pause_reason": "Buller"}, "housing_pause_reason_only_when_paused"),
    ],
)
def test_housing_that_cannot_be_is_refused(locality, values, refusal):
    with pytest.raises(IntegrityError, match=refusal):
        HousingProject.objects.create(
            name="Strand",
            locality=locality,
            precision="none",
            plan_stage="idea",
            building_stage="none",
            **values,
        )


@pytest.mark.parametrize(
    ("least", "most", "text"),
    [(None, None, ""), (6, None, "6"), (6, 6, "6"), (60, 65, "60\N{EN DASH}65")],
)
def test_dwellings_read_as_a_range(least, most, text):
    assert HousingProject(dwellings_min=least, dwellings_max=most).dwellings_text == text
