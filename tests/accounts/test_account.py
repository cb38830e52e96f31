"""One's own account leads to what one's roles are for."""

import pytest
from django.contrib.auth import get_user_model

from accounts.models import Role
from plans.models import VillageGroup

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client):
    user = get_user_model().objects.create(email="someone@example.se")
    client.force_login(user)
    return user


LEADS = {
    Role.Kind.REVIEWER: ["/granska/", "/granska/tjanster/", "/granska/import/"],
    Role.Kind.PLANNER: ["/granska/tjanster/", "/granska/import/", "/analys/", "/planer/"],
    Role.Kind.POLITICIAN: ["/analys/", "/planer/"],
    Role.Kind.COORDINATOR: ["/vag221/samordna/"],
}


@pytest.mark.parametrize("kind", LEADS)
def test_account_leads_to_what_the_role_is_for(client, signed_in, kind):
    Role.objects.create(user=signed_in, kind=kind)
    page = client.get("/konto/").content.decode()
    every = {path for paths in LEADS.values() for path in paths} | {"/foretag/"}
    led_to = {path for path in every if f'class="card__link" href="{path}"' in page}
    assert led_to == {*LEADS[kind], "/foretag/"}
    assert all(client.get(path).status_code == 200 for path in LEADS[kind] if "vag" not in path)


def test_member_of_a_village_group_is_led_to_its_plan(client, signed_in):
    group = VillageGroup.objects.create(name="Bettna bygderåd", slug="bettna")
    group.members.add(signed_in)
    assert 'href="/planer/bettna/skriv/"' in client.get("/konto/").content.decode()
