"""A consultation as a draft: seen by its officers only, changed until it opens, told of in time."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Role
from plans.models import Consultation

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(db):
    user = get_user_model().objects.create_user("handlaggare@kommun.example")
    Role.objects.create(user=user, kind=Role.Kind.PLANNER)
    return user


def day(ahead):
    return (timezone.localdate() + timedelta(days=ahead)).isoformat()


@pytest.fixture
def asked(locality):
    return {
        "title": "Skolans tider",
        "kind": "service",
        "text": "Vad tycker ni?",
        "unit": "Barn och utbildning",
        "localities": [locality.pk],
        "opens_on": day(2),
        "closes_on": day(14),
    }


@pytest.fixture
def drafted(client, officer, asked):
    client.force_login(officer)
    file = {"document": SimpleUploadedFile("a.pdf", b"%PDF-1.7 x")}
    client.post("/samrad/nytt/", asked | file)
    return Consultation.objects.get()


def test_draft_is_its_officers_alone(client, drafted, member):
    preview = f"/samrad/{drafted.pk}/utkast/"
    seen = client.get(preview).text
    assert "Skolans tider" in seen
    # Nobody can have answered yet, so there is nothing to reply to.
    assert f"/samrad/{drafted.pk}/bemot/" not in seen
    assert "Skolans tider" in client.get("/samrad/nytt/").text
    document = f"/samrad/{drafted.pk}/dokument/{drafted.files.get().pk}/"
    assert b"".join(client.get(document).streaming_content) == b"%PDF-1.7 x"
    client.force_login(member)
    assert client.get(preview).status_code == 403
    for path in (drafted.get_absolute_url(), document, f"/samrad/{drafted.pk}/svara/"):
        assert client.get(path).status_code == 404
    client.logout()
    assert "Skolans tider" not in client.get("/samrad/").text


def test_changed_until_it_opens_and_told_again(
    client, drafted, asked, group, member, django_capture_on_commit_callbacks
):
    change = f"/samrad/{drafted.pk}/andra/"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(change, asked | {"title": "Skolans nya tider"})
        assert mail.outbox == []
        client.post(f"/samrad/{drafted.pk}/utkast/", {"verb": "publish"})
    assert [one.to for one in mail.outbox] == [[member.email]]
    removed = drafted.files.get().pk
    with django_capture_on_commit_callbacks(execute=True):
        client.post(change, asked | {"title": "Tiderna", "removed": [removed]})
    assert "har ändrats" in mail.outbox[-1].subject
    drafted.refresh_from_db()
    assert (drafted.title, drafted.files.count()) == ("Tiderna", 0)
    Consultation.objects.update(opens_on=day(0))
    late = client.post(change, asked | {"title": "För sent"})
    assert "har öppnat" in late.text
    drafted.refresh_from_db()
    assert drafted.title == "Tiderna"


def test_two_officers_see_both_versions(client, drafted, asked):
    change = f"/samrad/{drafted.pk}/andra/"
    client.post(change, asked | {"title": "Den första", "edition": 1})
    text = client.post(change, asked | {"title": "Den andra", "edition": 1}).text
    assert "Den första" in text
    assert "Den andra" in text
    drafted.refresh_from_db()
    assert drafted.title == "Den första"


def test_draft_whose_day_has_come_is_not_published(client, drafted):
    Consultation.objects.update(opens_on=day(0))
    response = client.post(f"/samrad/{drafted.pk}/utkast/", {"verb": "publish"}, follow=True)
    assert "har öppnat" in response.text
    drafted.refresh_from_db()
    assert drafted.is_draft


def test_draft_is_thrown_away(client, drafted):
    client.post(f"/samrad/{drafted.pk}/utkast/", {"verb": "throw"})
    assert not Consultation.objects.exists()
