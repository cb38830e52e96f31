"""Writing a plan: what was saved is said, what is taken away is asked about first."""

import pytest

from plans.actions.goals import add_goal, add_strategy
from plans.actions.links import add_link
from plans.forms.writing import GoalForm
from plans.models import Goal, PriorityArea, Programme

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, member, group):
    client.force_login(member)
    return f"/planer/{group.slug}/skriv/"


def test_saving_says_what_and_leads_back_to_it(client, desk, version):
    answer = client.post(f"{desk}mal/ny/", {"title": "Lampor längs vägen", "measure": ""})
    goal = version.goals.get()
    assert answer.url == f"{desk}#goal-{goal.pk}"
    page = client.get(desk).text
    assert "Sparat: Lampor längs vägen" in page
    assert 'role="status"' in page


def test_taking_a_goal_away_is_asked_about_with_what_goes(client, desk, version):
    goal = add_goal(version=version, title="Lampor")
    add_strategy(goal=goal, title="Fråga vägens ägare")
    other = add_goal(version=version, title="Butik")
    add_link(relation="serves", goal=goal, to_goal=other)
    page = client.get(f"{desk}mal/{goal.pk}/bort/").text
    assert "1 strategi" in page
    assert "1 koppling till kartan" in page
    assert Goal.objects.filter(pk=goal.pk).exists()
    client.post(f"{desk}mal/{goal.pk}/bort/")
    assert not Goal.objects.filter(pk=goal.pk).exists()
    assert "Borttaget: Lampor" in client.get(desk).text


def test_untying_is_asked_about(client, desk, version):
    goal, other = add_goal(version=version, title="Lampor"), add_goal(version=version, title="Bad")
    link = add_link(relation="serves", goal=goal, to_goal=other, note="vid bryggan")
    address = f"{desk}koppling/{link.pk}/bort/"
    assert "vid bryggan" in client.get(address).text
    assert client.post(address).url == f"{desk}#goal-{goal.pk}"
    assert not goal.links.exists()


def test_adopted_plan_loses_nothing(client, desk, adopted):
    goal = Goal.objects.create(version=adopted, title="Lampor")
    client.post(f"{desk}mal/{goal.pk}/bort/")
    assert Goal.objects.filter(pk=goal.pk).exists()


def test_goal_keeps_only_the_measure_that_was_chosen(group, version):
    words = {"title": "Hus", "target_homes": "12", "target_businesses": "3"}
    form = GoalForm({**words, "measure": "homes"}, instance=Goal(version=version), group=group)
    assert form.is_valid(), form.errors
    assert form.values()["target_homes"] == 12
    assert form.values()["target_businesses"] is None
    nothing = GoalForm({**words, "measure": ""}, instance=Goal(version=version), group=group)
    assert nothing.is_valid()
    assert nothing.values()["target_homes"] is None


def test_chosen_measure_asks_for_its_fields(group, version):
    form = GoalForm(
        {"title": "Hus", "measure": "indicator"}, instance=Goal(version=version), group=group
    )
    assert set(form.errors) == {"target_indicator", "target_value"}


def test_long_comment_counts_as_its_writer_saw_it(client, desk, group):
    lines = "\n".join(["en rad"] * 10)
    client.post(f"{desk}borja/")
    client.post(f"{desk}vision/", {"vision": lines.replace("\n", "\r\n")})
    assert group.plans.get().versions.get().vision == lines


def test_links_of_the_desk_are_shown_to_those_who_may(client, member, group, version):
    page = f"/planer/{group.slug}/"
    write, handle = f"{page}skriv/", f"{page}hantera/"
    stranger = client.get(page).text
    assert f'href="{write}"' not in stranger
    assert f'href="{handle}"' not in stranger
    assert f"/logga-in/?next={page}" in stranger
    client.force_login(member)
    own = client.get(page).text
    assert f'href="{write}"' in own
    assert f'href="{handle}"' not in own


def test_goals_are_listed_once_and_counted(client, version):
    old = Programme.objects.create(name="Serviceprogram 2014", slug="2014", from_year=2014)
    new = Programme.objects.create(name="Serviceprogram 2022", slug="2022", from_year=2022)
    before = PriorityArea.objects.create(programme=old, name="Service", position=1)
    after = PriorityArea.objects.create(programme=new, name="Service i länet", position=1)
    after.continues.add(before)
    add_goal(version=version, title="Butiken ska vara kvar", area=before)
    page = client.get("/program/").text
    assert page.count("Butiken ska vara kvar") == 1
    assert "1 av bygdernas mål" in page
    assert 'lang="sv">Serviceprogram 2014' in client.get("/en/program/").text


@pytest.mark.parametrize(
    ("name", "written"),
    [("Nyköping", "Nyköpings kommun"), ("Västerås", "Västerås kommun")],
)
def test_municipality_stands_in_the_genitive(municipality, name, written):
    municipality.name = name
    assert municipality.full_name == written
