"""Sorting: what is not sorted stays visible, and a strategy serves a goal of its plan."""

from datetime import date

import pytest

from plans.actions.goals import add_goal, add_strategy
from plans.actions.revision import begin_revision
from plans.actions.sorting import sort_point, take_text
from plans.errors import GoalToServeMissing
from plans.forms.writing import ActivityForm


def test_unsorted_points_wait_in_next_years_draft(version, group):
    take_text(version=version, text="Belysning\nBredband", origin="2013")
    sort_point(point=version.loose_points.get(text="Bredband"), into="goal")
    version.status, version.adopted_on = "adopted", date(2026, 3, 1)
    version.save()
    draft = begin_revision(group=group)
    assert [(one.text, one.origin) for one in draft.loose_points.all()] == [("Belysning", "2013")]


def test_strategy_without_a_goal_is_asked_for_one(version):
    take_text(version=version, text="Belysning")
    with pytest.raises(GoalToServeMissing):
        sort_point(point=version.loose_points.get(), into="strategy")


def test_adopting_says_how_many_points_are_unsorted(client, member, group, version):
    take_text(version=version, text="Belysning\nBredband")
    client.force_login(member)
    page = client.get(f"/planer/{group.slug}/skriv/anta/").text
    assert "2 gamla punkter är inte sorterade än" in page


def test_activity_under_a_strategy_of_another_goal_is_refused(version):
    light, shop = add_goal(version=version, title="Ljus"), add_goal(version=version, title="Butik")
    strategy = add_strategy(goal=shop, title="Öppet längre")
    words = {"title": "Mät", "doer": "ourselves", "status": "planned", "strategy": strategy.pk}
    assert "strategy" in ActivityForm({**words, "goal": light.pk}, version=version).errors
    assert not ActivityForm({**words, "goal": shop.pk}, version=version).errors
