"""Signing in by a code: the same answer for everyone, and a session only where it is needed."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from accounts.models import OutgoingMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def queued_mail(settings):
    settings.EMAIL_BACKEND = "accounts.mail.OutboxBackend"


def code_from_mail() -> str:
    return re.search(r"^([A-Z0-9-]{6,12})$", OutgoingMail.objects.latest("pk").body, re.M)[1]


def test_new_address_is_let_in_by_its_code_and_gets_an_account(client):
    response = client.post("/logga-in/", {"email": "New@example.se"})
    assert response.url == "/logga-in/kod/"
    response = client.post("/logga-in/kod/", {"code": code_from_mail()})
    assert response.status_code == 302
    assert client.get("/konto/").status_code == 200
    assert get_user_model().objects.get().email == "new@example.se"
    assert not get_user_model().objects.get().has_usable_password()


def test_another_address_can_be_given_after_a_mistake(client):
    client.post("/logga-in/", {"email": "mistake@example.se"})
    assert client.get("/logga-in/").status_code == 200
    client.post("/logga-in/", {"email": "right@example.se"})
    client.post("/logga-in/kod/", {"code": code_from_mail()})
    assert client.get("/konto/").context["user"].email == "right@example.se"


def test_known_and_unknown_addresses_get_the_same_answer(django_user_model):
    django_user_model.objects.create_user("known@example.se")
    answers = [
        Client().post("/logga-in/", {"email": address}, follow=True)
        for address in ("known@example.se", "unknown@example.se")
    ]
    texts = [
        re.sub(r'value="[^"]+"|\w+@example.se', "", answer.content.decode()) for answer in answers
    ]
    assert texts[0] == texts[1]
    assert OutgoingMail.objects.count() == 2


def test_wrong_code_is_refused_and_used_up_after_three(client):
    client.post("/logga-in/", {"email": "a@example.se"})
    for _ in range(3):
        client.post("/logga-in/kod/", {"code": "WRONG1"})
    client.post("/logga-in/kod/", {"code": code_from_mail()})
    assert client.get("/konto/").status_code == 302


def test_account_is_refused_and_leads_to_sign_in_when_signed_out(client):
    assert client.get("/konto/").url == "/logga-in/?next=/konto/"


def test_sign_out_needs_a_post(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("a@example.se"))
    assert client.get("/logga-ut/").status_code == 405
    client.post("/logga-ut/")
    assert client.get("/konto/").status_code == 302


def test_pages_without_forms_set_no_cookie(client):
    assert not client.get("/om/").cookies
    assert set(client.get("/logga-in/").cookies) == {"csrf"}


def test_code_mail_is_dropped_when_the_code_is_too_old(client):
    client.post("/logga-in/", {"email": "a@example.se"})
    mail = OutgoingMail.objects.get()
    assert (mail.expires_at - mail.created_at).total_seconds() == pytest.approx(900, abs=5)


def test_too_many_codes_for_one_address_are_refused(client):
    answers = [client.post("/logga-in/", {"email": "a@example.se"}) for _ in range(12)]
    assert {answer.status_code for answer in answers} <= {200, 302, 429}
    assert OutgoingMail.objects.count() < 12
