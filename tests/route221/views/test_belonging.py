"""People of a business, its sign and visits, and what it shares with the service register."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from route221.actions.changes import save_changes
from route221.actions.registration import take_step
from route221.actions.review import decide, merge
from route221.models import Business, Ownership, Stop, Tally
from route221.queries.figures import figures_of

pytestmark = pytest.mark.django_db
PEOPLE = "Mozilla/5.0 (Linux; Android 14) Chrome/120"


def test_person_is_invited_joins_by_the_button_and_takes_over(
    client, django_user_model, owner, published
):
    home = f"/foretag/{published.pk}/"
    client.force_login(owner)
    client.post(home + "personer/bjud-in/", {"email": "Ny@example.se"})
    link = re.search(r"/foretag/inbjudan/\?key=\S+", mail.outbox[-1].body)[0]
    wrong = django_user_model.objects.create_user("annan@example.se")
    client.force_login(wrong)
    client.post(link)
    assert not Ownership.objects.filter(user=wrong).exists()
    new = django_user_model.objects.create_user("ny@example.se")
    client.force_login(new)
    assert client.get(link).status_code == 200
    assert not Ownership.objects.filter(user=new).exists(), "a mail scanner joins nobody"
    assert client.post(link).status_code == 302
    assert client.post(link).status_code == 410
    client.post(f"{home}personer/{owner.pk}/bort/")
    assert [one.user for one in published.ownerships.all()] == [new]
    client.post(f"{home}personer/{new.pk}/bort/")
    assert published.ownerships.count() == 1, "the last one stays"


def test_invitation_says_the_same_whether_the_address_is_known(
    client, django_user_model, owner, published
):
    client.force_login(owner)
    django_user_model.objects.create_user("known@example.se")
    pages = []
    for address in ("known@example.se", "unknown@example.se"):
        answer = client.post(
            f"/foretag/{published.pk}/personer/bjud-in/", {"email": address}, follow=True
        )
        pages.append(re.sub(r"csrf\S+|value=\"\w{64}\"", "", answer.content.decode()))
    assert len(mail.outbox[-1].to) == 1
    words = "En inbjudan är på väg"
    assert words in pages[0]
    assert words in pages[1]


def test_visits_scans_and_starts_are_counted_without_robots(client, published):
    page = published.get_absolute_url()
    for agent in (PEOPLE, PEOPLE, "Googlebot/2.1", ""):
        client.get(page, HTTP_USER_AGENT=agent)
    assert client.get(f"/q/f{published.pk}", HTTP_USER_AGENT=PEOPLE).url == page
    way = client.get(f"/foretag/{published.pk}/hitta-hit/", HTTP_USER_AGENT=PEOPLE)
    assert b"geo:" in way.content
    figures = figures_of(published, timezone.localdate())
    assert (figures.visits, figures.scans, figures.starts) == (2, 1, 1)


def test_weeks_of_the_plot_add_up_to_the_visits(published):
    today = timezone.localdate()
    for back in (0, 1, 6, 13, 70, 180):
        Tally.objects.create(
            business=published, kind="visit", day=today - timedelta(back), count=back + 1
        )
    figures = figures_of(published, today)
    assert sum(bar.count for bar in figures.bars) == figures.visits
    assert max(bar.height for bar in figures.bars) == 120
    assert {bar.week.weekday() for bar in figures.bars} == {0}


def test_code_on_the_wall_leads_to_what_the_business_was_merged_into(
    client, owner, published, reviewer
):
    other = Business.objects.create(
        name="Den andra", kind="eat", state="published", point=published.point, precision="exact"
    )
    merge(business=published, into=other, actor=reviewer)
    found = client.get(f"/q/f{published.pk}", HTTP_USER_AGENT=PEOPLE)
    assert found.url == other.get_absolute_url()
    assert Tally.objects.get().business == other


def test_sign_is_for_ones_own_published_business_and_quotes_the_law(client, owner, published):
    address = f"/foretag/{published.pk}/skylt/"
    client.force_login(owner)
    assert "46 §" in client.get(address).content.decode()
    pdf = client.get(address + "skylt.pdf")
    assert pdf.content.startswith(b"%PDF")
    client.logout()
    assert client.get(address).status_code == 302


@pytest.fixture
def shop(locality, grocery, draft):
    from services.models import ServicePoint

    place = ServicePoint.objects.create(
        name="Exempelkaféet", point=draft.point, precision="exact", locality=locality, phone="1"
    )
    place.offers.create(category=grocery, opening_hours="Mo-Fr 09:00-18:00")
    return place


def test_business_that_is_a_service_place_is_one_thing(client, owner, reviewer, draft, shop, road):
    from route221.actions import measure_stops

    measure_stops(route=road)
    assert Stop.objects.get().service_point == shop
    client.force_login(owner)
    assert "Det är det här stället" in client.get(f"/foretag/{draft.pk}/").content.decode()
    client.post(f"/foretag/{draft.pk}/samma-plats/{shop.pk}/")
    draft.refresh_from_db()
    assert draft.service_point == shop
    sent = take_step(business=draft, verb="submit", actor=owner)
    shop.refresh_from_db()
    assert shop.offers.get().basis != "confirmed", "nothing is carried over unseen"
    shown = decide(business=sent, verb="approve", version=sent.version, reason="", actor=reviewer)
    assert Stop.objects.get().business == shown, "listed once"
    save_changes(business=shown, changes={"opening_hours": "Mo-Su 08:00-20:00"}, author=owner)
    offer = shop.offers.get()
    assert (offer.opening_hours, offer.basis) == ("Mo-Su 08:00-20:00", "confirmed")
    take_step(business=shown, verb="pause", actor=owner)
    assert shop.offers.get().state == "paused"
    assert Stop.objects.filter(business=shown).count() == 0
    take_step(business=shown, verb="resume", actor=owner)
    assert shop.offers.get().state == "open"
    take_step(business=shown, verb="close", actor=owner)
    assert shop.offers.get().valid_to == timezone.localdate()


def test_invitation_is_in_the_language_of_whoever_gets_it(published, owner, django_user_model):
    from route221.actions.people import invite

    mail.outbox.clear()
    owner.language = "de"
    owner.save()
    invite(business=published, email="okand@example.se", by=owner)
    assert "/de/foretag/inbjudan/" in mail.outbox[-1].body, "unknown: as its sender reads"
    django_user_model.objects.create_user("known@example.se", language="en")
    invite(business=published, email="known@example.se", by=owner)
    assert "You are invited" in mail.outbox[-1].body


def test_linking_a_place_says_so_asks_no_more_and_can_be_undone(client, owner, draft, shop):
    client.force_login(owner)
    was = (draft.point.coords, draft.phone, draft.opening_hours)
    shop.point = draft.point.clone()
    shop.point.x += 30
    shop.save()
    linked = client.post(f"/foretag/{draft.pk}/samma-plats/{shop.pk}/", follow=True)
    assert "Kopplad till Exempelkaféet" in linked.text
    assert "Det är det här stället" not in linked.text
    assert "samma-plats/angra/" in client.get(f"/foretag/{draft.pk}/").text
    draft.refresh_from_db()
    assert (draft.phone, draft.point.x) == ("1", shop.point.x)
    draft.website = "https://kafe.example"
    draft.save()
    undone = client.post(f"/foretag/{draft.pk}/samma-plats/angra/", follow=True)
    assert "Det är det här stället" in undone.text
    draft.refresh_from_db()
    assert draft.service_point is None
    assert (draft.point.coords, draft.phone, draft.opening_hours) == was
    assert draft.website == "https://kafe.example", "what was changed since stays"
    again = client.post(f"/foretag/{draft.pk}/samma-plats/angra/")
    assert again.status_code == 302


def test_link_of_somebody_else_is_not_undone(client, django_user_model, owner, draft, shop):
    client.force_login(owner)
    client.post(f"/foretag/{draft.pk}/samma-plats/{shop.pk}/")
    client.force_login(django_user_model.objects.create_user("annan@example.se"))
    assert client.post(f"/foretag/{draft.pk}/samma-plats/angra/").status_code == 404
    draft.refresh_from_db()
    assert draft.service_point == shop
