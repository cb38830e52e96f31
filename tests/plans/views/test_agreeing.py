"""Conflicts are seen from both sides and can be talked about; the working group's choices stand."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts.models import Role
from plans.models import (
    Goal,
    GoalLink,
    HousingProject,
    LocalPlan,
    Meeting,
    NetworkChoice,
    PlanVersion,
    VillageGroup,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(db):
    made = VillageGroup.objects.create(name="Mellösa bygderåd", slug="mellosa")
    plan = LocalPlan.objects.create(group=made, name="Plan")
    PlanVersion.objects.create(plan=plan, year=2026)
    return made


@pytest.fixture
def conflict(version, other):
    ours = Goal.objects.create(version=version, title="Stilla vid sjön")
    theirs = Goal.objects.create(version=other.plans.get().versions.get(), title="Camping vid sjön")
    return GoalLink.objects.create(
        goal=ours, relation="conflicts_with", to_goal=theirs, note="samma strand"
    )


@pytest.fixture
def meeting(other):
    starts_at = timezone.now() + timedelta(days=20)
    return Meeting.objects.create(host=other, starts_at=starts_at, place="Skolan")


def test_a_conflict_between_goals_is_seen_from_both_sides(client, conflict, other):
    for path in ("/planer/bettna/", "/planer/mellosa/"):
        text = client.get(path).text
        assert "Vad som står mot varandra" in text
        assert "Stilla vid sjön" in text
        assert "Camping vid sjön" in text
        assert "/bygdenatverket/foresla/" not in text


def test_only_who_may_is_shown_the_way_to_propose_it(client, conflict, member, django_user_model):
    way = f"/bygdenatverket/foresla/{conflict.pk}/"
    stranger = django_user_model.objects.create_user("annan@mail.example")
    for user, is_shown in ((stranger, False), (member, True), (stranger, False)):
        client.force_login(user)
        for path in ("/planer/bettna/", "/planer/mellosa/"):
            # The page is kept as written: what one reader saw must not be handed to another.
            assert (way in client.get(path).text) is is_shown


def test_a_conflict_with_planned_homes_is_seen_with_the_homes_and_in_the_villages_plan(
    client, version, locality, group, member
):
    client.force_login(member)
    homes = HousingProject.objects.create(
        name="Sjöängen", locality=locality, precision="none", plan_stage="idea",
        building_stage="none",
    )  # fmt: skip
    goal = Goal.objects.create(version=version, title="Ängen blir kvar")
    GoalLink.objects.create(goal=goal, relation="conflicts_with", housing_project=homes)
    for path in ("/bostader/", "/planer/bettna/"):
        text = client.get(path).text
        assert "Ängen blir kvar</a> krockar med" in text
        assert "Föreslå som punkt" in text


def test_a_conflict_is_proposed_once_and_its_host_is_told(
    client, conflict, meeting, member, other, django_user_model, django_capture_on_commit_callbacks
):
    host = django_user_model.objects.create_user("vard@mellosa.example")
    other.members.add(host)
    path = f"/bygdenatverket/foresla/{conflict.pk}/"
    assert client.get(path).status_code == 302
    client.force_login(member)
    asked = {"meeting": meeting.pk, "text": "Kan vi dela på stranden?"}
    with django_capture_on_commit_callbacks(execute=True):
        client.post(path, asked)
        client.post(path, asked)
    point = meeting.agenda.get()
    assert (point.conflict, point.proposed_by) == (conflict, "Bettna bygderåd")
    assert [one.to for one in mail.outbox] == [["vard@mellosa.example"]]
    text = client.get(meeting.get_absolute_url()).text
    assert "Kan vi dela på stranden?" in text
    assert "Bettna bygderåd" in text
    for side in ("/planer/bettna/", "/planer/mellosa/"):
        assert "På dagordningen för" in client.get(side).text


def test_without_a_coming_meeting_one_can_be_called(client, conflict, member):
    client.force_login(member)
    text = client.get(f"/bygdenatverket/foresla/{conflict.pk}/").text
    assert "Inget möte är planerat än" in text
    assert "/bygdenatverket/mote/ny/" in text


def test_what_is_no_conflict_in_force_cannot_be_proposed(client, conflict, member, meeting):
    GoalLink.objects.update(relation="serves")
    client.force_login(member)
    assert client.post(f"/bygdenatverket/foresla/{conflict.pk}/").status_code == 404
    GoalLink.objects.update(relation="conflicts_with")
    PlanVersion.objects.update(status="superseded")
    assert client.post(f"/bygdenatverket/foresla/{conflict.pk}/").status_code == 404
    assert not meeting.agenda.exists()


def day(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize("kind", [Role.Kind.PLANNER, Role.Kind.POLITICIAN])
def test_the_working_group_notes_a_choice_and_what_came_of_it(client, django_user_model, kind):
    user = django_user_model.objects.create_user("a@flen.example")
    Role.objects.create(user=user, kind=kind)
    assert client.get("/bygdenatverket/val/nytt/").status_code == 302
    client.force_login(user)
    said = {"what": "Väg 221 varje gång", "why": "Flera byar vill", "chosen_on": day(-40)}
    early = client.post("/bygdenatverket/val/nytt/", said | {"next_check_on": day(-50)})
    assert "kommer efter valet" in early.text
    client.post("/bygdenatverket/val/nytt/", said | {"next_check_on": day(-1)})
    choice = NetworkChoice.objects.get()
    text = client.get("/bygdenatverket/").text
    assert "Väg 221 varje gång" in text
    assert "att se på igen" in text
    changed = said | {"next_check_on": day(90), "came_of_it": "Fyra möten", "edition": 1}
    client.post(f"/bygdenatverket/val/{choice.pk}/", changed)
    text = client.get("/bygdenatverket/").text
    assert "Fyra möten" in text
    assert "att se på igen" not in text
    second = client.post(f"/bygdenatverket/val/{choice.pk}/", changed | {"came_of_it": "Inget"})
    assert "Båda versionerna" in second.text
    assert NetworkChoice.objects.get().came_of_it == "Fyra möten"
