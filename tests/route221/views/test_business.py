"""From nothing to the map by the pages themselves, as a person and against robots."""

import pytest
from django.core import signing

from route221.forms.business import TRAP
from route221.models import Business, Stop

pytestmark = pytest.mark.django_db
KEY = "7e0d9b2e-55a6-4b5e-9f9e-0c9a3c0b6b11"


def first(**more):
    return {
        "name": "Exempel: Kafé",
        "kind": "eat",
        "summary_sv": "Fika <b>vid</b> vägen",
        "form_key": KEY,
        "opened": signing.dumps(0, salt=TRAP),
    } | more


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


def test_business_is_registered_reviewed_published_and_its_hours_changed(
    signed_in, road, reviewer, locality
):
    assert signed_in.post("/foretag/ny/", first()).status_code == 302
    business = Business.objects.get()
    assert business.summary_sv == "Fika vid vägen"
    home = f"/foretag/{business.pk}/"
    signed_in.post(home + "plats/", {"lat": "58.9588", "lon": "16.5985"})
    signed_in.post(home + "tider/", {"Mo_from": "10:00", "Mo_to": "16:00", "on_eves": "on"})
    signed_in.post(home + "bra-att-veta/", {"phone": "0157-000 00", "good_to_know": ["card"]})
    signed_in.post(home + "sprak/", {"summary_en": "Coffee by the road"})
    assert b"km" in signed_in.get(home).content
    signed_in.post(home + "gor/submit/")

    signed_in.force_login(reviewer)
    assert b"Exempel: Kaf" in signed_in.get("/granska/").content
    page = f"/granska/foretag/{business.pk}/"
    version = signed_in.get(page).context["business"].version
    signed_in.post(page, {"verb": "ask_changes", "version": version})
    assert Business.objects.get().state == "submitted", "a reason is needed"
    signed_in.post(page, {"verb": "ask_changes", "version": version, "reason": "Bild?"})
    assert Business.objects.get().state == "changes_asked"

    signed_in.force_login(business.ownerships.get().user)
    assert b"Bild?" in signed_in.get(home).content
    signed_in.post(home + "gor/submit/")
    signed_in.force_login(reviewer)
    version = signed_in.get(page).context["business"].version
    signed_in.post(page, {"verb": "approve", "version": version})
    assert signed_in.get(business.get_absolute_url()).status_code == 200
    assert Stop.objects.get().business == business

    signed_in.force_login(business.ownerships.get().user)
    signed_in.post(home + "tider/", {"always": "on"})
    assert Business.objects.get().opening_hours == "24/7"


def test_farm_shop_without_address_and_hours_manages(signed_in, draft):
    draft.opening_hours, draft.address = "", ""
    draft.save()
    home = f"/foretag/{draft.pk}/"
    signed_in.post(home + "tider/", {"by_arrangement": "on", "when_sign_is_out": "on"})
    signed_in.post(home + "gor/submit/")
    assert Business.objects.get().state == "submitted"


def test_same_form_sent_twice_makes_one_business(signed_in):
    answers = [signed_in.post("/foretag/ny/", first()) for _ in range(2)]
    assert answers[0].url == answers[1].url
    assert Business.objects.count() == 1


@pytest.mark.parametrize(
    "more", [{"homepage_2": "x"}, {"opened": "forged"}, {"opened": signing.dumps(2**40, salt=TRAP)}]
)
def test_robots_are_stopped(signed_in, more):
    assert signed_in.post("/foretag/ny/", first(**more)).status_code == 200
    assert not Business.objects.exists()


def test_form_sent_too_fast_says_so_calmly_without_a_field_and_can_be_sent_again(
    signed_in, monkeypatch
):
    with monkeypatch.context() as patch:
        patch.setattr("route221.forms.business.FASTEST_S", 10**12)
        page = signed_in.post("/foretag/ny/", first())
    assert "snabbare än någon hinner läsa. Vänta några sekunder" in page.text
    assert "Opened" not in page.text
    assert "opened" not in page.context["form"].errors
    assert signed_in.post("/foretag/ny/", first()).status_code == 302


def test_form_open_too_long_is_opened_anew_and_keeps_what_was_written(signed_in):
    page = signed_in.post("/foretag/ny/", first(opened="forged"))
    assert "öppet för länge" in page.text
    assert "Exempel: Kafé" in page.text
    assert page.context["form"]["opened"].value() != "forged"


def test_too_many_drafts_in_an_hour_are_stopped(signed_in, settings):
    settings.DRAFTS_PER_USER = 1
    keys = [KEY, KEY.replace("7e", "8e")]
    answers = [signed_in.post("/foretag/ny/", first(form_key=key)).status_code for key in keys]
    assert answers == [302, 429]


@pytest.mark.parametrize(
    ("step", "data", "field"),
    [
        ("plats", {"lat": "91", "lon": "16"}, "lat"),
        ("plats", {"lat": "nan", "lon": "16"}, "lat"),
        ("plats", {"lat": "59", "lon": "16", "entrance_lat": "59"}, "entrance_lat"),
        ("tider", {"Mo_from": "10:00"}, "Mo_from"),
        ("tider", {"own_words": "när vi vill"}, "own_words"),
        ("tider", {"season_from": "May"}, "season_from"),
        ("om", {"name": "", "kind": "eat"}, "name"),
        ("bra-att-veta", {"website": "javascript:alert(1)"}, "website"),
    ],
)
def test_mistakes_are_said_beside_their_field(signed_in, draft, step, data, field):
    response = signed_in.post(f"/foretag/{draft.pk}/{step}/", data)
    assert response.status_code == 200
    assert field in response.context["form"].errors


def test_step_of_someone_else_is_not_there(client, draft, django_user_model):
    client.force_login(django_user_model.objects.create_user("stranger@example.se"))
    for path in ("", "om/", "plats/", "gor/submit/"):
        response = client.post(f"/foretag/{draft.pk}/{path}", {})
        assert response.status_code == 404


def test_look_alike_is_shown_before_sending(signed_in, draft, published):
    published.ownerships.all().delete()
    twin = Business.objects.create(
        name="Exempelkafét", kind="eat", point=published.point, precision="exact"
    )
    twin.ownerships.create(user_id=signed_in.session["_auth_user_id"], is_confirmed=True)
    assert published in signed_in.get(f"/foretag/{twin.pk}/").context["alike"]


def test_where_says_the_kilometre_or_refuses(signed_in, road):
    assert "km" in signed_in.get("/foretag/lage/?lat=58.9588&lon=16.5985").json()["html"]
    for query in ("", "?lat=x&lon=1", "?lat=nan&lon=16", "?lat=1&lon=1"):
        assert signed_in.get("/foretag/lage/" + query).status_code == 400
