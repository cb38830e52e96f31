"""Adding, changing and tying what a group wants: whole, in its own draft, losing nobody's words."""

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError
from django.db.models import ProtectedError

from plans.actions.activities import add_activity, change_activity, note_progress
from plans.actions.goals import (
    add_goal,
    add_strategy,
    change_goal,
    override_status,
    remove_goal,
)
from plans.actions.links import add_link
from plans.actions.versions import begin_plan
from plans.errors import (
    ChangedMeanwhile,
    LinkToItself,
    NoPlace,
    NotThisPlan,
    PlanIsAdopted,
    ReasonMissing,
    TargetMissing,
)
from plans.models import Activity, Goal, LocalPlan, PlanVersion, VillageGroup
from services.models import ServicePoint, Standard


@pytest.fixture
def standard(grocery):
    return Standard.objects.create(
        slug="grocery-10-km", name="Dagligvaror", category=grocery, threshold=10_000, target_share=1
    )


@pytest.fixture
def shop(locality):
    return ServicePoint.objects.create(
        name="Handlarn", point=Point(590_000, 6_530_000, srid=3006), precision="exact"
    )


def test_group_without_a_plan_gets_one_draft_however_often_it_begins(group):
    first = begin_plan(group=group)
    assert begin_plan(group=group) == first
    assert PlanVersion.objects.filter(plan__group=group).count() == 1


def test_group_with_an_adopted_plan_must_revise_it(adopted, group):
    with pytest.raises(PlanIsAdopted):
        begin_plan(group=group)


def test_goals_stand_in_the_order_they_came(version):
    titles = ["Butik", "Ljus", "Fiber"]
    for title in titles:
        add_goal(version=version, title=title)
    assert [goal.title for goal in version.goals.all()] == titles


def test_measured_goal_without_a_village_takes_the_groups(version, standard, locality):
    assert add_goal(version=version, title="Butik", target_standard=standard).locality == locality


def test_measured_goal_of_a_group_that_covers_no_village_is_refused(version, standard):
    version.plan.group.localities.clear()
    with pytest.raises(NoPlace):
        add_goal(version=version, title="Butik", target_standard=standard)


def test_village_with_nobody_in_it_leaves_the_goal_not_assessed(version, standard):
    from plans.queries.goals import assess, current_goals

    add_goal(version=version, title="Butik", target_standard=standard)
    (one,) = assess(current_goals(), [])
    assert (one.status, one.value, one.trend) == ("not_assessed", None, "")


@pytest.mark.parametrize("verb", ["add", "change", "remove", "activity"])
def test_adopted_plan_stands_as_it_is(version, verb):
    goal = add_goal(version=version, title="Butik")
    PlanVersion.objects.update(status="adopted", adopted_on="2026-03-01")
    goal = Goal.objects.get(pk=goal.pk)
    verbs = {
        "add": lambda: add_goal(version=goal.version, title="Ljus"),
        "change": lambda: change_goal(goal=goal, title="Ljus"),
        "remove": lambda: remove_goal(goal=goal),
        "activity": lambda: add_activity(version=goal.version, title="Ring"),
    }
    with pytest.raises(PlanIsAdopted):
        verbs[verb]()
    assert list(Goal.objects.values_list("title", flat=True)) == ["Butik"]


def test_second_of_two_writers_is_shown_the_first_ones_words(version):
    goal = add_goal(version=version, title="Butik")
    change_goal(goal=goal, edition=1, title="Butik i byn")
    with pytest.raises(ChangedMeanwhile) as caught:
        change_goal(goal=goal, edition=1, title="Butik nära")
    assert caught.value.current.title == "Butik i byn"
    assert Goal.objects.get().title == "Butik i byn"
    assert Goal.objects.get().edition == 2


def test_saving_what_already_stands_is_no_conflict(version):
    goal = add_goal(version=version, title="Butik")
    change_goal(goal=goal, edition=1, title="Butik i byn")
    assert change_goal(goal=goal, edition=1, title="Butik i byn").edition == 2


