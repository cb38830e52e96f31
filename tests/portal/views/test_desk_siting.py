"""Where best: the page's answer is the best of every choice, and opening it there says the same."""

import pytest
from django.urls import reverse

from plans.queries.changes import read_changes
from plans.queries.scenarios import outcome
from services.models import Completeness, Offer, Standard
from services.queries.capacity import capacity_rows
from services.queries.coverage import latest_run
from services.queries.siting import best_sites, candidates

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


@pytest.mark.parametrize(
    "query",
    ["", "?tjanst=grocery-10-km&antal=3&fran=roads", "?tjanst=grocery-10-km&mal=median",
     "?tjanst=grocery-10-km&fran=places&fil=gpkg", "?tjanst=nothing&antal=99&fran=x&mal=x"],
)  # fmt: skip
def test_the_page_answers_whatever_is_asked(demo, client, query):
    assert client.get(reverse(PAGE) + query).status_code == 200


def test_the_page_says_that_it_is_exact_and_leads_to_the_scenario(demo, client):
    page = client.get(reverse(PAGE) + "?tjanst=grocery-10-km").content.decode()
    assert "Exakt:" in page
    assert "/analys/scenario/?c=oppna%2Cgrocery" in page
    assert "2 327" in page or "2\xa0327" in page


def test_what_nobody_knows_is_sited_nowhere(demo, client):
    page = client.get(reverse(PAGE) + "?tjanst=fuel-20-km").content.decode()
    assert "Inte bedömt" in page


def test_where_nobody_lacks_it_no_place_helps(demo):
    standard = grocery()
    standard.threshold = 500_000
    assert best_sites(latest_run(), standard, 1, "localities").chosen == ()


def test_capacity_within_reach_adds_up(demo, client):
    Completeness.objects.filter(category__slug="grocery").update(level="complete")
    Offer.objects.filter(category__slug="grocery").update(capacity=100)
    rows = capacity_rows(latest_run(), grocery())
    assert [row.per_thousand for row in rows] == sorted(row.per_thousand for row in rows)
    assert rows[-1].per_thousand > 0
    page = client.get(reverse(PAGE) + "?tjanst=grocery-10-km").content.decode()
    assert "E2SFCA" in page
