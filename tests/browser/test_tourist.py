"""A tourist on a phone plans an afternoon from Flen to Bettna and takes it along."""

from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from lxml import etree
from playwright.sync_api import expect

from accounts.models import Role, User
from tests.browser.outside import outside

SCHEMA = etree.XMLSchema(file=Path(__file__).parent.parent / "portal" / "exports" / "gpx-1.1.xsd")
STOPS = ("Vadsbrobadet", "Exempel: Vadsbro kafé", "Hovby skans")


def test_tourist_plans_an_afternoon_and_takes_it_along(
    portal, new_page, check_accessibility, tmp_path
):
    page = new_page(width=360)
    page.goto(f"{portal}/vag221/")
    page.get_by_role("link", name="Planera en dag längs vägen").click()
    page.get_by_label("Du startar").fill("2027-07-15T12:00")
    for name in STOPS:
        row = page.locator(".plan-choices li", has_text=name)
        row.get_by_role("checkbox").check()
        row.get_by_role("spinbutton").fill("45")
    page.get_by_role("button", name="Visa dagen").click()

    day = page.locator(".plan-table")
    expect(day).to_be_visible()
    for name in STOPS:
        expect(day).to_contain_text(name)
    meal = day.locator("tr", has_text="Vadsbro kafé")
    expect(meal.locator(".opening")).to_have_text("öppet")
    expect(day.locator("tr", has_text="Vadsbrobadet").locator(".opening")).to_have_text(
        "öppettider okända"
    )
    # What is schematic, estimated or unknown is said.
    for words in ("Schematisk linje", "uppskatta", "stig och parkering okända", "Inte bedömt"):
        expect(page.locator("main")).to_contain_text(words)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert check_accessibility(page) == []

    with page.expect_download() as download:
        page.get_by_role("link", name="GPX").click()
    gpx = tmp_path / "day.gpx"
    download.value.save_as(gpx)
    SCHEMA.assertValid(etree.parse(gpx))
    with page.expect_download() as download:
        page.get_by_role("link", name="Papper (PDF)").click()
    paper = tmp_path / "day.pdf"
    download.value.save_as(paper)
    assert paper.read_bytes().startswith(b"%PDF-")

    # Without a signal the plan opens again, also from the page without it.
    expect(page.locator("[data-kept-offline]")).to_be_visible(timeout=30_000)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null", timeout=30_000)
    faults = list(page.faults)
    page.context.set_offline(True)
    page.goto(f"{portal}/vag221/dagsplan/")
    page.get_by_role("link", name="Öppna planen som sparats i webbläsaren").click()
    expect(page.locator(".plan-table")).to_contain_text("Vadsbro kafé")
    expect(page.locator("[data-offline-word]")).to_be_visible()
    page.context.set_offline(False)
    assert faults == []


def test_map_list_and_strip_of_the_road_move_in_step(portal, new_page, check_accessibility):
    page = new_page(width=1440)
    page.goto(f"{portal}/vag221/")
    page.locator("road-map").scroll_into_view_if_needed()
    page.locator('road-map[data-state="ready"]').wait_for()
    dots = page.locator(".road-dot")
    expect(dots).to_have_count(page.locator("[data-stop]").count())
    row = page.locator("[data-stop]", has_text="Hovby skans")
    row.locator("a").focus()
    expect(page.locator(".road-dot.is-active")).to_have_count(1)
    expect(page.locator("figure > .strip .strip__stop.is-active")).to_contain_text("Hovby skans")
    page.get_by_role("link", name="Planera en dag längs vägen").focus()
    expect(page.locator(".road-dot.is-active")).to_have_count(0)
    # Chosen in the strip: the list's place is shown on the map.
    page.goto(f"{portal}/vag221/#{row.get_attribute('id')}")
    page.reload()
    page.locator("road-map").scroll_into_view_if_needed()
    expect(page.locator(".road-dot.is-active")).to_have_count(1)
    # Chosen on the map: the popup leads to the page and to the list.
    page.locator(".road-dot.is-active").click()
    popup = page.locator(".leaflet-popup")
    expect(popup.get_by_role("link", name="Hovby skans")).to_be_visible()
    expect(popup.get_by_role("link", name="I listan")).to_be_visible()
    expect(row).to_have_class("place is-active")
    assert check_accessibility(page) == []
    assert page.faults == []
    # The list is filtered by its address, and so is the map.
    page.goto(f"{portal}/vag221/?visa=eat")
    page.locator("road-map").scroll_into_view_if_needed()
    page.locator('road-map[data-state="ready"]').wait_for()
    expect(page.locator(".road-dot")).to_have_count(2)


