"""Importance, shops by distance, what to confirm, two runs compared, standards with their past."""

from datetime import date

import numpy as np
import pytest
from django.urls import reverse

from geo.models import PopulationCell
from services.actions.coverage import run_coverage
from services.actions.standards import change_standard
from services.errors import StandardChangedMeanwhile
from services.models import Completeness, Offer, ServicePoint, Standard
from services.queries.coverage import findings, latest_run
from services.queries.importance import importance, shops_by_distance, to_confirm
from services.queries.run_changes import compare_runs

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(client, django_user_model):
    def sign_in(role):
        user = django_user_model.objects.create_user(f"{role}@example.org")
        user.roles.create(kind=role)
        client.force_login(user)
        return user

    return sign_in


def groceries():
    offers = Offer.objects.existing().confirmed().filter(category__slug="grocery")
    return [one.service_point for one in offers.exclude(service_point__point=None)]


def shop():
    return ServicePoint.objects.get(name="Coop Hälleforsnäs")


def test_importance_is_what_closing_does_cell_by_cell(demo):
    places = groceries()
    none, added = 0.0, 0.0
    for cell in PopulationCell.objects.filter(dataset__is_active=True, municipality__code="0482"):
        metres = {place.pk: cell.point.distance(place.point) * 1.3 for place in places}
        first, second = sorted(metres.values())[:2]
        if min(metres, key=metres.get) == shop().pk:
            added += cell.residents * (second - first)
            if first <= 10_000 < second:
                none += cell.residents
    one = next(one for one in importance(latest_run()) if one.place == shop())
    assert one.left_with_none == pytest.approx(none)
    assert one.added_m == pytest.approx(added)


def test_in_public_only_lone_places_are_named_without_figures(demo, client, enter):
    page = client.get(reverse("desk-importance")).content.decode()
    assert "Det enda inom räckhåll" in page
    assert "Invånare som blir utan" not in page
    assert "2 042" not in page.replace("\xa0", " ")
    enter("planner")
    page = client.get(reverse("desk-importance")).content.decode().replace("\xa0", " ")
    assert "Invånare som blir utan" in page


def test_shop_to_shop_is_the_straight_line_to_the_next_broad_one(demo):
    rows = shops_by_distance(latest_run())
    places = groceries()
    assert rows
    for row in rows:
        at = row.offer.service_point
        others = [at.point.distance(one.point) for one in places if one.pk != at.pk]
        assert row.metres == pytest.approx(min(others) * 1.3)
        assert row.passes == (row.metres > 10_000)
    assert list(rows) == sorted(rows, key=lambda row: (-row.metres, row.offer.pk))


def test_a_shop_of_limited_range_is_not_the_next_one(demo):
    before = {row.offer.pk: row for row in shops_by_distance(latest_run())}
    next_shop = before[next(iter(before))].next_shop
    Offer.objects.filter(service_point=next_shop, category__slug="grocery").update(range="limited")
    after = {row.offer.pk: row for row in shops_by_distance(latest_run())}
    pk = next(iter(before))
    assert after[pk].next_shop != next_shop
    assert after[pk].metres >= before[pk].metres


def test_what_would_change_most_is_to_be_confirmed_first(demo):
    offer = Offer.objects.filter(service_point=shop(), category__slug="grocery").get()
    offer.confirmed_on = date(2020, 1, 1)
    offer.save()
    rows = to_confirm(latest_run())
    assert rows[0].offer == offer
    assert rows[0].residents >= 0
    run = run_coverage(metrics=["distance"])
    first = to_confirm(run)[0]
    assert first.offer == offer
    assert first.residents == pytest.approx(2041.6, abs=0.1)


@pytest.mark.parametrize("name", ["importance", "shops", "confirm", "compare-runs", "standards"])
def test_pages_answer_and_leave_as_files(demo, client, name):
    assert client.get(reverse(f"desk-{name}")).status_code == 200
    if name in {"importance", "shops", "confirm"}:
        answer = client.get(reverse(f"desk-{name}") + "?fil=xlsx")
        assert "spreadsheetml" in answer["Content-Type"]


def test_two_runs_say_what_closed_and_what_it_changed(demo, client):
    first = latest_run()
    offer = Offer.objects.filter(service_point=shop(), category__slug="grocery").get()
    offer.state = "closed"
    offer.save()
    second = run_coverage(metrics=["distance"])
    found = compare_runs(second, first)
    assert (found.before.run, found.after.run) == (first, second)
    grocery = found.after.column("grocery").standard
    causes = found.causes(grocery, None)
    assert [(one.name, one.what) for one in causes] == [(shop().name, "closed")]
    change = found.after.column("grocery").lacking - found.before.column("grocery").lacking
    assert change[-1] == pytest.approx(2041.6, abs=0.1)
    address = f"{reverse('desk-compare-runs')}?a={first.pk}&b={second.pk}"
    page = client.get(address).content.decode().replace("\xa0", " ")
    assert "Coop Hälleforsnäs: stängt" in page
    assert "1 615" in page


