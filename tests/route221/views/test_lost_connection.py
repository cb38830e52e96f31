"""The answer never came: whoever sends the same once more gets one business, and loses nothing."""

import re
import smtplib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from accounts.mail import deliver_due_mail
from accounts.models import OutgoingMail
from route221.models import Business, Decision, Ownership, Photo

pytestmark = pytest.mark.django_db

STEPS = {
    "plats": {"lat": "59.05", "lon": "16.6", "address": "Byvägen 1"},
    "tider": {"Mo_from": "10:00", "Mo_to": "16:00", "season": "maj till september"},
    "bra-att-veta": {"phone": "0157-1", "good_to_know": ["dogs", "cycle"], "spoken": ["sv"]},
    "sprak": {"summary_en": "Coffee", "summary_de": "Kaffee"},
}


@pytest.fixture(autouse=True)
def calm(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("route221.forms.business.FASTEST_S", 0)


def begun(client):
    page = client.get("/foretag/ny/").context["form"].initial
    return {
        "name": "Kafé",
        "kind": "eat",
        "summary_sv": "Fika",
        "form_key": str(page["form_key"]),
        "opened": page["opened"],
    }


def picture():
    buffer = BytesIO()
    Image.new("RGB", (400, 300), "green").save(buffer, "PNG")
    return SimpleUploadedFile("a.png", buffer.getvalue(), "image/png")


def test_every_step_sent_twice_is_one_step(client, road, owner):
    client.force_login(owner)
    first = begun(client)
    for _ in range(2):
        assert client.post("/foretag/ny/", first).status_code == 302
    business = Business.objects.get()
    for step, values in STEPS.items():
        for _ in range(2):
            assert client.post(f"/foretag/{business.pk}/{step}/", values).status_code == 302
    for _ in range(2):
        client.post(f"/foretag/{business.pk}/gor/submit/")
    business.refresh_from_db()
    assert business.state == "submitted"
    assert (business.address, business.phone) == ("Byvägen 1", "0157-1")
    assert business.opening_hours == "Mo 10:00-16:00"
    assert business.season == "maj till september"
    assert (business.good_to_know, business.summary_de) == (["dogs", "cycle"], "Kaffee")
    assert Ownership.objects.count() == 1
    assert Decision.objects.filter(verb="submit").count() == 1


@pytest.mark.parametrize("lost_at", ["plats", "tider", "bra-att-veta", "sprak"])
def test_what_was_saved_before_the_line_broke_is_there_when_one_comes_back(
    client, road, owner, lost_at, monkeypatch
):
    client.force_login(owner)
    client.post("/foretag/ny/", begun(client))
    business = Business.objects.get()
    done = []
    for step, values in STEPS.items():
        if step == lost_at:
            break
        client.post(f"/foretag/{business.pk}/{step}/", values)
        done.append(step)

    def broken(*args, **more):
        raise ConnectionResetError

    with monkeypatch.context() as line:
        line.setattr("route221.views.business.save_changes", broken)
        with pytest.raises(ConnectionResetError):
            client.post(f"/foretag/{business.pk}/{lost_at}/", STEPS[lost_at])
    business.refresh_from_db()
    assert (business.point is not None) is ("plats" in done)
    assert bool(business.opening_hours) is ("tider" in done)
    assert bool(business.phone) is ("bra-att-veta" in done)
    assert client.post(f"/foretag/{business.pk}/{lost_at}/", STEPS[lost_at]).status_code == 302
    assert Business.objects.count() == 1


def test_picture_whose_answer_was_lost_is_one_and_is_taken_away_once(client, draft, owner):
    client.force_login(owner)
    for _ in range(2):
        client.post(f"/foretag/{draft.pk}/bilder/", {"file": picture(), "alt_sv": "Gården"})
    first = Photo.objects.get()
    address = f"/foretag/{draft.pk}/bilder/{first.pk}/"
    assert client.post(address, {"do": "remove"}).status_code == 302
    assert client.post(address, {"do": "remove"}).status_code == 404
    assert not Photo.objects.exists()


def test_registration_goes_on_while_the_mail_server_is_down_and_each_mail_comes_once(
    client, settings, submitted, reviewer, monkeypatch
):
    settings.EMAIL_BACKEND = "accounts.mail.OutboxBackend"
    sent = []

    def down(mail):
        raise smtplib.SMTPServerDisconnected

    client.force_login(reviewer)
    page = f"/granska/foretag/{submitted.pk}/"
    asked = {"verb": "ask_changes", "version": submitted.version, "reason": "Skriv mer."}
    for _ in range(2):
        assert client.post(page, asked).status_code == 302
    monkeypatch.setattr("accounts.mail._send", down)
    assert deliver_due_mail() == (0, 1)
    assert Business.objects.get().state == "changes_asked"
    waiting = OutgoingMail.objects.get()
    assert re.search("SMTP", waiting.last_error)
    monkeypatch.setattr("accounts.mail._send", lambda mail: sent.append(mail.recipient))
    OutgoingMail.objects.update(next_try_at=waiting.created_at)
    assert deliver_due_mail() == (1, 0)
    assert deliver_due_mail() == (0, 0)
    assert sent == ["owner@example.se"]


FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'No space left on device' USING ERRCODE = '53100'; END $$;
CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION no_room();
"""


@pytest.mark.parametrize("table", ["route221_business", "route221_ownership"])
def test_full_disk_under_the_database_saves_nothing_says_so_and_heals(client, owner, table):
    client.force_login(owner)
    values = begun(client)
    with connection.cursor() as cursor:
        cursor.execute(FULL.format(table=table))
    answer = client.post("/foretag/ny/", values)
    assert (answer.status_code, answer["Retry-After"]) == (503, "600")
    assert "Inget sparades" in answer.text
    assert not Business.objects.exists()
    assert not Ownership.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER no_room ON {table}")
    assert client.post("/foretag/ny/", values).status_code == 302
    assert Ownership.objects.get().user == owner


def test_other_faults_of_the_database_stay_faults(client, owner):
    client.force_login(owner)
    values = begun(client)
    with connection.cursor() as cursor:
        cursor.execute(FULL.format(table="route221_business").replace("53100", "XX000"))
    client.raise_request_exception = False
    assert client.post("/foretag/ny/", values).status_code == 500
