"""Scenarios: what they say is what measuring anew says; saved, shared, compared, taken over."""

from uuid import uuid4

import pytest
from django.urls import reverse

from plans.models import Activity, HousingProject, Scenario, VillageGroup
from plans.queries.changes import BadChange, BadStandard, ConflictingChanges, read_changes
from plans.queries.scenarios import outcome
from portal.queries.outcomes import effect_rows
from services.actions.coverage import run_coverage
from services.models import Category, Offer, ServicePoint, Standard
from services.queries.asked import AS_IT_IS, home_costs
from services.queries.coverage import findings, latest_run
from services.queries.whatif import CategoryChange, effect, present

pytestmark = pytest.mark.django_db
SPARREHOLM = "oppna,grocery,16.82500,59.07000"
QUESTION = "question-scenario"


@pytest.fixture
def enter(client, django_user_model):
    def sign_in(role, name="a"):
        user, made = django_user_model.objects.get_or_create(email=f"{role}-{name}@example.org")
        if made:
            user.roles.create(kind=role)
        client.force_login(user)
        return user

    return sign_in


def shop():
    return ServicePoint.objects.get(name="Coop Hälleforsnäs")


def lacking(found, slug="grocery-10-km"):
    one = next(one for one in found.effects if one.standard.slug == slug)
    return {area.name: one.lacking[n] for n, area in enumerate(found.areas) if area.name}, one


def measured_anew():
    """Measure everything again with the engine and read its own table."""
    run = run_coverage(metrics=["distance"])
    standard = Standard.objects.filter(slug="grocery-10-km")
    return {one.area_name: one for one in findings(run, standard) if one.locality}


def test_the_present_is_what_the_run_stored(demo):
    run, grocery = latest_run(), Category.objects.get(slug="grocery")
    stored, _ = home_costs(run, grocery, "distance", AS_IT_IS)
    _, today = present(run.pk, grocery.pk, "distance")
    assert (today.nearest.cost == stored.nearest.cost).all()


def test_closing_a_shop_says_what_measuring_without_it_says(demo):
    found, changed = lacking(outcome(latest_run(), read_changes([f"stang,{shop().pk},grocery"])))
    shop().offers.update(state="closed")
    anew = measured_anew()
    assert found["Hälleforsnäs"] == pytest.approx(1615)
    for name, finding in anew.items():
        assert found[name] == pytest.approx(finding.lacking)
    at = list(found).index("Hälleforsnäs")
    assert changed.verdicts[at] == anew["Hälleforsnäs"].verdict


def test_opening_and_moving_say_what_measuring_anew_says(demo):
    changes = read_changes([SPARREHOLM, f"flytta,{shop().pk},16.62000,59.17000"])
    found, _ = lacking(outcome(latest_run(), changes))
    new = ServicePoint.objects.create(name="Ny", point=changes.every[0].point, precision="exact")
    offer = Offer.objects.filter(service_point=shop()).first()
    Offer.objects.create(
        service_point=new,
        category=Category.objects.get(slug="grocery"),
        basis="listed",
        confirmed_on=offer.confirmed_on,
    )
    ServicePoint.objects.filter(pk=shop().pk).update(point=changes.every[1].point)
    for name, finding in measured_anew().items():
        assert found[name] == pytest.approx(finding.lacking)
    assert found["Sparreholm"] == 0


def test_a_changed_standard_says_what_the_table_would_say(demo):
    found, _ = lacking(outcome(latest_run(), read_changes(["norm,grocery-10-km,5000,80"])))
    Standard.objects.filter(slug="grocery-10-km").update(threshold=5000, target_share=0.8)
    table = findings(latest_run(), Standard.objects.filter(slug="grocery-10-km"))
    for finding in (one for one in table if one.locality):
        assert found[finding.area_name] == pytest.approx(finding.lacking)


def test_new_homes_add_their_residents_where_they_are_built(demo):
    project = HousingProject.objects.filter(locality__name="Sparreholm").first()
    project = project or HousingProject.objects.exclude(dwellings_min=None).first()
    found = outcome(latest_run(), read_changes([f"bygg,{project.pk},50"]))
    _, changed = lacking(found)
    gained = changed.after.residents[:, 0] - changed.before.residents
    at = [area.name for area in found.areas].index(project.locality.name)
    assert gained[at] == gained[-1] == pytest.approx(50)


def test_goals_follow(demo):
    found = outcome(latest_run(), read_changes([f"stang,{shop().pk}"]))
    changed = {one.goal.title: (one.before, one.after) for one in found.goals if one.is_changed}
    assert changed == {"Exempel: Behåll butiken i Hälleforsnäs": ("met", "unknown")}


def test_closing_all_leaves_everyone_unreached(demo):
    ids, _ = present(latest_run().pk, Category.objects.get(slug="grocery").pk, "distance")
    standard = Standard.objects.select_related("category").get(slug="grocery-10-km")
    found = effect(latest_run(), standard, CategoryChange(closed=tuple(ids.tolist())))
    assert found.lacking[-1] == pytest.approx(found.before.residents[-1])
    assert found.verdicts[-1] == "possible_gap"


@pytest.mark.parametrize(
    ("texts", "error"),
    [
        (["norm,grocery-10-km,0,90"], BadStandard),
        (["norm,grocery-10-km,10000,101"], BadStandard),
        (["norm,grocery-10-km,10000,nan"], BadStandard),
        (["oppna,grocery,0,0"], BadChange),
        (["oppna,grocery,inf,59"], BadChange),
        (["oppna,nothing,16.8,59"], BadChange),
        (["stang,999999"], BadChange),
        (["stang,²"], BadChange),
        (["bygg,999999"], BadChange),
        (["trolla,1"], BadChange),
        ([""], BadChange),
        ([SPARREHOLM, SPARREHOLM], ConflictingChanges),
    ],
)
def test_changes_that_make_no_sense_are_refused(demo, texts, error):
    with pytest.raises(error):
        read_changes(texts)


