"""The working group by function, and places that a programme designates."""

import pytest
from django.contrib.auth import get_user_model

from accounts.models import Role
from plans.models import DesignatedPlace, Programme, WorkingGroupSeat

pytestmark = pytest.mark.django_db


def holder(kind):
    user = get_user_model().objects.create_user(f"{kind}@kommun.example")
    Role.objects.create(user=user, kind=kind)
    return user


@pytest.mark.parametrize("kind", ["planner", "coordinator"])
def test_seats_are_kept_by_function_and_shown(client, group, kind):
    assert "inte känt för portalen" in client.get("/bygdenatverket/").text
    client.force_login(holder(kind))
    given = {"kind": "village", "held_by": "Bettna bygderåd", "group": group.pk}
    client.post("/bygdenatverket/arbetsgrupp/ny/", given)
    seat = WorkingGroupSeat.objects.get()
    text = client.get("/bygdenatverket/").text
    assert f'<a href="/planer/bettna/">{seat.held_by}</a>' in text
    page = f"/bygdenatverket/arbetsgrupp/{seat.pk}/"
    wrong = given | {"kind": "officer", "since": "2026-02-01", "until": "2026-01-01"}
    refused = client.post(page, wrong).text
    assert "Bara byarnas plats" in refused
    assert "slutar efter" in refused
    client.post(page, given | {"until": "2020-01-01"})
    assert (
        '/planer/bettna/">Bettna bygderåd'
        not in client.get("/bygdenatverket/").text.split("arbetsgruppen")[1].split("</dl>")[0]
    )


def test_two_who_change_one_seat_see_both(client):
    client.force_login(holder("planner"))
    seat = WorkingGroupSeat.objects.create(kind="officer", held_by="Planenheten")
    page = f"/bygdenatverket/arbetsgrupp/{seat.pk}/"
    client.post(page, {"kind": "officer", "held_by": "Näringsliv", "edition": 1})
    text = client.post(page, {"kind": "officer", "held_by": "Kultur", "edition": 1}).text
    assert "Näringsliv" in text
    seat.refresh_from_db()
    assert seat.held_by == "Näringsliv"


@pytest.mark.parametrize("kind", ["region", "planner"])
def test_designation_stands_on_the_programme_and_the_place(client, locality, kind):
    programme = Programme.objects.create(
        name="Serviceprogram", slug="service", owner="Region", from_year=2024
    )
    client.force_login(holder(kind))
    given = {"programme": programme.pk, "kind": "serviceort", "locality": locality.pk}
    refused = client.post("/program/utsedd/ny/", given)
    assert refused.status_code == 200
    assert '<p class="kicker"><a href="/program/">' in refused.text
    client.post("/program/utsedd/ny/", given | {"source": "Beslut RS 12/24", "as_of": "2024-05-02"})
    place = DesignatedPlace.objects.get()
    for path in ("/program/", locality.get_absolute_url()):
        text = client.get(path).text
        assert "Beslut RS 12/24" in text
        assert "serviceort" in text.lower()
    client.post(f"/program/utsedd/{place.pk}/", {"verb": "withdraw"})
    assert not DesignatedPlace.objects.exists()
