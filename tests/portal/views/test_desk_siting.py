"""Where best: the page's answer is the best of every choice, and opening it there says the same."""

import uuid

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django_tasks_db.models import DBTaskResult

from geo.analysis.siting import Siting
from geo.models import Locality
from plans.queries.changes import read_changes
from plans.queries.scenarios import outcome
from portal.drawing.sites import from_best, place_name
from route221.models import Route
from services.actions.siting import cancel_search, carry_out_search
from services.models import Completeness, Offer, SiteSearch, Standard
from services.queries.capacity import capacity_rows
from services.queries.coverage import latest_run
from services.queries.siting import Candidate, best_sites, candidates, located
from services.tasks import find_sites

pytestmark = pytest.mark.django_db
PAGE = "desk-siting"


def grocery():
    return Standard.objects.select_related("category").get(slug="grocery-10-km")


def lacking_if_opened(points):
    from django.contrib.gis.geos import Point

    texts = []
    for x, y in points:
        there = Point(x, y, srid=3006).transform(4326, clone=True)
        texts.append(f"oppna,grocery,{there.x:.7f},{there.y:.7f}")
    found = outcome(latest_run(), read_changes(texts))
    return next(one for one in found.effects if one.standard == grocery()).lacking[-1]


def test_no_other_locality_leaves_fewer_beyond(demo):
    found = best_sites(latest_run(), grocery(), 1, "localities")
    every = [lacking_if_opened([one.point]) for one in candidates("localities", grocery())]
    assert found.siting.is_exact
    assert found.lacking_after == pytest.approx(min(every), abs=0.5)
    assert found.lacking_before == pytest.approx(2326.5, abs=0.1)


def test_two_leave_no_more_than_one_and_as_many_as_the_scenario_says(demo):
    two = best_sites(latest_run(), grocery(), 2, "localities")
    one = best_sites(latest_run(), grocery(), 1, "localities")
    assert two.lacking_after <= one.lacking_after
    opened = [place.point for place, _ in two.chosen]
    assert two.lacking_after == pytest.approx(lacking_if_opened(opened), abs=0.5)
    assert sum(gain for _, gain in two.chosen) == pytest.approx(
        two.lacking_before - two.lacking_after
    )


def test_what_nobody_knows_is_sited_nowhere(demo, client):
    page = client.get(reverse(PAGE) + "?tjanst=fuel-20-km").content.decode()
    assert "Inte bedömt" in page
    assert client.post(reverse("desk-sites-ask"), {"tjanst": "fuel-20-km"}).url == reverse(PAGE)
    assert not SiteSearch.objects.exists()


def test_where_nobody_lacks_it_no_place_helps(demo):
    standard = grocery()
    standard.threshold = 500_000
    assert best_sites(latest_run(), standard, 1, "localities").chosen == ()


@pytest.fixture
def ask(client, django_capture_on_commit_callbacks):
    """Ask for a search as the page's form does; return its row, not yet carried out."""

    def asked(by=client, **data):
        with django_capture_on_commit_callbacks(execute=True):
            response = by.post(reverse("desk-sites-ask"), {"tjanst": "grocery-10-km"} | data)
        assert response.status_code == 302
        return SiteSearch.objects.get(key=resolve(response.url).kwargs["key"])

    return asked


def work(search):
    return carry_out_search(search_id=search.pk, task_id=search.task_id)


def shown(response):
    assert response.status_code == 200
    return response.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("query", ["", "?tjanst=nothing&antal=99&fran=x&mal=x", "?antal=-1"])
def test_the_form_answers_whatever_is_asked(demo, client, query):
    assert client.get(reverse(PAGE) + query).status_code == 200


def test_a_search_that_asks_for_nothing_there_is_is_refused_in_words(demo, client):
    response = client.post(reverse("desk-sites-ask"), {"tjanst": "nothing"}, follow=True)
    assert "Välj en service som har ett mått" in shown(response)
    assert client.get(reverse("desk-sites", args=[uuid.uuid4()])).status_code == 404


def test_asking_waits_for_the_worker_and_the_answer_stays_at_its_address(demo, client, ask):
    search = ask(antal="2")
    page = shown(client.get(reverse("desk-sites", args=[search.key])))
    assert "<progress" in page
    assert "Exakt räknat:" not in page
    look = client.get(reverse("desk-sites-look", args=[search.key])).json()
    assert look["under_way"]
    assert work(search)
    assert not client.get(reverse("desk-sites-look", args=[search.key])).json()["under_way"]
    page = shown(Client().get(reverse("desk-sites", args=[search.key])))
    assert "Exakt räknat:" in page
    assert "/analys/scenario/?c=oppna%2Cgrocery" in page
    found = best_sites(latest_run(), grocery(), 2, "localities")
    for number in (found.lacking_before, found.lacking_after, *(gain for _, gain in found.chosen)):
        assert f"{round(number):,}".replace(",", " ") in page


@pytest.mark.parametrize("kind", ["xlsx", "csv", "gpkg", "png", "pdf"])
def test_the_answer_leaves_as_a_file_also_when_its_run_is_gone(demo, client, ask, kind):
    search = ask()
    work(search)
    number = latest_run().pk
    SiteSearch.objects.update(run=None)
    address = reverse("desk-sites", args=[search.key])
    assert "vilar på tidigare siffror" in shown(client.get(address))
    content = client.get(f"{address}?fil={kind}")
    assert f"basta-plats.{kind}" in content["Content-Disposition"]
    if kind == "csv":
        assert f"Mätning {number}," in content.content.decode()


