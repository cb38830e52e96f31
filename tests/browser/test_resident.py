"""A resident finds Bettna's nearest grocery, and what nobody knows."""

import re

from playwright.sync_api import expect


def test_resident_finds_the_nearest_grocery_and_what_is_not_known(portal, new_page):
    page = new_page(width=360)
    page.goto(portal)
    page.get_by_role("link", name="Jag bor här").click()
    page.get_by_role("link", name="Bettna", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bettna")
    glance = page.locator("dl.facts").first
    expect(glance).to_contain_text("375")
    expect(glance).to_contain_text("Handlarn Vrena")
    expect(glance).to_contain_text("Nyköping")
    unknown = page.locator("section", has=page.locator("#unknown"))
    for word in ("apotek", "drivmedel", "paketombud", "kontantuttag"):
        expect(unknown).to_contain_text(re.compile(word, re.IGNORECASE))
    assert page.faults == []


def test_page_is_as_useful_without_javascript(portal, new_page):
    page = new_page(javascript=False)
    page.goto(f"{portal}/orter/bettna/")
    expect(page.locator("body")).to_contain_text("Handlarn Vrena")
    page.goto(portal)
    expect(page.get_by_role("link", name="Sparreholm", exact=True).first).to_be_attached()


def test_map_shows_the_villages_and_the_list_follows(portal, new_page):
    page = new_page()
    page.goto(portal)
    expect(page.locator(".map-name", has_text="Malmköping")).to_be_attached(timeout=15_000)
    expect(page.locator("[data-map-list] li").first).to_be_attached(timeout=15_000)
    assert page.faults == []
