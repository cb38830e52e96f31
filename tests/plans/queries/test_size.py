"""However long a plan is, its pages ask the database as often; what closes is told on it."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plans.models import Activity, Comment, Goal, GoalLink, Strategy
from services.models import Offer, ServicePoint


def enlarge(version, grocery, number):
    goal = Goal.objects.create(version=version, title=f"Mål {number}", position=number)
    strategy = Strategy.objects.create(goal=goal, title="Tala med")
    place = ServicePoint.objects.create(name=f"Plats {number}", precision="none")
    Offer.objects.create(service_point=place, category=grocery, state="closed")
    other = Goal.objects.create(version=version, title=f"Annat {number}", position=number)
    for _ in range(4):
        activity = Activity.objects.create(
            version=version, title="Ring", goal=goal, strategy=strategy
        )
        GoalLink.objects.create(activity=activity, relation="serves", service_point=place)
    GoalLink.objects.create(goal=goal, relation="depends_on", service_point=place)
    GoalLink.objects.create(goal=goal, relation="conflicts_with", to_goal=other)
    Comment.objects.create(
        version=version, goal=goal, text="x", email="a@b.example", confirmed_at="2026-01-01 12:00Z"
    )


@pytest.mark.parametrize("path", ["/planer/bettna/", "/planer/bettna/skriv/", "/planer/mal/"])
def test_pages_of_a_plan_ask_as_often_however_long_it_is(client, version, member, grocery, path):
    client.force_login(member)
    enlarge(version, grocery, 1)
    client.get(path)
    cache.clear()
    with CaptureQueriesContext(connection) as before:
        assert client.get(path).status_code == 200
    for number in range(2, 8):
        enlarge(version, grocery, number)
    with CaptureQueriesContext(connection) as after:
        client.get(path)
    assert len(after) == len(before) <= 40, [query["sql"][:120] for query in after]


def test_closed_place_warns_on_the_plans_page(client, version, grocery):
    enlarge(version, grocery, 1)
    text = client.get("/planer/bettna/").text
    assert "Plats 1: stängt" in text
    assert "Det berör:" in text