def test_the_same_question_leads_to_the_answer_until_the_standard_changes(demo, client, ask):
    search = ask()
    work(search)
    assert ask() == search
    address = reverse(PAGE) + "?tjanst=grocery-10-km"
    assert client.get(address).url == reverse("desk-sites", args=[search.key])
    Standard.objects.filter(slug="grocery-10-km").update(threshold=9_000)
    assert ask() != search
    assert "vilar på tidigare siffror" in shown(
        client.get(reverse("desk-sites", args=[search.key]))
    )


def test_two_planners_at_once_do_not_disturb_each_other(demo, ask, django_user_model):
    planners = []
    for name in ("one", "two"):
        planner = Client()
        planner.force_login(django_user_model.objects.create_user(f"{name}@example.org"))
        planners.append(planner)
    first, second = (ask(by=planner) for planner in planners)
    assert first != second
    address = reverse("desk-sites-cancel", args=[second.key])
    assert planners[0].post(address).status_code == 404
    assert planners[0].post(reverse("desk-sites-cancel", args=[first.key])).status_code == 302
    assert not work(first)
    assert work(second)
    first.refresh_from_db()
    assert (first.state, first.answer) == ("cancelled", None)
    page = shown(planners[0].get(reverse("desk-sites", args=[first.key])))
    assert "avbröts" in page


def test_a_search_is_cancelled_between_two_candidates(demo, ask, monkeypatch):
    search = ask()

    def candidates_meanwhile(run, standard, p, source, aim, step):
        step(1, 10)
        cancel_search(search=search)
        step(2, 10)
        raise AssertionError("it went on")

    monkeypatch.setattr("services.actions.siting.best_sites", candidates_meanwhile)
    assert not work(search)
    search.refresh_from_db()
    assert (search.state, search.done) == ("cancelled", 8)


def test_a_killed_worker_s_search_is_taken_up_by_the_same_task_alone(demo, ask):
    search = ask()
    SiteSearch.objects.update(state="running", done=40)
    assert not carry_out_search(search_id=search.pk, task_id=uuid.uuid4())
    assert work(search)
    search.refresh_from_db()
    assert search.state == "done"


def test_a_search_nobody_carries_says_so_and_is_not_counted(demo, client, ask):
    search = ask()
    DBTaskResult.objects.filter(pk=search.task_id).update(status="FAILED")
    address = reverse("desk-sites-look", args=[search.key])
    answer = client.get(address).json()
    assert not answer["under_way"]
    assert "avbröts innan den hade ett svar" in answer["html"]
    assert [ask(antal=str(number)).p for number in (2, 3, 4)] == [2, 3, 4]
    response = client.post(reverse("desk-sites-ask"), {"tjanst": "grocery-10-km"}, follow=True)
    assert "Tre av dina sökningar pågår redan" in shown(response)


def test_a_search_that_fails_says_so(demo, client, ask, monkeypatch):
    monkeypatch.setattr("services.actions.siting.best_sites", lambda *given: 1 / 0)
    search = ask()
    assert not work(search)
    search.refresh_from_db()
    assert (search.state, search.error) == ("failed", "ZeroDivisionError")
    assert "Tryck på Sök" in shown(client.get(reverse("desk-sites", args=[search.key])))


def test_the_worker_carries_a_search_out_as_a_task(demo, ask):
    search = ask(fran="roads", mal="median")
    task = DBTaskResult.objects.get(pk=search.task_id)
    assert task.args_kwargs["args"] == [search.pk]
    assert find_sites.module_path == task.task_path


def test_capacity_within_reach_adds_up(demo, client, ask):
    Completeness.objects.filter(category__slug="grocery").update(level="complete")
    Offer.objects.filter(category__slug="grocery").update(capacity=100)
    rows = capacity_rows(latest_run(), grocery())
    assert [row.per_thousand for row in rows] == sorted(row.per_thousand for row in rows)
    assert rows[-1].per_thousand > 0
    search = ask()
    work(search)
    address = reverse("desk-sites", args=[search.key])
    assert "E2SFCA" in shown(client.get(address))
    table = client.get(f"{address}?del=kapacitet&fil=csv").content.decode("utf-8-sig")
    assert table.count("\n") > len(rows)


def test_a_place_on_the_roads_is_told_by_road_and_village(demo):
    line = Route.objects.get(number="221").alignment
    at = line.interpolate(line.length / 2)
    told = located(Candidate((at.x, at.y), ""))
    nearest = min(
        Locality.objects.exclude(point=None), key=lambda one: (one.point.distance(at), one.pk)
    )
    assert told.near == nearest.name
    assert told.near_m == pytest.approx(nearest.point.distance(at))
    name = place_name({"name": "", "point": told.point, "road": told.road, "near": told.near,
                       "near_m": told.near_m})  # fmt: skip
    assert name.startswith("vid väg 221, ")
    assert name.endswith(f" från {nearest.name}")


def test_an_answer_with_a_bound_says_how_far_it_may_be_from_the_best():
    assert Siting((0,), 90.0, 100.0, False).from_best == pytest.approx(0.1)
    assert Siting((0,), 100.0, 90.0, False).from_best == pytest.approx(0.1)
    assert Siting((0,), 100.0, 100.0, True).from_best == 0
    assert from_best({"from_best": 0.094}).replace("\xa0", " ") == "10 %"
