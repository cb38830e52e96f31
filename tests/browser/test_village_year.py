"""A member of Bettna's group revises, ties to the map and adopts; the municipality replies."""

import re

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone
from playwright.sync_api import expect

from plans.models import Comment, PlanVersion
from portal.demo.people import demo_user
from services.models import CoverageRun


def sign_in(page, portal, role):
    """Give the browser the session of one who has signed in by a code."""
    user = demo_user(role)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session.session_key, "url": portal}
    page.context.add_cookies([cookie])


@pytest.fixture
def left_as_it_was(portal):
    yield
    PlanVersion.objects.filter(plan__group__slug="bettna", year__gt=2025).delete()
    PlanVersion.objects.filter(plan__group__slug="bettna", year=2025).update(status="adopted")
    CoverageRun.objects.update(is_kept=False)


@pytest.mark.usefixtures("left_as_it_was")
def test_village_walks_through_its_year(portal, new_page, check_accessibility):
    page = new_page()
    sign_in(page, portal, "village")
    page.goto(f"{portal}/planer/bettna/skriv/")
    page.get_by_role("button", name="Börja årets revidering").click()

    # Last year's goals: one dropped with a reason, the rest carried over.
    fiber = page.locator("article.panel", has_text="Fiber eller lika snabb")
    fiber.get_by_label("Skäl").fill("Fibern är klar")
    fiber.get_by_role("button", name="Stryk").click()
    page.get_by_role("button", name="Ta med allt som är kvar").click()
    expect(page.get_by_role("status")).to_contain_text("togs med")
    assert check_accessibility(page) == []
    page.get_by_role("link", name="Tillbaka till planen").click()

    # The points of 2013, sorted by a press each.
    page.get_by_role("link", name="Sortera gamla punkter").click()
    page.get_by_role("button", name=re.compile("Hämta punkterna ur Ortsutveckling Bettna")).click()
    point = page.locator("form.panel", has_text="Belysning i korsningen")
    point.get_by_label("Under vilket mål").select_option(label=re.compile("Trygg korsning"))
    point.get_by_role("button", name="Nära i tiden: en aktivitet").click()
    expect(page.get_by_text("är nu en aktivitet")).to_be_visible()

    # The lighting tied to a named point, set by a press on the map.
    page.goto(f"{portal}/planer/bettna/skriv/")
    page.get_by_role("link", name=re.compile("Koppla till kartan.*Belysning")).click()
    frame = page.locator("[data-map]")
    expect(frame.locator(".link-dot").first).to_be_visible()
    box = frame.bounding_box()
    page.mouse.click(box["x"] + 12, box["y"] + box["height"] - 12)
    name = page.get_by_label("Punktens namn")
    expect(name).to_be_focused()
    expect(page.get_by_label("Latitud")).not_to_have_value("")
    name.fill("Korsningen 221/52")
    assert check_accessibility(page) == []
    page.get_by_role("button", name="Koppla", exact=True).click()
    lighting = page.locator("li", has_text="Belysning i korsningen").last
    expect(lighting).to_contain_text("Korsningen 221/52")

    # Priorities, then the group adopts.
    page.get_by_role("link", name="Årets prioriteringar").click()
    page.get_by_label("Vilket möte ordnade dem").fill("årsmötet")
    page.get_by_label("Prioritering 1").select_option(label=re.compile("Belysning"))
    page.get_by_label("Varför detta, i år").first.fill("mörkt och farligt")
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("link", name="Anta", exact=True).click()
    page.get_by_label("Vilket möte").fill("årsmötet")
    page.get_by_label("Mötet har antagit planen").check()
    page.get_by_role("button", name="Anta planen").click()
    priorities = page.locator("section", has=page.locator("#priorities"))
    expect(priorities).to_contain_text("mörkt och farligt")
    assert check_accessibility(page) == []

    # A comment that its sender has confirmed stands on the page; the municipality replies.
    version = PlanVersion.objects.get(plan__group__slug="bettna", status="adopted")
    Comment.objects.create(
        version=version,
        text="Glöm inte bussen",
        email="bo@mail.example",
        language="sv",
        confirmed_at=timezone.now(),
    )
    officer = new_page(width=360, theme="dark")
    sign_in(officer, portal, "planner")
    officer.goto(f"{portal}/planer/bettna/hantera/")
    officer.get_by_label("utfall").select_option(label="ställer sig bakom")
    officer.get_by_label("organ").fill("KS")
    officer.get_by_label("diarienummer").fill("KS/2026:17")
    officer.get_by_role("button", name="Notera").click()
    expect(officer.locator("section", has=officer.locator("#acts"))).to_contain_text("KS/2026:17")
    expect(officer.locator("#comments")).to_be_visible()
    assert officer.evaluate("document.documentElement.scrollWidth <= innerWidth")
    officer.get_by_role("link", name="Vad som har ändrats sedan förra året").click()
    expect(officer.get_by_role("row", name=re.compile("Fibern är klar"))).to_be_visible()
    assert page.faults == []
    assert officer.faults == []
