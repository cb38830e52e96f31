"""A member of Bettna's group, the municipality and the register: the whole year, by forms alone."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail
from geo.models import Locality
from plans.models import Comment, GoalLink, PlanVersion, VillageGroup
from portal.demo.people import demo_user
from services.actions.coverage import run_coverage
from services.models import Offer, ServicePoint, Standard

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


@pytest.fixture
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    return mail.outbox


def signed_in(role):
    client = Client()
    client.force_login(demo_user(role))
    return client


def link_in(message):
    return re.search(r"http://localhost:\d+(\S+)", message.body)[1]


def opened(page):
    return re.search(r'name="opened" value="([^"]+)"', page.text)[1]


@pytest.fixture
def patient(monkeypatch):
    """Let forms be filled in as slowly as people do."""
    monkeypatch.setattr("plans.forms.voices.QUICKEST_S", 0)


def test_bettnas_year(outbox, patient, django_capture_on_commit_callbacks):
    member, anyone, planner = signed_in("village"), Client(), signed_in("planner")
    group = VillageGroup.objects.get(slug="bettna")
    desk = "/planer/bettna/skriv/"

    # This year's revision of the plan in force.
    assert "antagen av gruppen" in member.get(desk).text
    member.post(f"{desk}revidera/borja/")
    draft = PlanVersion.objects.get(plan__group=group, status="draft")
    assert (draft.year, draft.supersedes.year) == (timezone.localdate().year, 2025)
    fiber = draft.supersedes.goals.get(title__contains="Fiber")
    answer = member.post(f"{desk}revidera/mal/{fiber.pk}/", {"kind": "drop"}, follow=True)
    assert "Skriv varför" in answer.text
    member.post(f"{desk}revidera/mal/{fiber.pk}/", {"kind": "drop", "reason": "Fibern är klar"})
    member.post(f"{desk}revidera/")
    assert draft.goals.count() == draft.supersedes.goals.count() - 1

    # The points of 2013, sorted.
    old = PlanVersion.objects.get(plan__group=group, status="latest_known")
    member.post(f"{desk}sortera/fran/{old.pk}/")
    point = draft.loose_points.get()
    assert "Belysning" in member.get(f"{desk}sortera/").text
    crossing = draft.goals.get(title__contains="Trygg korsning")
    member.post(f"{desk}sortera/{point.pk}/", {"into": "activity", "goal": crossing.pk})
    lighting = draft.activities.get()
    assert (lighting.goal, lighting.title) == (crossing, "Belysning i korsningen väg 221/52")

    # Tied to the map: the lighting to its crossing, a grocery goal to the shop.
    member.post(
        f"{desk}koppla/",
        {
            "what": f"activity-{lighting.pk}",
            "relation": "serves",
            "point_name": "Korsningen 221/52",
            "lat": "58.9010",
            "lon": "16.6405",
        },
    )
    assert lighting.links.get().point.distance(_point(16.6405, 58.9010)) < 1
    standard = Standard.objects.get(slug="grocery-10-km")
    draft.goals.filter(target_standard=standard).delete()
    bettna = Locality.objects.get(name="Bettna")
    member.post(
        f"{desk}mal/ny/",
        {
            "title": "Mat inom en mil",
            "locality": bettna.pk,
            "target_standard": standard.pk,
            "area": crossing.area_id,
        },
    )
    grocery = draft.goals.get(title="Mat inom en mil")
    shop = ServicePoint.objects.get(name="Handlarn Vrena")
    assert f"service_point-{shop.pk}" in member.get(f"{desk}koppla/").text
    member.post(
        f"{desk}koppla/",
        {
            "what": f"goal-{grocery.pk}",
            "relation": "depends_on",
            "target": f"service_point-{shop.pk}",
        },
    )
    assert GoalLink.objects.get(goal=grocery).service_point == shop

    # Priorities, in order.
    answer = member.post(
        f"{desk}prioritera/",
        {
            "meeting": "årsmötet",
            "edition": PlanVersion.objects.get(pk=draft.pk).edition,
            "what_1": f"activity-{lighting.pk}",
            "reason_1": "mörkt och farligt",
            "what_3": f"goal-{grocery.pk}",
            "reason_3": "många saknar bil",
        },
    )
    assert [str(one.what) for one in draft.priorities.all()] == [lighting.title, grocery.title]

    # A comment, by confirmed mail.
    page = anyone.get("/planer/bettna/kommentera/")
    anyone.post(
        "/planer/bettna/kommentera/",
        {"text": "Glöm inte bussen", "email": "bo@mail.example", "opened": opened(page)},
    )
    assert "Glöm inte bussen" not in anyone.get("/planer/bettna/").text
    anyone.post(link_in(outbox[-1]))
    comment = Comment.objects.get()
    member.post(f"{desk}kommentarer/", {"comment": comment.pk, "answer": "Nej, den är med"})
    text = anyone.get("/planer/bettna/").text
    assert "Glöm inte bussen" in text
    assert "Nej, den är med" in text
    assert "bo@mail.example" not in text

    # Somebody follows.
    page = anyone.get("/planer/bettna/folj/")
    anyone.post("/planer/bettna/folj/", {"email": "eva@mail.example", "opened": opened(page)})
    anyone.post(link_in(outbox[-1]))

    # The group adopts; the first act.
    outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        answer = member.post(
            f"{desk}anta/",
            {
                "adopted_on": timezone.localdate().isoformat(),
                "meeting": "årsmötet",
                "sure": "on",
                "edition": PlanVersion.objects.get(pk=draft.pk).edition,
            },
        )
    assert answer.status_code == 302
    told = {message.to[0] for message in outbox}
    assert {"eva@mail.example", "planner@demo.example"} <= told

    # The municipality replies; the second.
    planner.post(
        "/planer/bettna/hantera/",
        {
            "outcome": "endorsed",
            "body": "KS",
            "handled_on": timezone.localdate().isoformat(),
            "diary_number": "KS/2026:17",
        },
    )
    text = anyone.get("/planer/bettna/").text
    for words in ("Prioriteringar", "mörkt och farligt", "KS/2026:17", "ställer sig bakom"):
        assert words.lower() in text.lower()
    frozen = anyone.get(f"/planer/bettna/{draft.year}/").text
    assert "Mat inom en mil" in frozen
    changed = anyone.get(f"/planer/bettna/{draft.year}/andringar/").text
    assert "Fibern är klar" in changed

    # The goals in the API and the gap list, the same minute.
    goals = anyone.get("/api/collections/goals/items?f=json&limit=100").json()["features"]
    mine = next(one for one in goals if one["properties"]["name"] == "Mat inom en mil")
    assert mine["properties"]["status"] == "met"
    gaps = anyone.get("/api/collections/gaps/items?f=json&limit=1000").json()["features"]
    answered = [one for one in gaps if one["id"] == "bettna.grocery-10-km"]
    assert answered[0]["properties"]["goals"] == ["Mat inom en mil"]

    # The one shop within 10 km closes: the goal turns, and those who follow are told.
    outbox.clear()
    offer = Offer.objects.get(service_point=shop, category__slug="grocery")
    with django_capture_on_commit_callbacks(execute=True):
        offer.state = "closed"
        offer.save()
    (warning,) = [one for one in outbox if one.to == ["eva@mail.example"]]
    assert "Handlarn Vrena" in warning.subject
    assert "Mat inom en mil" in warning.body
    left = int(re.search(r"(\d+) invånare blir utan", warning.body.replace("\xa0", ""))[1])
    assert left > 100
    with django_capture_on_commit_callbacks(execute=True):
        run_coverage(metrics=["distance"])
    turned = outbox[-1]
    assert "ändrat läge" in turned.subject
    goals = anyone.get("/api/collections/goals/items?f=json&limit=100").json()["features"]
    mine = next(one for one in goals if one["properties"]["name"] == "Mat inom en mil")
    assert mine["properties"]["status"] in ("missed", "unknown")
    assert "Mat inom en mil" in anyone.get("/planer/bettna/").text
    # What was adopted stands.
    assert anyone.get(f"/planer/bettna/{draft.year}/").text == frozen
    assert OutgoingMail.objects.count() == 0


def _point(lon, lat):
    from django.contrib.gis.geos import Point

    return Point(lon, lat, srid=4326).transform(3006, clone=True)
