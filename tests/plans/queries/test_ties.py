"""Links read for a whole plan say the same as each link by itself."""

from datetime import date

import pytest
from django.contrib.gis.geos import Point

from plans.models import Activity, Goal, GoalLink, HousingProject
from plans.queries.ties import read_ties
from route221.models import Attraction, Business, Route
from services.models import Offer, ServicePoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def things(version, grocery, locality, dataset):
    place = ServicePoint.objects.create(name="Butik <A>", precision="none")
    road = Route.objects.create(
        number="221",
        name="Väg 221",
        alignment="SRID=3006;LINESTRING(600000 6540000,610000 6540000)",
        version="1",
        dataset=dataset,
    )
    return [
        {"service_point": place},
        {"offer": Offer.objects.create(service_point=place, category=grocery, state="open")},
        {"business": Business.objects.create(name="Kafé", precision="none")},
        {"attraction": Attraction.objects.create(name="Fornborg", precision="none")},
        {
            "housing_project": HousingProject.objects.create(
                name="Ängen", locality=locality, precision="none"
            )
        },
        {"to_goal": Goal.objects.create(version=version, title="Annat")},
        {"route": road, "from_chainage_m": 1_200.0, "to_chainage_m": 3_400.0},
        {"route": road},
        {"point": Point(600_000, 6_540_000, srid=3006), "point_name": "Korsningen"},
    ]


def test_each_kind_of_thing_is_named_as_by_its_own_link(version, things):
    goal = Goal.objects.create(version=version, title="Mål")
    activity = Activity.objects.create(version=version, title="Ring")
    for owner in ({"goal": goal}, {"activity": activity}):
        for thing in things:
            GoalLink.objects.create(relation="serves", note="n", **owner, **thing)
    ties = read_ties([goal.pk], [activity.pk])
    for row in (goal, activity):
        by_link = [(one.relation, one.note, one.leads_to) for one in row.links.order_by("pk")]
        assert [tuple(one) for one in ties.of(row)] == by_link
        assert len(by_link) == len(things)
    place, offer = things[0]["service_point"], things[1]["offer"]
    assert ties.goal_offers[goal.pk] == [*place.offers.all(), offer]


def test_page_writes_what_the_template_wrote(client, version, things):
    goal = Goal.objects.create(
        version=version,
        title="Mål <b>",
        override="met",
        override_reason="sedd",
        override_on=date(2026, 1, 2),
    )
    GoalLink.objects.create(goal=goal, relation="depends_on", note="nära", **things[0])
    text = client.get("/planer/bettna/").text
    assert "Mål &lt;b&gt;" in text
    assert "satt för hand" in text
    assert "sedd (2026-01-02)" in text
    assert "Beror på: <a href=" in text
    assert "Butik &lt;A&gt;</a> – nära" in text
