"""The public map: choices in the address, by keyboard, on a phone, when things fail."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

READY = "portal-map[data-state=ready]"


def open_map(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(READY, state="attached", timeout=20_000)


def chip(page: Page, layer: str):
    return page.locator(f"label.chip:has(input[name=layer][value={layer}])")


def test_map_choices_stand_in_the_address_and_back_takes_them_away(portal, new_page):
    page = new_page()
    open_map(page, portal)

    chip(page, "gaps").click()
    expect(page).to_have_url(re.compile(r"layer=gaps"))
    expect(page.locator(".map-legend")).to_be_visible()
    expect(page.locator(".map-legend")).to_contain_text("Uppskattat")
    shared = page.url
    expect(page.locator(".marker--class-possible_gap, .marker--class-met").first).to_be_visible()

    page.go_back()
    expect(chip(page, "gaps").locator("input")).not_to_be_checked()
    expect(page.locator(".map-legend")).to_be_hidden()

    other = new_page()
    open_map(other, shared)
    expect(chip(other, "gaps").locator("input")).to_be_checked()
    assert page.faults == other.faults == []


def test_place_opens_and_closes_by_keyboard_and_focus_returns(portal, new_page):
    page = new_page()
    open_map(page, portal)
    marker = page.locator(".marker--services").first
    name = marker.get_attribute("aria-label").split(",")[0]

    marker.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup .popup__name")).to_have_text(name)
    expect(page).to_have_url(re.compile(r"pick=services\.\d+"))

    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup .popup__name")).to_have_count(0)
    expect(page).not_to_have_url(re.compile(r"pick="))
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(name)


def test_phone_shows_list_or_map_and_nearest_first(portal, new_page):
    page = new_page(width=360)
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation({"latitude": 58.9039, "longitude": 16.6432})
    open_map(page, portal)
    expect(page.locator("[data-map-canvas]")).to_be_hidden()

    page.get_by_role("button", name="Nära mig").click()
    expect(page.locator("[data-map-status]")).to_contain_text("Närmast först")
    expect(page.locator("[data-map-list] li").first).to_contain_text("Bettna")
    assert "58.9" not in page.url.split("#")[0]

    page.locator("[data-show=map]").click()
    expect(page.locator("[data-map-canvas]")).to_be_visible()
    page.go_back()
    expect(page.locator("[data-map-canvas]")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_if_i_lived_here_names_the_nearest_grocery(portal, new_page):
    page = new_page()
    open_map(page, f"{portal}/#map=12/58.90386/16.64323")

    page.get_by_role("button", name="Om jag bodde här").click()

    answer = page.locator("[data-home-answer]")
    expect(answer).to_contain_text("Handlarn Vrena")
    expect(answer).to_contain_text("Räknat från mitten av Bettna")
    expect(page).to_have_url(re.compile(r"home=16\.64"))

    # Of Vadsbro nobody knows well where it lies: no figure is given.
    other = new_page()
    open_map(other, f"{portal}/#map=12/58.95954/16.59728&home=16.59728,58.95954")
    answer = other.locator("[data-home-answer]")
    expect(answer).to_contain_text("Var Vadsbro ligger är inte känt tillräckligt väl")
    expect(answer.locator("[data-home-rows] li")).to_have_count(0)
    assert page.faults == other.faults == []


def test_failing_service_layer_is_said_and_the_rest_is_shown(portal, new_page):
    page = new_page()
    # The context hears the service worker too.
    page.context.route(
        "**/api/collections/services/**", lambda route: route.fulfill(status=503, body="down")
    )
    open_map(page, portal)

    expect(page.locator("[data-map-says]")).to_contain_text("kunde inte läsas")
    expect(page.locator("[data-map-list] li").first).to_be_visible()
    expect(page.locator("#list")).to_contain_text("Coop Flen")


@pytest.mark.parametrize(
    "nonsense",
    ["#map=a/b/c&pick=<b>", "#%%%", "?layer=old&category=%3Cscript%3E", "#map=99/99/999"],
)
def test_address_of_nonsense_opens_the_whole_map(portal, new_page, nonsense):
    page = new_page()

    open_map(page, f"{portal}/{nonsense}")

    expect(page.locator("[data-map-list] li").first).to_be_visible()
    assert page.faults == []


def test_cluster_opens_by_keyboard_and_the_focus_goes_on(portal, new_page):
    page = new_page()
    open_map(page, portal)
    cluster = page.locator(".cluster").first
    assert re.match(r"\d+ platser: \w+", cluster.get_attribute("aria-label"))
    before = page.locator(".leaflet-marker-icon:focus")
    cluster.focus()
    name = before.get_attribute("aria-label")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#map="))
    expect(page.locator(f'.leaflet-marker-icon[aria-label="{name}"]')).to_have_count(0)
    expect(page.locator(".leaflet-marker-icon:focus")).to_have_count(1)
    assert page.faults == []


def test_who_comes_back_is_where_they_left(portal, new_page):
    page = new_page(width=360)
    open_map(page, portal)
    page.locator("[data-map-more]").click()
    expect(page.locator("[data-map-list] > li")).to_have_count(40)
    link = page.locator("[data-map-list] > li a").nth(30)
    name = link.inner_text()
    link.scroll_into_view_if_needed()
    scrolled = page.evaluate("scrollY")
    assert scrolled > 1000
    link.click()
    expect(page.locator("h1")).not_to_contain_text("Vad finns nära dig")
    page.go_back()
    page.wait_for_selector(READY, state="attached", timeout=20_000)
    expect(page.locator("[data-map-list] a:focus")).to_have_text(name)
    expect(page.locator("[data-map-list] a:focus")).to_be_in_viewport()
    assert page.faults == []


def test_link_from_before_opens_the_map_and_says_what_is_gone(portal, new_page):
    page = new_page()

    # A layer and a filter that are no more, a place that has gone, a view that still holds.
    old = "?lager=butiker&layer=services&typ=2#map=12/58.90386/16.64323&pick=services.999999&tab=3"
    open_map(page, f"{portal}/{old}")

    expect(page.locator("[data-map-says]")).to_contain_text("finns inte längre på kartan")
    expect(page.locator("[data-map-list] li").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?layer=services#map=12/58\.90386/16\.64323$"))
    assert page.faults == []


def test_without_scripts_the_lists_hold_the_same(portal, new_page):
    page = new_page(width=360, javascript=False)
    page.goto(portal)

    page.locator("#category-grocery summary").click()
    expect(page.locator("#category-grocery")).to_contain_text("Handlarn Vrena")

    page.locator("#filter-kinds summary").click()
    page.locator("label.chip:has([name=category][value=library])").click()
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page).to_have_url(re.compile("category=library"))
    expect(page.locator("#category-library li").first).to_be_visible()
    expect(page.locator("#category-grocery")).to_have_count(0)
    page.get_by_role("link", name="Skriv ut eller pdf").click()
    expect(page.locator("svg.paper-map")).to_be_visible()


def test_seen_page_opens_without_connection_and_says_so(portal, new_page):
    page = new_page()
    page.goto(f"{portal}/orter/bettna/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    page.reload(wait_until="networkidle")

    page.context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_have_text("Bettna")
    expect(page.locator("[data-offline-word]")).to_be_visible()

    page.goto(f"{portal}/de/planer/")
    expect(page.locator("h1")).to_contain_text("keine Verbindung")


def test_without_roads_no_tile_is_asked_for(portal, new_page):
    page = new_page()
    asked = []
    page.on("request", lambda sent: asked.append(sent.url))
    page.goto(portal)
    page.wait_for_selector(READY, state="attached", timeout=20_000)
    assert not [url for url in asked if "/tiles/" in url or "road-tiles" in url]