def test_conflicting_changes_of_one_place_are_refused(demo):
    pk = shop().pk
    with pytest.raises(ConflictingChanges):
        read_changes([f"stang,{pk},grocery", f"flytta,{pk},16.5,59.1"])
    with pytest.raises(ConflictingChanges):
        read_changes([f"stang,{pk}", f"stang,{pk},grocery"])


def test_the_question_answers_with_figures_and_words(demo, client):
    answer = client.get(reverse(QUESTION), {"c": SPARREHOLM}).json()
    row = next(one for one in answer["effects"] if one["area"] == "Sparreholm")
    assert (row["before"], row["after"], row["verdict_after"]) == ("739", "0", "met")
    assert answer["changes"][0]["words"] == "Öppna dagligvaror vid Sparreholm"
    assert "Sparreholm" in answer["html"]
    assert (
        "open groceries"
        in client.get(reverse(QUESTION), {"c": SPARREHOLM, "lang": "en"})
        .json()["changes"][0]["words"]
        .lower()
    )


def test_the_question_says_what_is_wrong(demo, client):
    response = client.get(reverse(QUESTION), {"c": "norm,grocery-10-km,0,90"})
    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")
    many = [f"oppna,grocery,16.{n:03},59.0" for n in range(41)]
    assert client.get(reverse(QUESTION), {"c": many}).status_code == 400


def test_a_change_of_a_few_people_is_not_shown(demo, client):
    found = outcome(latest_run(), read_changes(["norm,grocery-10-km,5000,90"]))
    _, changed = lacking(found)
    changed.hidden_change[-1] = True
    total = next(one for one in effect_rows(found) if one.is_total)
    assert "mindre än 5" in total.after
    assert total.change is None


def test_the_workbench_adds_a_change_without_scripts(demo, client):
    response = client.get(
        reverse("desk-scenarios"), {"lagg": "oppna", "locality": "sparreholm",
                                    "category": Category.objects.get(slug="grocery").pk}
    )  # fmt: skip
    page = client.get(response.url).content.decode()
    assert "Öppna dagligvaror vid Sparreholm" in page
    assert "Uppfyllt" in page


@pytest.mark.parametrize(
    "data", [{"limit": "0", "percent": "90"}, {"limit": "10", "percent": "101"}]
)
def test_the_workbench_refuses_a_standard_that_makes_no_sense(demo, client, data):
    asked = {"lagg": "norm", "standard": "grocery-10-km"} | data
    page = client.get(reverse("desk-scenarios"), asked)
    assert page.status_code == 200
    assert "field--invalid" in page.content.decode()


def test_a_scenario_is_its_maker_s_until_it_is_shared(demo, client, enter):
    enter("planner")
    client.post(reverse("desk-save-scenario"), {"name": "Ny butik", "c": SPARREHOLM})
    saved = Scenario.objects.get()
    assert "Ny butik" in client.get(saved.get_absolute_url()).content.decode()
    enter("politician", "b")
    assert client.get(saved.get_absolute_url()).status_code == 404
    change = reverse("desk-change-scenario", args=[saved.key])
    assert client.post(change, {"name": "Min nu"}).status_code == 404
    assert client.get(reverse("desk-compare-scenarios"), {"s": saved.key}).status_code == 404
    enter("planner")
    client.post(change, {"name": "Delad", "is_shared": "on", "c": SPARREHOLM})
    client.logout()
    assert "Delad" in client.get(saved.get_absolute_url()).content.decode()
    assert client.get(reverse("desk-scenario", args=[uuid4()])).status_code == 404


def test_two_windows_do_not_overwrite_each_other(demo, client, enter):
    owner = enter("planner")
    saved = Scenario.objects.create(owner=owner, name="A", changes=[SPARREHOLM])
    address = reverse("desk-change-scenario", args=[saved.key])
    client.post(address, {"name": "B", "edition": "1", "c": SPARREHOLM})
    page = client.post(address, {"name": "C", "edition": "1", "c": SPARREHOLM}, follow=True)
    saved.refresh_from_db()
    assert saved.name == "B"
    assert "annat fönster" in page.content.decode()


def test_four_scenarios_lie_side_by_side(demo, client, enter):
    owner = enter("planner")
    texts = [[SPARREHOLM], [f"stang,{shop().pk}"], ["norm,grocery-10-km,5000,90"], ["stang,999999"]]
    keys = [
        Scenario.objects.create(owner=owner, name=f"S{n}", changes=one).key
        for n, one in enumerate(texts)
    ]
    page = client.get(reverse("desk-compare-scenarios"), {"s": keys}).content.decode()
    assert all(f"S{n}" in page for n in range(4))
    assert "gäller något som inte finns" in page


def test_whoever_has_no_role_saves_nothing(demo, client, enter):
    data = {"name": "X", "c": SPARREHOLM}
    assert "logga-in" in client.post(reverse("desk-save-scenario"), data).url
    enter("reviewer")
    assert client.post(reverse("desk-save-scenario"), data).status_code == 403


def test_a_change_becomes_an_activity_tied_to_its_place(demo, client, enter):
    enter("planner")
    group = VillageGroup.objects.get(name__startswith="Sparreholm")
    client.post(
        reverse("desk-take-over-change"), {"change": SPARREHOLM, "c": SPARREHOLM, "group": group.pk}
    )
    activity = Activity.objects.get(title="Öppna dagligvaror vid Sparreholm")
    assert activity.version.plan.group == group
    assert activity.links.get().point_name == "Sparreholm"
    assert "/analys/scenario/?c=oppna" in activity.text
