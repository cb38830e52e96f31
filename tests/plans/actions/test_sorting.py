"""Sorting: what is not sorted stays visible, and a strategy serves a goal of its plan."""

from datetime import date

import pytest

from plans.actions.goals import add_goal, add_strategy
from plans.actions.revision import begin_revision
from plans.actions.sorting import (
    LONGEST,
    MOST_POINTS,
    Taken,
    sort_point,
    take_text,
    unsort_point,
)
from plans.errors import GoalToServeMissing, PointsTooLong, SortedIsChanged, TooManyPoints
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


def test_points_already_there_are_counted_and_not_taken_twice(version):
    take_text(version=version, text="- Belysning\nBredband")
    assert take_text(version=version, text="Belysning\nBryggan\nBryggan") == Taken(1, 1)


def test_too_long_a_point_is_named_and_nothing_is_taken(version):
    with pytest.raises(PointsTooLong) as error:
        take_text(version=version, text="Belysning\n" + "o" * (LONGEST + 1))
    assert "rad 2" in str(error.value.words)
    assert not version.loose_points.exists()
    take_text(version=version, text="o" * LONGEST)
    assert len(version.loose_points.get().text) == LONGEST


def test_more_points_than_a_plan_holds_are_not_taken_in_part(version):
    with pytest.raises(TooManyPoints):
        take_text(version=version, text="\n".join(map(str, range(MOST_POINTS + 1))))
    assert not version.loose_points.exists()


@pytest.mark.parametrize("into", ["goal", "activity", "aside"])
def test_sorting_can_be_taken_back(version, into):
    take_text(version=version, text="Belysning")
    point = sort_point(point=version.loose_points.get(), into=into, reason="gammalt")
    unsort_point(point=point)
    assert not version.loose_points.get().is_sorted
    assert not version.goals.exists()
    assert not version.activities.exists()


def test_what_was_worked_on_since_is_not_taken_back(version):
    take_text(version=version, text="Belysning")
    point = sort_point(point=version.loose_points.get(), into="goal")
    add_strategy(goal=point.as_goal, title="Fråga vägens ägare")
    with pytest.raises(SortedIsChanged):
        unsort_point(point=point)
    assert version.goals.exists()


def test_sorting_goes_on_with_the_next_point_and_offers_the_way_back(
    client, member, group, version
):
    take_text(version=version, text="Belysning\nBredband\nBryggan")
    light, broadband, _jetty = version.loose_points.all()
    client.force_login(member)
    address = f"/planer/{group.slug}/skriv/sortera/{light.pk}/"
    answer = client.post(address, {"into": "activity"})
    assert answer.url.endswith(f"?vid={broadband.pk}#vid")
    page = client.get(answer.url.partition("#")[0]).text
    assert "Nu en aktivitet: Belysning" in page
    assert page.index('id="vid"') < page.index(f'id="point-{broadband.pk}"')
    assert f'action="{address}"' in page
    client.post(address, {"undo": "1"})
    assert not version.activities.exists()


def test_text_that_cannot_be_taken_is_still_in_the_form(client, member, group, version):
    client.force_login(member)
    page = client.post(f"/planer/{group.slug}/skriv/sortera/", {"text": "Bryggan\n" + "o" * 501})
    assert "rad 2, 501 tecken" in page.text
    assert "Bryggan\n" in page.text