def test_goals_activities_survive_it(version):
    goal = add_goal(version=version, title="Ljus")
    strategy = add_strategy(goal=goal, title="Tala med Trafikverket")
    activity = add_activity(version=version, title="Ring", strategy=strategy)
    assert activity.goal == goal
    remove_goal(goal=goal)
    activity.refresh_from_db()
    assert (activity.goal, activity.strategy) == (None, None)


def test_activity_under_another_plans_goal_is_refused(version):
    other_group = VillageGroup.objects.create(name="Mellösa", slug="mellosa")
    plan = LocalPlan.objects.create(group=other_group, name="Plan")
    foreign = add_goal(version=PlanVersion.objects.create(plan=plan, year=2026), title="Bokby")
    with pytest.raises(NotThisPlan):
        add_activity(version=version, title="Ring", goal=foreign)
    mine = add_activity(version=version, title="Ring")
    with pytest.raises(NotThisPlan):
        change_activity(activity=mine, goal=foreign)


def test_progress_is_noted_also_after_adoption(version):
    activity = add_activity(version=version, title="Ring", text="Fråga om stolpar")
    PlanVersion.objects.update(status="adopted", adopted_on="2026-03-01")
    noted = note_progress(activity=activity, status="done")
    assert (noted.status, noted.text) == ("done", "Fråga om stolpar")
    assert noted.progressed_on is not None
    with pytest.raises(ValueError, match="flies"):
        note_progress(activity=activity, status="flies")
    assert Activity.objects.get().status == "done"


def test_status_by_hand_needs_a_reason_and_can_be_taken_back(version):
    goal = add_goal(version=version, title="Butik", target_businesses=5)
    with pytest.raises(ReasonMissing):
        override_status(goal=goal, status="met", reason="  ")
    goal = override_status(goal=goal, status="met", reason="Vi räknade själva")
    assert (goal.override, goal.override_reason) == ("met", "Vi räknade själva")
    goal = override_status(goal=goal, status="", reason="glöms")
    assert (goal.override, goal.override_reason, goal.override_on) == ("", "", None)
    goal.override = "met"
    with pytest.raises(IntegrityError, match="goal_override_has_a_reason"):
        goal.save()


def test_link_to_the_same_thing_twice_is_one_link_with_the_latest_words(version, shop):
    goal = add_goal(version=version, title="Butik")
    add_link(goal=goal, relation="serves", service_point=shop)
    add_link(goal=goal, relation="depends_on", note="i Vrena", service_point=shop)
    link = goal.links.get()
    assert (link.relation, link.note, link.target) == ("depends_on", "i Vrena", shop)


def test_link_to_a_place_that_became_another_is_to_the_other(version, shop):
    old = ServicePoint.objects.create(name="Konsum", precision="none", replaced_by=shop)
    goal = add_goal(version=version, title="Butik")
    assert add_link(goal=goal, relation="serves", service_point=old).service_point == shop


def test_link_needs_one_target_and_a_point_its_name(version, shop):
    goal = add_goal(version=version, title="Ljus")
    point = Point(594_000, 6_530_000, srid=3006)
    for target in ({}, {"point": point}, {"point": point, "point_name": " "}):
        with pytest.raises(TargetMissing):
            add_link(goal=goal, relation="serves", **target)
    with pytest.raises(TargetMissing):
        add_link(goal=goal, relation="serves", service_point=shop, point=point, point_name="x")
    with pytest.raises(LinkToItself):
        add_link(goal=goal, relation="conflicts_with", to_goal=goal)
    assert add_link(goal=goal, relation="serves", point=point, point_name="Korsningen")


def test_place_that_a_goal_leans_on_is_not_deleted(version, shop):
    add_link(goal=add_goal(version=version, title="B"), relation="serves", service_point=shop)
    with pytest.raises(ProtectedError):
        shop.delete()
