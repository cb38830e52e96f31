"""Each form on plans, meetings, consultations and homes: seen by axe, and no wider than a phone."""

import pytest
from django.urls import reverse

from plans.models import Consultation, Goal, Meeting, PlanVersion, Statement
from portal.demo.people import DemoToken, demo_user
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
    "/planer/sparreholm/skriv/sortera/",
    "/planer/sparreholm/skriv/revidera/",
    "/planer/sparreholm/skriv/prioritera/",
    "/planer/sparreholm/skriv/kommentarer/",
    "/planer/sparreholm/skriv/anta/",
    "/bygdenatverket/uttalande/ny/",
    "/bygdenatverket/mote/ny/",
    "/bygdenatverket/mote/{meeting}/skriv/",
    "/bygdenatverket/val/nytt/",
    "/samrad/{consultation}/svara-for-grupp/",
    "/bostader/livslage/",
)
BY_OFFICERS = (
    "/planer/bettna/hantera/",
    "/planer/bettna/anvands-i/",
    "/bygdenatverket/uttalande/{statement}/hantera/",
    "/samrad/nytt/",
    "/samrad/{consultation}/bemot/",
)


def rows():
    draft = PlanVersion.objects.get(plan__group__slug="sparreholm", status="draft")
    return {
        "goal": Goal.objects.filter(version=draft).order_by("pk").first().pk,
        "meeting": Meeting.objects.order_by("pk").first().pk,
        "statement": Statement.objects.order_by("pk").first().pk,
        "consultation": Consultation.objects.order_by("pk").first().pk,
    }


def way_in(role):
    user = demo_user(role)
    return reverse("demo-enter", args=[user.pk, DemoToken().make_token(user)])


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_forms_pass_axe_and_fit(portal, settings, new_page, check_accessibility, width, theme):
    settings.DEMO = True
    numbers = outside(rows)
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
