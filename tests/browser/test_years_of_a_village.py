"""Bettna's year at 360 px: revised, sorted, tied to the map, adopted, answered; its shop closes.

Named so that it comes last: what it adopts is frozen and cannot be taken back.
"""

import re
from contextlib import contextmanager

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from portal.demo.people import DemoToken, demo_user
from services.actions.coverage import run_coverage
from services.models import Offer
from tests.browser.outside import outside

LIGHTING = "Belysning i korsningen väg 221/52"
GROCERIES = "Mat inom en mil"


@pytest.fixture
def bettna(portal, settings):
    """Keep mail where the demonstration shows it."""
    settings.EMAIL_BACKEND = "accounts.mail.OutboxBackend"
    settings.MAIL_IS_DELIVERED = False
    settings.DEMO, settings.SITE_URL = True, portal
    return portal


@pytest.fixture
def enter(bettna, new_page):
    @contextmanager
    def make(role):
        page = new_page(width=360)

        def link():
            user = demo_user(role)
            return reverse("demo-enter", args=[user.pk, DemoToken().make_token(user)])

        page.goto(bettna + outside(link))
        yield page
        assert page.faults == []

    return make


def saved(page):
    expect(page.locator(".notice--error, .field__error")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url


def newest_mail(page, portal, to, words):
    page.goto(f"{portal}/demo/post/")
    mail = page.locator("article", has_text=to).filter(has_text=words).first
    expect(mail).to_be_visible()
    return mail


def say(page, portal, path, mail, **fields):
    """Write as anyone does, then press what came by mail."""
    page.goto(f"{portal}{path}")
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=email]").fill(mail)
    page.wait_for_timeout(2_100)  # the form takes nobody for a person who is faster
    page.get_by_role("button", name="Skicka", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Kommentera planen")
    newest_mail(page, portal, mail, "key=").get_by_role("link").first.click()
    page.get_by_role("button", name=re.compile("^Ja, ")).click()
    expect(page.locator(".notice--success")).to_be_visible()


def test_bettnas_year(bettna, enter, new_page):
    today = timezone.localdate()
    desk = f"{bettna}/planer/bettna/skriv/"
    anyone = new_page(width=360)

    with enter("village") as member:
        # From the group's own page to this year's revision.
        member.goto(f"{bettna}/planer/bettna/")
        member.get_by_role("link", name="Skriv planen").click()
        member.get_by_role("button", name="Börja årets revidering").click()
        member.goto(desk)
        member.get_by_role("link", name="Gå igenom förra året").click()
        fiber = member.locator("article", has_text="Fiber eller lika snabb")
        fiber.get_by_label(re.compile("^Skäl")).fill("Fibern är klar")
        fiber.get_by_role("button", name=re.compile("^Stryk")).click()
        member.get_by_role("button", name="Ta med allt som är kvar").click()
        saved(member)

        # The points of 2013.
        member.goto(desk)
        member.get_by_role("link", name="Sortera gamla punkter").click()
        member.get_by_role("button", name=re.compile("Hämta punkterna ur .* 2013")).click()
        point = member.locator("form", has_text=LIGHTING)
        point.get_by_label(re.compile("^Under vilket mål")).select_option(
            label="Exempel: Trygg korsning mellan väg 221 och riksväg 52"
        )
        point.get_by_role("button", name="Nära i tiden: en aktivitet").click()
        expect(member.get_by_text("är nu en aktivitet")).to_be_visible()
        saved(member)

        # The lighting, tied to a named point at the junction.
        member.goto(desk)
        member.get_by_role(
            "link", name=re.compile("^Koppla till kartan.*Belysning i korsningen")
        ).click()
        expect(member.locator(".leaflet-container")).to_be_visible()
        member.get_by_role("radio", name=re.compile("^en egen punkt")).check()
        member.get_by_label("Punktens namn").fill("Korsningen 221/52")
        member.get_by_label("Latitud").fill("58.9010")
        member.get_by_label("Longitud").fill("16.6405")
        saved(member)
        member.get_by_role("button", name="Koppla", exact=True).click()
        expect(member.locator("li", has_text=LIGHTING).first).to_contain_text("Korsningen 221/52")

        # A grocery goal, measured by the map and tied to the shop.
        member.get_by_role("link", name="Lägg till ett mål").click()
        member.get_by_label("Målet, i en mening").fill(GROCERIES)
        member.locator("[name=area]").select_option(label="Kommersiell och offentlig service")
        member.locator("[name=locality]").select_option(label="Bettna")
        expect(member.locator("[name=target_standard]")).to_be_hidden()
        member.get_by_role("radio", name=re.compile("^På kartan: en standard")).check()
        member.locator("[name=target_standard]").select_option(
            label="Exempel: dagligvaror inom 10 km"
        )
        saved(member)
        member.get_by_role("button", name="Spara", exact=True).click()
        member.get_by_role("link", name=re.compile(f"^Koppla till kartan.*{GROCERIES}")).click()
        member.locator("#link-q").fill("Vrena")
        member.get_by_role("button", name="Sök", exact=True).click()
        member.get_by_role("radio", name=re.compile("^Handlarn Vrena serviceställe")).check()
        member.locator("[name=relation]").select_option("depends_on")
        member.get_by_role("button", name="Koppla", exact=True).click()
        expect(member.locator("article", has_text=GROCERIES)).to_contain_text("Handlarn Vrena")

        # The year's priorities.
        member.get_by_role("link", name="Årets prioriteringar").click()
        member.locator("[name=meeting]").fill("årsmötet")
        for place, what, why in ((1, LIGHTING, "mörkt och farligt"), (2, GROCERIES, "utan bil")):
            member.locator(f"[name=what_{place}]").select_option(label=what)
            member.locator(f"[name=reason_{place}]").fill(why)
        saved(member)
        member.get_by_role("button", name="Spara", exact=True).click()

    # Comments arrive, and somebody follows, each confirmed from the mail.
    path = "/planer/bettna/kommentera/"
    say(anyone, bettna, path, "bo@mail.example", text="Glöm inte bussen")
    say(anyone, bettna, "/planer/bettna/folj/", "eva@mail.example")

    with enter("village") as member:
        member.goto(f"{desk}kommentarer/")
        member.get_by_label("Svar, som alla ser").fill("Den är med")
        member.get_by_role("button", name="Skicka svaret", exact=True).click()
        member.goto(f"{desk}anta/")
        member.get_by_label("Mötets datum").fill(today.isoformat())
        member.get_by_label("Vilket möte").fill("årsmötet")
        member.locator("[name=sure]").check()
        saved(member)
        member.get_by_role("button", name="Anta planen").click()
        expect(member.locator(".notice--success")).to_be_visible()

    with enter("planner") as officer:
        officer.goto(f"{bettna}/planer/bettna/")
        officer.get_by_role("link", name="Hantera planen").click()
        officer.locator("[name=outcome]").select_option("endorsed")
        officer.locator("[name=body]").fill("KS")
        officer.locator("[name=handled_on]").fill(today.isoformat())
        officer.locator("[name=diary_number]").fill("KS/2026:17")
        saved(officer)
        officer.get_by_role("button", name="Notera").click()

    # The same minute: the public page, the goals in the API, the gap list.
    anyone.goto(f"{bettna}/planer/bettna/")
    for words in ("KS/2026:17", "mörkt och farligt", "Glöm inte bussen", "Den är med", GROCERIES):
        expect(anyone.locator("main")).to_contain_text(words)
    goal = anyone.locator("li.place", has_text=GROCERIES).last
    expect(goal).to_contain_text("uppfyllt")
    saved(anyone)
    assert api_goal(anyone, bettna)["status"] == "met"
    gap = api(anyone, bettna, "gaps/items/bettna.grocery-10-km?f=json")["properties"]
    assert GROCERIES in gap["goals"]

    # The one shop within 10 km closes, across the border.
    shop = outside(
        lambda: Offer.objects.get(service_point__name="Handlarn Vrena", category__slug="grocery").pk
    )
    with enter("reviewer") as reviewer:
        reviewer.goto(f"{bettna}/granska/tjanster/utbud/{shop}/stang/")
        reviewer.locator("[name=on]").fill(today.isoformat())
        reviewer.locator("[name=source]").fill("Anslag i butiken")
        reviewer.get_by_role("button", name="Spara", exact=True).click()
        saved(reviewer)
    warning = newest_mail(anyone, bettna, "eva@mail.example", "invånare blir utan")
    expect(warning).to_contain_text(GROCERIES)
    outside(lambda: run_coverage(metrics=["distance"]))  # what the worker was asked to do
    assert api_goal(anyone, bettna)["status"] in ("missed", "unknown")
    expect(newest_mail(anyone, bettna, "eva@mail.example", "ändrat läge")).to_contain_text(
        GROCERIES
    )
    anyone.goto(f"{bettna}/planer/bettna/")
    expect(anyone.locator(".notice--warning").first).to_contain_text("Handlarn Vrena")
    assert anyone.faults == []


def api(page, portal, path):
    return page.request.get(f"{portal}/api/collections/{path}").json()


def api_goal(page, portal):
    features = api(page, portal, "goals/items?f=json&limit=200")["features"]
    return next(one["properties"] for one in features if one["properties"]["name"] == GROCERIES)
