"""The register's staff: places, offers, threats, closings, completeness, each with its source."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from geo.models import PopulationCell
from plans.models import GoalLink, LocalPlan, PlanVersion, VillageGroup
from route221.models import Business
from services.actions.coverage import run_coverage
from services.actions.register import close_due_offers
from services.models import Category, Completeness, Offer, RegisterAct, ServicePoint, Standard
from services.queries.effect import to_confirm

pytestmark = pytest.mark.django_db
HOME = "/granska/tjanster/"


@pytest.fixture
def staff(client, django_user_model):
    user = django_user_model.objects.create_user("staff@example.se")
    user.roles.create(kind="planner")
    client.force_login(user)
    return client


@pytest.fixture
def place(locality):
    return ServicePoint.objects.create(
        name="Lanthandeln",
        point=Point(594_700, 6_530_500, srid=3006),
        precision="exact",
        locality=locality,
        municipality=locality.municipality,
    )


def test_place_and_offer_are_added_by_hand(staff, locality, grocery):
    values = {
        "name": "Ny butik",
        "lat": "58.9052",
        "lon": "16.6441",
        "precision": "exact",
        "source": "Besök 2026-11-20",
    }
    assert staff.get(HOME + "ny/").status_code == 200
    refused = staff.post(HOME + "ny/", values | {"precision": "none"})
    assert refused.status_code == 200
    staff.post(HOME + "ny/", values)
    place = ServicePoint.objects.get()
    assert place.locality == locality
    offer = {
        "category": grocery.pk,
        "state": "open",
        "Mo_from": "09:00",
        "Mo_to": "18:00",
        "special0_first": "2030-12-24",
        "source": "Besök",
    }
    assert staff.get(f"{HOME}{place.pk}/erbjuder/").status_code == 200
    staff.post(f"{HOME}{place.pk}/erbjuder/", offer)
    made = Offer.objects.get()
    assert made.opening_hours == "Mo 09:00-18:00; 2030 Dec 24 off"
    assert (made.basis, made.confirmed_on) == ("confirmed", timezone.localdate())
    page = staff.get(f"{HOME}utbud/{made.pk}/").content.decode()
    assert "2030-12-24" in page
    again = staff.post(f"{HOME}{place.pk}/erbjuder/", offer)
    assert again.status_code == 200, "a place offers each kind once"
    assert made.history.count() == 1


def test_threat_needs_a_dated_source_and_can_be_lifted(staff, place, grocery):
    offer = place.offers.create(category=grocery)
    address = f"{HOME}utbud/{offer.pk}/"
    tomorrow = timezone.localdate() + timedelta(1)
    staff.post(address + "hotat/", {"on": "2026-11-01"})
    staff.post(address + "hotat/", {"on": tomorrow, "source": "Tidningen"})
    offer.refresh_from_db()
    assert offer.threatened_since is None
    staff.post(address + "hotat/", {"on": "2026-11-01", "source": "Tidningen 1 november"})
    offer.refresh_from_db()
    assert offer.threatened_source == "Tidningen 1 november"
    staff.post(address + "ej-hotat/")
    offer.refresh_from_db()
    assert (offer.threatened_since, offer.threatened_source) == (None, "")


def test_closing_to_come_ends_on_its_day(staff, place, grocery):
    offer = place.offers.create(category=grocery)
    last = timezone.localdate() + timedelta(10)
    staff.post(f"{HOME}utbud/{offer.pk}/stang/", {"on": last, "source": "Anslag"})
    offer.refresh_from_db()
    assert offer.state == "open"
    assert Offer.objects.existing(last - timedelta(1)).exists()
    assert not Offer.objects.existing(last).exists()
    assert close_due_offers(today=last) == 1
    offer.refresh_from_db()
    assert offer.state == "closed"


def test_merged_place_leads_on_and_goals_follow(staff, place, grocery, locality):
    group = VillageGroup.objects.create(name="Bettna", slug="bettna")
    plan = LocalPlan.objects.create(group=group, name="Plan")
    goal = PlanVersion.objects.create(plan=plan, year=2026).goals.create(title="Butik")
    twin = ServicePoint.objects.create(
        name="Lanthandeln i byn", point=place.point, precision="exact", locality=locality
    )
    old_offer, kept_offer = (one.offers.create(category=grocery) for one in (twin, place))
    by_place = GoalLink.objects.create(goal=goal, relation="depends_on", service_point=twin)
    by_offer = GoalLink.objects.create(goal=goal, relation="serves", offer=old_offer)
    assert "Lanthandeln i byn" in staff.get(f"{HOME}{place.pk}/").content.decode()
    staff.post(f"{HOME}{twin.pk}/sla-ihop/", {"into": place.pk})
    by_place.refresh_from_db()
    by_offer.refresh_from_db()
    assert (by_place.service_point, by_offer.offer) == (place, kept_offer)
    old_offer.refresh_from_db()
    assert old_offer.state == "closed"
    assert staff.get(twin.get_absolute_url()).url == place.get_absolute_url()
    staff.post(f"{HOME}{twin.pk}/sla-ihop/", {"into": place.pk})
    assert ServicePoint.objects.get(pk=place.pk).replaced_by is None


def _twins(place, grocery, locality):
    """A plan that leans on both of two places, on one alone, and on what that one offers."""
    twin = ServicePoint.objects.create(
        name="Lanthandeln i byn", point=place.point, precision="exact", locality=locality
    )
    library = Category.objects.create(slug="library", name_sv="Bibliotek", name="Library")
    old_offer, kept_offer = (one.offers.create(category=grocery) for one in (twin, place))
    apart = twin.offers.create(category=library)
    before = ServicePoint.objects.create(name="Förr", precision="none", replaced_by=twin)
    group = VillageGroup.objects.create(name="Bettna", slug="bettna")
    plan = LocalPlan.objects.create(group=group, name="Plan")
    version = PlanVersion.objects.create(plan=plan, year=2026)
    both, alone = (version.goals.create(title=title) for title in ("Butik", "Bibliotek"))
    for goal, tied in (
        (both, {"service_point": twin}),
        (both, {"service_point": place}),
        (alone, {"service_point": twin}),
        (alone, {"offer": old_offer}),
    ):
        GoalLink.objects.create(goal=goal, relation="depends_on", note="Nära", **tied)
    return twin, before, (old_offer, kept_offer, apart)


def _whole_register():
    """All that a merge may touch, but for the numbers of rows written anew."""
    links = GoalLink.objects.values_list(
        "goal__title", "relation", "note", "service_point", "offer"
    )
    offers = Offer.objects.values_list(
        "pk", "service_point", "state", "valid_from", "valid_to", "confirmed_on", "source"
    )
    places = ServicePoint.objects.values_list("pk", "replaced_by")
    businesses = Business.objects.values_list("pk", "service_point")
    return [sorted(rows, key=repr) for rows in (links, offers, places, businesses)]


def test_undone_merge_puts_back_all_that_followed(staff, place, grocery, locality):
    twin, before, offers = _twins(place, grocery, locality)
    business = Business.objects.create(
        name="Handeln", service_point=twin, point=place.point, precision="exact"
    )
    stood = _whole_register()
    page = staff.post(f"{HOME}{twin.pk}/sla-ihop/", {"into": place.pk}, follow=True)
    business.refresh_from_db()
    before.refresh_from_db()
    assert (business.service_point, before.replaced_by) == (place, place)
    assert Offer.objects.get(pk=offers[2].pk).service_point == place
    assert not GoalLink.objects.filter(service_point=twin).exists()
    act = RegisterAct.objects.get()
    undo = f"{HOME}gjort/{act.pk}/angra/"
    assert undo in page.content.decode(), "the way back stands beside the word"
    assert undo in staff.get(HOME + "gjort/").content.decode()
    staff.post(undo)
    assert _whole_register() == stood
    again = staff.post(undo, follow=True).content.decode()
    assert "redan ångrat" in again
    staff.post(f"{HOME}{twin.pk}/sla-ihop/", {"into": place.pk})
    assert RegisterAct.objects.count() == 2, "what was undone can be done again"


def test_place_under_another_name_close_by_can_be_merged_too(staff, place):
    where = {"precision": "exact", "locality": place.locality}
    for name, away_m in (("Okänd badplats", 140), ("Annan badplats", 160)):
        point = Point(place.point.x + away_m, place.point.y, srid=3006)
        ServicePoint.objects.create(name=name, point=point, **where)
    page = staff.get(f"{HOME}{place.pk}/").content.decode()
    assert "Slå samman med Okänd badplats" in page
    assert "Annan badplats" not in page


def test_merge_changed_since_is_not_undone(staff, place, grocery, locality):
    twin, _before, offers = _twins(place, grocery, locality)
    staff.post(f"{HOME}{twin.pk}/sla-ihop/", {"into": place.pk})
    Offer.objects.filter(pk=offers[0].pk).update(source="Någon annan")
    stood = _whole_register()
    said = staff.post(f"{HOME}gjort/{RegisterAct.objects.get().pk}/angra/", follow=True)
    assert "ändrats sedan dess" in said.content.decode()
    assert _whole_register() == stood


@pytest.mark.parametrize("verb", ["hotat", "ej-hotat", "stang", "bekrafta"])
def test_what_was_done_with_an_offer_is_undone(staff, place, grocery, verb):
    offer = place.offers.create(
        category=grocery, threatened_since=date(2026, 10, 1), threatened_source="Tidningen"
    )
    stood = Offer.objects.filter(pk=offer.pk).values().get()
    staff.post(f"{HOME}utbud/{offer.pk}/{verb}/", {"on": "2026-11-01", "source": "Anslag"})
    assert Offer.objects.filter(pk=offer.pk).values().get() != stood
    staff.post(f"{HOME}gjort/{RegisterAct.objects.get().pk}/angra/")
    assert Offer.objects.filter(pk=offer.pk).values().get() == stood


def test_closing_is_not_undone_where_another_took_its_place(staff, place, grocery):
    offer = place.offers.create(category=grocery)
    staff.post(f"{HOME}utbud/{offer.pk}/stang/", {"on": "2026-11-01", "source": "Anslag"})
    place.offers.create(category=grocery)
    said = staff.post(f"{HOME}gjort/{RegisterAct.objects.get().pk}/angra/", follow=True)
    assert "Rätta det för hand" in said.content.decode()
    offer.refresh_from_db()
    assert offer.state == "closed"


def test_form_sent_twice_adds_one_place(staff, locality):
    values = {
        "name": "Ny butik",
        "precision": "none",
        "source": "Besök",
        "form_key": "6d3f0c1e-64dc-4e3c-8c2b-1b7f2a0f9d11",
    }
    first, second = (staff.post(HOME + "ny/", values) for _ in range(2))
    assert ServicePoint.objects.count() == 1
    assert first.url == second.url


def test_completeness_is_declared_and_changed(staff, grocery):
    row = {
        "category": grocery.pk,
        "level": "partial",
        "source": "Kedjor",
        "stated_on": "2026-01-01",
    }
    staff.post(HOME + "kannedom/", row)
    made = Completeness.objects.get()
    staff.post(f"{HOME}kannedom/{made.pk}/", row | {"level": "complete"})
    made.refresh_from_db()
    assert made.level == "complete"
    assert staff.post(HOME + "kannedom/", row).status_code == 200, "declared once"


def test_role_of_another_municipality_changes_nothing(
    client, django_user_model, place, grocery, dataset
):
    from geo.models import Municipality

    other = Municipality.objects.create(code="0480", name="N", county="S", dataset=dataset)
    user = django_user_model.objects.create_user("there@example.se")
    user.roles.create(kind="planner", municipality=other)
    client.force_login(user)
    offer = place.offers.create(category=grocery)
    for address in (f"{HOME}{place.pk}/", f"{HOME}{place.pk}/andra/", f"{HOME}utbud/{offer.pk}/"):
        assert client.get(address).status_code == 403
        assert client.post(address).status_code == 403
    client.post(HOME + "att-bekrafta/", {"offer": [offer.pk], "source": "x"})
    offer.refresh_from_db()
    assert offer.confirmed_on is None


def test_list_to_confirm_is_sorted_by_whom_it_would_reach(
    staff, place, grocery, municipality, locality, dataset
):
    rng = np.random.default_rng(4)
    spots = rng.uniform((580_000, 6_520_000), (620_000, 6_560_000), (60, 2))
    people = rng.integers(1, 50, 60)
    PopulationCell.objects.bulk_create(
        PopulationCell(
            dataset=dataset,
            grid_id=f"g{n}",
            size_m=1000,
            point=Point(*map(float, spot), srid=3006),
            municipality=municipality,
            residents=float(people[n]),
        )
        for n, spot in enumerate(spots)
    )
    Standard.objects.create(
        slug="g10",
        name="10 km",
        category=grocery,
        threshold=10_000,
        target_share=0.9,
        origin="test",
        is_primary=True,
    )
    near = place.offers.create(category=grocery)
    known = ServicePoint.objects.create(
        name="Känd", point=Point(600_000, 6_550_000, srid=3006), precision="exact"
    )
    known.offers.create(category=grocery, confirmed_on=timezone.localdate())
    lost = ServicePoint.objects.create(name="Utan läge", precision="none")
    lost.offers.create(category=grocery)
    run_coverage()
    found = to_confirm()
    assert [one.offer.service_point.name for one in found] == ["Lanthandeln", "Utan läge"]
    have = np.hypot(*(spots - (600_000, 6_550_000)).T) * 1.3 <= 10_000
    would = np.hypot(*(spots - (594_700, 6_530_500)).T) * 1.3 <= 10_000
    assert found[0].residents == pytest.approx(people[would & ~have].sum())
    assert found[0].residents > 0
    assert found[1].residents is None
    page = staff.get(HOME + "att-bekrafta/").content.decode()
    assert page.index("Lanthandeln") < page.index("Utan läge")
    staff.post(HOME + "att-bekrafta/", {"offer": [near.pk]})
    assert not Offer.objects.get(pk=near.pk).confirmed_on, "somebody must have said so"
    staff.post(HOME + "att-bekrafta/", {"offer": [near.pk], "source": "Ringt butiken"})
    near.refresh_from_db()
    assert (near.confirmed_on, near.source) == (timezone.localdate(), "Ringt butiken")


def test_register_is_found_by_name_village_and_kind_at_a_constant_price(
    staff, place, grocery, django_assert_max_num_queries
):
    for n in range(30):
        more = ServicePoint.objects.create(name=f"Ställe {n}", precision="none")
        more.offers.create(category=grocery)
    with django_assert_max_num_queries(12):
        assert "Ställe 7" in staff.get(HOME).content.decode()
    assert "Lanthandeln" in staff.get(HOME, {"q": "bettna"}).content.decode()
    assert (
        "Lanthandeln" not in staff.get(HOME, {"q": "bettna", "kategori": "fuel"}).content.decode()
    )


def test_two_of_the_staff_at_once_write_nothing_over_unread(staff, place, grocery):
    address = f"{HOME}{place.pk}/andra/"
    read = staff.get(address).context["read"]
    values = {
        "name": "Lanthandeln",
        "lat": "58.9052",
        "lon": "16.6441",
        "precision": "exact",
        "source": "Besök",
        "read": read,
    }
    staff.post(address, values | {"address": "Byvägen 1"})
    second = staff.post(address, values | {"address": "Byvägen 2"})
    assert second.status_code == 200
    assert "Någon ändrade" in second.text
    assert "Byvägen 2" in second.text
    place.refresh_from_db()
    assert place.address == "Byvägen 1"
    # Having seen what stands, one may save all the same.
    staff.post(address, values | {"address": "Byvägen 2", "read": second.context["read"]})
    place.refresh_from_db()
    assert place.address == "Byvägen 2"
