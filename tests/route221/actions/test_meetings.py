"""Meetings along the road: invited once, answered by the invited, points that become activities."""

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from plans.models import LocalPlan, PlanVersion, VillageGroup
from route221.models import MeetingPoint, RoadMeeting
from route221.queries.meetings import interest

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(client, django_user_model):
    user = django_user_model.objects.create_user("samordnare@example.se")
    user.roles.create(kind="coordinator")
    client.force_login(user)
    return user


@pytest.fixture
def meeting(client, coordinator, published, road):
    values = {
        "title": "Vårmöte",
        "held_at": f"{timezone.localtime() + timedelta(days=20):%Y-%m-%dT18:00}",
        "place": "Bygdegården i Vadsbro",
        "invitation": "Välkomna!",
    }
    assert client.get("/vag221/moten/nytt/").status_code == 200
    client.post("/vag221/moten/nytt/", values)
    made = RoadMeeting.objects.get()
    mail.outbox.clear()
    client.post(f"/vagmoten/{made.pk}/andra/", values | {"do": "invite"})
    client.post(f"/vagmoten/{made.pk}/andra/", values | {"do": "invite"})
    return made


def test_people_of_published_stops_are_invited_once(client, meeting, owner):
    assert [sent.to for sent in mail.outbox] == [[owner.email]]
    assert f"/vagmoten/{meeting.pk}/" in mail.outbox[0].body


def test_invited_answer_and_propose_and_others_only_read(client, meeting, owner, django_user_model):
    page, reply = f"/vagmoten/{meeting.pk}/", f"/vagmoten/{meeting.pk}/svar/"
    client.force_login(owner)
    client.post(reply, {"comes": "0"})
    client.post(reply, {"comes": "1"})
    key = str(uuid.uuid4())
    for _ in range(2):
        client.post(reply, {"text": "Gemensamma <b>öppetdagar</b>", "form_key": key})
    assert MeetingPoint.objects.get().text == "Gemensamma öppetdagar"
    assert meeting.answers.get().comes
    client.force_login(django_user_model.objects.create_user("annan@example.se"))
    assert client.post(reply, {"comes": "1"}).status_code == 403
    client.logout()
    shown = client.get(page).content.decode()
    assert "1 kommer" in shown
    assert owner.email not in shown


def test_meeting_nobody_is_invited_to_is_the_coordinators_alone(client, coordinator, road):
    draft = RoadMeeting.objects.create(
        route=road, title="Utkast", held_at=timezone.now(), place="–"
    )
    assert client.get(f"/vagmoten/{draft.pk}/").status_code == 200
    client.logout()
    assert client.get(f"/vagmoten/{draft.pk}/").status_code == 404
    assert "Utkast" not in client.get("/vag221/moten/").content.decode()


def test_point_becomes_an_activity_once(client, coordinator, meeting, owner):
    group = VillageGroup.objects.create(name="Vadsbro byalag", slug="vadsbro")
    plan = LocalPlan.objects.create(group=group, name="Plan")
    version = PlanVersion.objects.create(plan=plan, year=2026)
    point = meeting.points.create(text="Skyltar vid infarterna", by=owner)
    for _ in range(2):
        client.post(f"/vagmoten/punkt/{point.pk}/", {"version": version.pk})
    assert [one.title for one in version.activities.all()] == ["Skyltar vid infarterna"]
    assert "Vadsbro byalag" in client.get(f"/vagmoten/{meeting.pk}/").content.decode()


def test_ticks_are_counted_for_the_coordinator_alone(client, coordinator, published, road):
    published.takes_part = ["signs", "marketing"]
    published.save()
    assert [one.count for one in interest(road)] == [1, 1, 0]
    assert "Vilka som vill vara med" in client.get("/vag221/moten/").content.decode()
    client.logout()
    assert "Vilka som vill vara med" not in client.get("/vag221/moten/").content.decode()