def test_each_area_s_change_names_what_its_own_people_got_or_lost(demo):
    first = latest_run()
    for name in ("Coop Hälleforsnäs", "Coop Malmköping"):
        offer = Offer.objects.get(service_point__name=name, category__slug="grocery")
        offer.state = "closed"
        offer.save()
    found = compare_runs(first, run_coverage(metrics=["distance"]))
    column = found.after.column("grocery")
    named = {
        area.name: {one.name for one in found.causes(column.standard, n)}
        for n, area in enumerate(found.after.areas)
        if area.locality
    }
    assert named["Hälleforsnäs"] == {"Coop Hälleforsnäs"}
    assert named["Bettna"] == set()
    assert len(found.causes(column.standard, None)) == 2


def test_runs_of_other_people_are_not_compared(demo, client):
    first = latest_run()
    second = run_coverage(metrics=["distance"])
    second.datasets.remove(*second.datasets.filter(kind="population"))
    address = f"{reverse('desk-compare-runs')}?a={first.pk}&b={second.pk}"
    assert "kan inte jämföras" in client.get(address).content.decode()
    assert client.get(reverse("desk-compare-runs") + "?a=99999&b=x").status_code == 200


def test_a_standard_is_previewed_then_changed_and_keeps_its_past(demo, client, enter):
    enter("planner")
    address = reverse("desk-standard", args=["grocery-10-km"])
    data = {"limit": "5", "percent": "80", "origin": "Ny plan", "reason": "Beslut"}
    page = client.post(address, data | {"verb": "preview"}).content.decode()
    assert "Bettna" in page
    assert Standard.objects.get(slug="grocery-10-km").threshold == 10_000
    client.post(address, data | {"verb": "save"})
    standard = Standard.objects.get(slug="grocery-10-km")
    assert (standard.threshold, standard.target_share) == (5_000, 0.8)
    assert standard.origin_sv == "Ny plan"
    version = standard.versions.get()
    assert (version.threshold, version.target_share, version.reason) == (10_000, 0.9, "Beslut")
    bettna = next(
        one
        for one in findings(latest_run(), Standard.objects.filter(pk=standard.pk))
        if one.area_name == "Bettna"
    )
    assert bettna.lacking == pytest.approx(375)


@pytest.mark.parametrize(
    "bad", [{"limit": "0"}, {"percent": "101"}, {"percent": "0"}, {"limit": "x"}]
)
def test_a_standard_that_makes_no_sense_is_refused(demo, client, enter, bad):
    enter("planner")
    address = reverse("desk-standard", args=["grocery-10-km"])
    data = {"limit": "5", "percent": "80", "origin": "A", "reason": "B", "verb": "save"} | bad
    assert "field--invalid" in client.post(address, data).content.decode()
    assert Standard.objects.get(slug="grocery-10-km").threshold == 10_000


def test_two_who_change_a_standard_do_not_overwrite_each_other(demo, client, enter):
    user = enter("planner")
    standard = Standard.objects.get(slug="grocery-10-km")
    values = {"target_share": 0.5, "origin": "A", "reason": "B", "by": user}
    change_standard(standard=standard, threshold=7_000, was=(10_000, 0.9), **values)
    with pytest.raises(StandardChangedMeanwhile):
        change_standard(standard=standard, threshold=8_000, was=(10_000, 0.9), **values)
    data = {"limit": "5", "percent": "80", "origin": "A", "reason": "B", "verb": "save"}
    client.post(reverse("desk-standard", args=[standard.slug]), data | {"was": "10000/0.9"})
    assert Standard.objects.get(pk=standard.pk).threshold == 7_000


def test_only_planners_change_standards(demo, client, enter):
    address = reverse("desk-standard", args=["grocery-10-km"])
    assert "logga-in" in client.get(address).url
    enter("politician")
    assert client.get(address).status_code == 403


def test_figures_are_finite_or_said(demo):
    assert all(np.isfinite(one.added_m) for one in importance(latest_run()))


def test_shops_nobody_confirmed_stand_in_the_list_only_when_asked(demo, client):
    offer = shops_by_distance(latest_run())[0].offer
    name = offer.service_point.name
    rows = len(shops_by_distance(latest_run()))
    Offer.objects.filter(pk=offer.pk).update(confirmed_on=None)
    page = client.get(reverse("desk-shops"))
    assert [row[0] for row in page.context["table"].rows].count(name) == 0
    page = client.get(reverse("desk-shops") + "?obekraftat=1")
    assert len(page.context["table"].rows) >= rows
    row = next(row for row in page.context["table"].rows if row[0] == name)
    assert row[page.context["table"].columns.index("Bekräftad")] == "nej"
    assert 'name="obekraftat" value="1" checked' in page.content.decode()


def test_standards_are_filtered_by_how_complete_their_register_is(demo, client):
    levels = {one.category_id: one.level for one in Completeness.objects.all()}
    for level in ("complete", "partial"):
        page = client.get(reverse("desk-standards") + f"?register={level}")
        shown = list(page.context["standards"])
        wanted = [one for one in Standard.objects.all() if levels.get(one.category_id) == level]
        assert shown == wanted
    assert client.get(reverse("desk-standards") + "?kostnad=roads").status_code == 200


def test_a_cell_counts_unconfirmed_services_when_asked(demo, client):
    address = reverse("desk-cell", args=["alla", "grocery"])
    assert "obekraftat" in client.get(address + "?register=partial").content.decode()
    page = client.get(address + "?obekraftat=1&kostnad=estimated").content.decode()
    assert 'name="kostnad" value="estimated"' in page
    assert "checked" in page
