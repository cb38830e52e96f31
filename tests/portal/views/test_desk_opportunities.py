"""Opportunities: found, explained, weighed, and taken over into a village's draft."""

import pytest
from django.urls import reverse

from geo.models import PopulationCell
from plans.models import Activity, Goal, VillageGroup
from portal.queries.opportunities import opportunities
from route221.models import Route
from services.models import Completeness, ServicePoint
from services.queries.cells import usable_supply
from services.queries.coverage import latest_run
from services.queries.matrix import matrix

pytestmark = pytest.mark.django_db
PAGE = "desk-opportunities"
KEY = "221.groceries.grocery"


@pytest.fixture
def as_role(client, django_user_model):
    def enter(role=None, group=None):
        user = django_user_model.objects.create_user(f"{role or 'member'}@example.org")
        if role:
            user.roles.create(kind=role)
        if group:
            group.members.add(user)
        client.force_login(user)
        return client

    return enter


def by_hand():
    """Count who is beyond 10 km of a grocery and within 10 km of the road, cell by cell."""
    run, line = latest_run(), Route.objects.get(number="221").alignment
    ids, _ = usable_supply(matrix(run).column("grocery").standard.category_id, run.measured_on)
    places = ServicePoint.objects.filter(pk__in=ids.tolist())
    found, apart = 0.0, 0.0
    for cell in PopulationCell.objects.filter(dataset__is_active=True):
        nearest_m = min(cell.point.distance(place.point) for place in places) * 1.3
        road_m = cell.point.distance(line)
        if nearest_m > 10_000 and road_m <= 10_000:
            found += cell.residents
            apart += cell.residents * road_m
    return found, apart / found


def test_an_opportunity_counts_what_brute_force_counts(demo):
    found = opportunities(matrix(latest_run()))
    residents, apart_m = by_hand()
    one = found.find(KEY)
    assert one.residents == pytest.approx(residents)
    assert one.apart_m == pytest.approx(apart_m, rel=1e-6)
    assert one.meeting.locality.name == "Blacksta"
    assert not one.is_certain
    assert not found.certain


def test_it_is_certain_only_where_the_register_is_complete(demo):
    Completeness.objects.filter(category__slug="grocery").update(level="complete")
    assert [one.key for one in opportunities(matrix(latest_run())).certain] == [KEY]
    Completeness.objects.filter(category__slug="grocery").update(level="none")
    found = opportunities(matrix(latest_run()))
    assert not found.certain
    assert not found.possible


def test_the_page_explains_and_weighs(demo, client):
    page = client.get(reverse(PAGE)).content.decode()
    assert "Dagligvaror saknas i 18,2 km längs Väg 221; 744 invånare" in page
    assert "båda möts vid Blacksta" in page
    usual = opportunities(matrix(latest_run())).find(KEY).score
    assert f"Poäng {usual:.2f}".replace(".", ",") in page
    only_same = client.get(
        reverse(PAGE) + "?vikt-stretch=0&vikt-residents=0&vikt-nearness=0&vikt-sameness=1"
    ).content.decode()
    assert "Poäng 1,00" in only_same


@pytest.mark.parametrize("query", ["?km=0", "?km=x&vikt-stretch=99", "?km=400", "?fil=png"])
def test_the_page_answers_whatever_is_asked(demo, client, query):
    assert client.get(reverse(PAGE) + query).status_code == 200


def test_a_planner_turns_it_into_an_activity_tied_to_the_stretch(demo, as_role):
    group = VillageGroup.objects.get(name__startswith="Vadsbro")
    answer = as_role("planner").post(
        reverse("desk-take-over", args=[KEY]), {"group": group.pk, "kind": "activity"}
    )
    assert answer.url == group.get_absolute_url()
    activity = Activity.objects.get(title__contains="Blacksta")
    assert activity.version.plan.group == group
    assert activity.doer == Activity.Doer.MUNICIPALITY
    stretch = activity.links.get(route__number="221")
    one = opportunities(matrix(latest_run())).find(KEY)
    assert stretch.to_chainage_m == pytest.approx(one.stretch.to_chainage_m)
    assert activity.links.get(point__isnull=False).point_name == "Blacksta"


def test_only_the_group_itself_writes_its_goals(demo, as_role):
    group = VillageGroup.objects.get(name__startswith="Vadsbro")
    address, data = reverse("desk-take-over", args=[KEY]), {"group": group.pk, "kind": "goal"}
    before = Goal.objects.count()
    as_role("planner").post(address, data)
    assert Goal.objects.count() == before
    as_role(group=group).post(address, data)
    goal = Goal.objects.latest("pk")
    assert goal.target_standard.category.slug == "grocery"
    assert goal.links.filter(relation="opportunity_for").count() == 2


def test_a_stranger_adds_nothing(demo, as_role, client):
    group = VillageGroup.objects.first()
    data = {"group": group.pk, "kind": "activity"}
    assert "logga-in" in client.post(reverse("desk-take-over", args=[KEY]), data).url
    before = Activity.objects.count()
    as_role("reviewer").post(reverse("desk-take-over", args=[KEY]), data)
    assert Activity.objects.count() == before


def test_an_opportunity_that_is_gone_is_not_found(demo, as_role):
    address = reverse("desk-take-over", args=["221.fuel.fuel"])
    assert as_role("planner").post(address, {}).status_code == 404


def test_it_says_by_which_length_and_which_standard_it_counts(demo, client):
    page = client.get(reverse(PAGE)).content.decode()
    one = opportunities(matrix(latest_run())).find(KEY)
    assert one.limit_m == 10_000 < one.stretch.limit.threshold_m
    assert f"({one.standard.name})" in page
    assert f"{one.route.name} egen gräns är" in page


def card_of(page):
    return page.content.decode().split(f'id="{KEY}"')[1].split("</li>")[0]


def test_the_groups_of_the_meeting_place_stand_first_else_one_must_choose(demo, as_role):
    here = VillageGroup.objects.get(localities__name="Blacksta")
    planner = as_role("planner")
    card = card_of(planner.get(reverse(PAGE)))
    assert here.name in card.split("<option")[1]
    assert "Välj en grupp" not in card
    here.localities.clear()
    card = card_of(planner.get(reverse(PAGE)))
    assert '<option value="">Välj en grupp</option>' in card.split("<select")[1]
    assert card.count("<option") == 1 + VillageGroup.objects.count() > 2
    before = Activity.objects.count()
    planner.post(reverse("desk-take-over", args=[KEY]), {"group": "", "kind": "activity"})
    assert Activity.objects.count() == before


def test_who_writes_for_no_group_is_offered_none(demo, as_role):
    assert "<option" not in card_of(as_role("politician").get(reverse(PAGE)))
