"""A long page is written once, and anew as soon as anything it rests on is."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from geo.ogcapi.freshness import unwatched
from plans.models import Activity, Goal, LocalPlan, PlanVersion, VillageGroup
from portal.queries.kept import tables
from services.models import Offer, ServicePoint

pytestmark = pytest.mark.django_db
PATH = "/planer/bettna/"


@pytest.fixture
def goal(locality):
    group = VillageGroup.objects.create(name="Bettna bygderåd", slug="bettna")
    group.localities.add(locality)
    plan = LocalPlan.objects.create(group=group, name="Plan")
    version = PlanVersion.objects.create(plan=plan, year=2026)
    return Goal.objects.create(version=version, title="Behåll butiken", locality=locality)


def test_every_table_a_plan_rests_on_is_watched(db):
    assert unwatched(tables()) == set()
    assert {"plans_goal", "plans_villagegroup_localities", "services_offer"} <= set(tables())


def test_a_kept_page_asks_only_for_its_group_and_whether_it_stands(client, goal):
    client.get(PATH)
    with CaptureQueriesContext(connection) as again:
        assert "Behåll butiken" in client.get(PATH).text
    assert len(again) <= 3


def test_a_kept_page_follows_what_is_written_at_once(client, goal, grocery):
    assert "Behåll butiken" in client.get(PATH).text
    Goal.objects.filter(pk=goal.pk).update(title="Ny butik")
    assert "Ny butik" in client.get(PATH).text
    activity = Activity.objects.create(version=goal.version, goal=goal, title="Ring <Coop>")
    assert "Ring &lt;Coop&gt;" in client.get(PATH).text
    place = ServicePoint.objects.create(name="Lanthandeln & son", precision="none")
    offer = Offer.objects.create(service_point=place, category=grocery)
    activity.links.create(relation="depends_on", offer=offer, note="<i>")
    text = client.get(PATH).text
    assert "Beror på: <a" in text
    assert "Lanthandeln &amp; son: Dagligvaror</a> – &lt;i&gt;" in text
    place.name = "Handlarn"
    place.save()
    assert "Handlarn: Dagligvaror" in client.get(PATH).text
    Offer.objects.update(state="closed")
    assert "Handlarn: stängt" in client.get(PATH).text


def test_each_language_is_kept_apart(client, goal):
    assert "Målen, som de står i dag" in client.get(PATH).text
    assert "Goals, as they stand today" in client.get("/en" + PATH).text
    assert "Målen, som de står i dag" in client.get(PATH).text