def test_road_is_whole_without_scripts(portal, new_page):
    page = new_page(width=360, javascript=False)
    page.goto(f"{portal}/vag221/")
    expect(page.locator("[data-drawing] svg")).to_be_visible()
    assert page.locator(".road-map").is_hidden()
    # Strip, map and list are one press away, and what is folded unfolds.
    page.get_by_role("navigation", name="Delar av sidan").get_by_role("link", name="Lista").click()
    expect(page.locator("#lista")).to_be_in_viewport()
    expect(page.locator("[data-stop]").first).to_be_hidden()
    page.get_by_text("14 ställen i och runt Flen").click()
    expect(page.locator("[data-stop]").first).to_be_visible()
    # A label of the strip is read without glasses.
    sizes = page.locator(".road-strip .strip__name").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 12
    # A filter keeps the place on the page, says itself in words and goes with one press.
    page.get_by_role("link", name="Äta 2", exact=True).click()
    expect(page.locator("#urval")).to_be_in_viewport()
    expect(page.locator("#urval")).to_contain_text("2 av 34 stopp visas")
    page.locator("#urval").get_by_role("link", name="Äta ta bort").click()
    expect(page.locator("#urval")).to_contain_text("34 av 34 stopp visas")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_what_is_missing_and_each_place_read_well_on_a_phone(portal, new_page, check_accessibility):
    page = new_page(width=360)
    page.goto(f"{portal}/vag221/?tema=fornborgar")
    page.get_by_role("link", name="Hovby skans").first.click()
    expect(page.locator("main")).to_contain_text("Utan bil")
    assert check_accessibility(page) == []
    page.goto(f"{portal}/vag221/saknas/?sak=food&manad=2027-07&dag=0&timme=9")
    page.locator(".week-hours a").nth(5).click()
    expect(page.locator("#chosen")).to_contain_text("Lördag 00:00")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert check_accessibility(page) == []
    assert page.faults == []


COORDINATOR = "coordinator-walk@example.se"
DESK = (
    "",
    "texter/",
    "granser/",
    "granser/allmanna/",
    "stopp/",
    "besoksmal/",
    "besoksmal/nytt/",
    "teman/ny/",
    "turer/ny/",
    "evenemang/ny/",
)


def enter():
    """Make a coordinator and a session, as signing in does."""
    user = User.objects.create_user(COORDINATOR)
    Role.objects.create(user=user, kind="coordinator")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def test_coordinators_pages_can_be_used_by_everyone(
    portal, new_page, check_accessibility, django_db_blocker
):
    with django_db_blocker.unblock():
        key = outside(enter)
        try:
            for width, theme in ((360, "dark"), (1440, "light")):
                page = new_page(width=width, theme=theme)
                page.context.add_cookies(
                    [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": portal}]
                )
                for path in DESK:
                    page.goto(f"{portal}/vag221/samordna/{path}")
                    expect(page.locator("h1")).to_be_visible()
                    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    assert wide <= 0, path
                    assert check_accessibility(page) == [], path
                assert page.faults == []
        finally:
            outside(lambda: User.objects.filter(email=COORDINATOR).delete())


def test_road_speaks_three_languages(portal, new_page):
    page = new_page(width=360)
    for prefix, words in (
        ("", "Längs vägen, i ordning"),
        ("/en", "Along the road, in order"),
        ("/de", "An der Straße, der Reihe nach"),
    ):
        page.goto(f"{portal}{prefix}/vag221/")
        expect(page.get_by_role("heading", name=words)).to_be_visible()
