"""Each form on plans, meetings, consultations and homes: seen by axe, and no wider than a phone."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from geo.models import Locality
from plans.models import (
    Consultation,
    DesignatedPlace,
    Goal,
    Handling,
    Meeting,
    PlanVersion,
    Programme,
    Statement,
    WorkingGroupSeat,
)
from portal.demo.people import DemoToken, demo_user
from route221.models import Route
from services.models import Standard
from tests.browser.outside import outside
from tests.browser.test_accessibility import VIEWS, look_at

BY_ANYONE = (
    "/planer/bettna/2025/",
    "/planer/bettna/skriv-ut/",
    "/planer/bettna/kommentera/",
    "/planer/bettna/folj/",
    "/planer/mal/",
    "/bostader/bo-har/",
    "/orter/bettna/fraga/",
    "/samrad/{consultation}/",
    "/samrad/{consultation}/svara/",
    "/bygdenatverket/mote/{meeting}/",
    "/bygdenatverket/uttalande/{statement}/",
)
BY_MEMBERS = (
    "/planer/bettna/skriv/",
    "/planer/sparreholm/skriv/",
    "/planer/sparreholm/skriv/vision/",
    "/planer/sparreholm/skriv/mal/ny/",
    "/planer/sparreholm/skriv/mal/{goal}/",
    "/planer/sparreholm/skriv/mal/{goal}/status/",
    "/planer/sparreholm/skriv/strategi/ny/?mal={goal}",
    "/planer/sparreholm/skriv/aktivitet/ny/?mal={goal}",
    "/planer/sparreholm/skriv/koppla/?till=goal-{goal}",
    "/planer/sparreholm/skriv/mal/{goal}/bort/",
    "/planer/sparreholm/skriv/sortera/",
    "/planer/sparreholm/skriv/revidera/",
    "/planer/sparreholm/skriv/prioritera/",
    "/planer/sparreholm/skriv/kommentarer/",
    "/planer/sparreholm/skriv/anta/",
    "/bygdenatverket/uttalande/ny/",
    "/bygdenatverket/mote/ny/",
    "/bygdenatverket/mote/{meeting}/skriv/",
    "/bygdenatverket/val/nytt/",
    "/bygdenatverket/arbetsgrupp/ny/",
    "/bygdenatverket/arbetsgrupp/{seat}/",
    "/vag221/saknas/",
    "/planer/koppla/?sak=route-{route}",
    "/samrad/{consultation}/svara-for-grupp/",
    "/bostader/livslage/",
)
BY_OFFICERS = (
    "/planer/bettna/hantera/",
    "/planer/bettna/anvands-i/",
    "/bygdenatverket/uttalande/{statement}/hantera/",
    "/planer/bettna/hantera/{handling}/",
    "/planer/",
    "/program/utsedd/ny/",
    "/program/utsedd/{designated}/",
    "/analys/matt/{standard}/bas/",
    "/samrad/nytt/",
    "/samrad/{draft}/utkast/",
    "/samrad/{draft}/andra/",
    "/samrad/{consultation}/bemot/",
)


def rows():
    """Number what the demonstration has, and make of what it lacks a row to be looked at."""
    draft = PlanVersion.objects.get(plan__group__slug="sparreholm", status="draft")
    today = timezone.localdate()
    consultation = Consultation.objects.order_by("pk").first()
    made = {
        "draft": Consultation.objects.create(
            title="Samråd att se på", text="Hör av er.", kind="plan", unit="Planenheten",
            opens_on=today + timedelta(days=5), closes_on=today + timedelta(days=40),
            is_draft=True,
        ),
        "handling": Handling.objects.create(
            version=PlanVersion.objects.get(plan__group__slug="bettna", year=2025),
            outcome="received", body="KS", handled_on=today, diary_number="1/25",
        ),
        "seat": WorkingGroupSeat.objects.create(kind="officer", held_by="Planenheten"),
        "designated": DesignatedPlace.objects.create(
            programme=Programme.objects.order_by("pk").first(), kind="serviceort",
            locality=Locality.objects.get(slug="bettna"), source="beslut 2025-01-01",
        ),
    }  # fmt: skip
    made["draft"].localities.set(consultation.localities.all())
    numbers = {
        "goal": Goal.objects.filter(version=draft).order_by("pk").first().pk,
        "meeting": Meeting.objects.order_by("pk").first().pk,
        "statement": Statement.objects.order_by("pk").first().pk,
        "consultation": consultation.pk,
        "route": Route.objects.get(number="221").pk,
        "standard": Standard.objects.filter(rule="share_within").order_by("pk").first().slug,
    }
    return numbers | {name: row.pk for name, row in made.items()}, list(made.values())


@pytest.fixture
def numbers(portal):
    found, made = outside(rows)
    yield found
    outside(lambda: [row.delete() for row in reversed(made)])


def way_in(role):
    user = demo_user(role)
    return reverse("demo-enter", args=[user.pk, DemoToken().make_token(user)])


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_forms_pass_axe_and_fit(
    portal, numbers, settings, new_page, check_accessibility, width, theme
):
    settings.DEMO = True
    wrong = []
    # The administrator writes for any group, and for the municipality, too.
    for role, paths in ((None, BY_ANYONE), ("admin", BY_MEMBERS), ("planner", BY_OFFICERS)):
        page = new_page(width=width, theme=theme)
        if role:
            page.goto(portal + outside(lambda role=role: way_in(role)))
        for path in paths:
            wrong += look_at(page, portal, path.format(**numbers), check_accessibility)
            wrong += [f"{path}: refused"] * (page.locator("h1", has_text="inte").count())
        wrong += page.faults
    assert not wrong, "\n".join(wrong)
