"""Leaving: the person is gone from the live rows and from every older version."""

import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from route221.actions.farewell import delete_account
from route221.actions.yearly import ask_and_hide, link_key
from route221.models import Business, Stop
from route221.queries.own_data import own_data

pytestmark = pytest.mark.django_db


def test_deleted_account_leaves_a_tombstone_and_no_trace(client, published, owner):
    published.phone, published.email = "0157-1", "owner@example.se"
    published.save()
    delete_account(user=owner)
    business = Business.objects.get()
    assert (business.state, business.phone, business.email) == ("closed", "", "")
    assert set(Business.history.values_list("phone", "email")) == {("", "")}
    assert not Business.history.filter(history_user=owner).exists()
    owner.refresh_from_db()
    assert "owner" not in owner.email
    assert not owner.is_active
    assert not Stop.objects.exists()
    assert client.get(business.get_absolute_url()).status_code == 404


def test_business_with_someone_left_stays(published, owner, reviewer):
    published.ownerships.create(user=reviewer, is_confirmed=True)
    delete_account(user=owner)
    assert Business.objects.get().state == "published"


def test_draft_of_whoever_leaves_goes_altogether(draft, owner):
    delete_account(user=owner)
    assert not Business.objects.exists()
    assert not Business.history.exists()


def test_account_is_deleted_by_its_page_and_by_a_post_only(client, published, owner):
    client.force_login(owner)
    assert json.loads(client.get("/konto/uppgifter/").content)["businesses"][0]["name"]
    client.get("/konto/avsluta/")
    assert Business.objects.get().state == "published"
    client.post("/konto/avsluta/")
    assert Business.objects.get().state == "closed"
    assert client.get("/konto/").status_code == 302


def test_link_in_the_yearly_mail_answers_only_when_pressed(client, published):
    Business.objects.update(confirmed_on=date(2020, 1, 1))
    path = f"/stammer/?key={link_key(published)}"
    assert client.get(path).status_code == 200
    assert Business.objects.get().confirmed_on == date(2020, 1, 1)
    client.post(path)
    assert Business.objects.get().confirmed_on == timezone.localdate()
    assert client.get("/stammer/?key=forged").status_code == 410


def test_year_is_asked_after_and_two_silent_ones_hide_but_never_delete(published):
    mail.outbox.clear()
    today = published.confirmed_on
    assert ask_and_hide(today=today + timedelta(365)) == (1, 0)
    assert "/stammer/?key=" in mail.outbox[0].body
    assert ask_and_hide(today=today + timedelta(730)) == (0, 1)
    assert Business.objects.get().state == "paused"
    call_command("ask_businesses")


def test_everything_that_names_a_person_goes_with_the_account(published, owner, reviewer, road):
    from django.utils import timezone

    from accounts.models import OutgoingMail
    from plans.models import Follower, Scenario, VillageGroup
    from route221.models import Invitation, MeetingAnswer, RoadMeeting
    from services.models import Report

    group = VillageGroup.objects.create(name="Grupp", slug="grupp")
    group.members.add(owner)
    Follower.objects.create(group=group, email=owner.email, language="sv")
    Scenario.objects.create(name="Tänk om", owner=owner)
    meeting = RoadMeeting.objects.create(
        route=road, title="Möte", held_at=timezone.now(), place="Flen"
    )
    MeetingAnswer.objects.create(meeting=meeting, user=owner, comes=True)
    Invitation.objects.create(business=published, email=owner.email)
    Report.objects.create(text="Fel", email=owner.email, language="sv")
    OutgoingMail.objects.create(
        recipient=owner.email,
        subject="x",
        body="x",
        next_try_at=timezone.now(),
        expires_at=timezone.now(),
    )
    told = own_data(owner)
    for part in ("village_groups", "followed", "scenarios", "meetings", "reports"):
        assert len(told[part]) == 1, part
    assert len(told["invitations_to_you"]) == len(told["mail_not_yet_sent"]) == 1

    address = owner.email
    delete_account(user=owner)
    assert not group.members.exists()
    for rows in (
        Follower.objects.filter(email=address),
        Scenario.objects.all(),
        MeetingAnswer.objects.all(),
        Invitation.objects.all(),
        Report.objects.filter(email=address),
        OutgoingMail.objects.filter(recipient=address),
    ):
        assert not rows.exists(), rows.model
    assert Report.objects.get().text == "Fel"


def test_own_data_has_pictures_changes_and_what_was_decided(published, owner, reviewer):
    from route221.actions.changes import save_changes
    from route221.actions.people import invite

    published.photos.create(alt_sv="Gården", width=400, height=300)
    save_changes(business=published, changes={"name": "Nytt"}, author=owner)
    invite(business=published, email="vän@example.se", by=owner)
    told = own_data(owner)
    business = told["businesses"][0]
    assert business["photos"][0]["alt_sv"] == "Gården"
    assert business["revisions"][0]["changes"] == {"name": "Nytt"}
    assert {line["verb"] for line in business["decisions"]} == {"submit", "approve"}
    assert business["people"] == [owner.email]
    assert told["invitations_by_you"][0]["email"] == "vän@example.se"
