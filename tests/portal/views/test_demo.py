"""The demonstration's entry: once, here, and only in a demonstration."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from portal.demo.people import ROLES
from portal.serving.__main__ import ROLES as NAMED_AT_THE_START

pytestmark = pytest.mark.django_db
HERE = {"HTTP_HOST": "localhost:8221"}


@pytest.fixture(autouse=True)
def demonstration(settings):
    settings.DEMO = True


def link(role: str) -> str:
    out = StringIO()
    call_command("demo_login", role, stdout=out)
    return "/" + out.getvalue().strip().split("/", 3)[3]


@pytest.mark.parametrize("role", ROLES)
def test_link_enters_once_in_each_role(client, role):
    path = link(role)
    assert client.get(path, headers={"host": "localhost"}).status_code == 302
    assert client.get("/konto/").status_code == 200
    client.logout()
    assert client.get(path, headers={"host": "localhost"}).status_code == 410


@pytest.mark.parametrize(
    "extra",
    [{"REMOTE_ADDR": "10.0.0.1"}, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}],
)
def test_link_is_not_there_from_elsewhere(client, extra):
    path = link("admin")
    assert client.get(path, **(HERE | extra)).status_code == 404
    assert client.get("/demo/post/", **(HERE | extra)).status_code == 404


def test_link_is_neither_made_nor_taken_outside_a_demonstration(client, settings):
    path = link("admin")
    settings.DEMO = False
    assert client.get(path, **HERE).status_code == 404
    with pytest.raises(CommandError, match="no demonstration"):
        call_command("demo_login", "admin")


def test_link_never_enters_an_account_of_a_real_person(client, django_user_model):
    from portal.demo.people import DemoToken

    user = django_user_model.objects.create_superuser("real@example.se")
    path = f"/demo/in/{user.pk}/{DemoToken().make_token(user)}/"
    assert client.get(path, **HERE).status_code == 404


def test_server_names_every_role_one_can_enter_in():
    assert set(NAMED_AT_THE_START.split(", ")) == set(ROLES)
