"""Search as one types: by keyboard, on the map, and when the answer does not come."""

from playwright.sync_api import expect


def test_suggestions_lead_to_the_place_on_the_map_by_keyboard_alone(portal, new_page):
    page = new_page()
    page.goto(portal)
    page.wait_for_selector("portal-map[data-state=ready]", state="attached", timeout=30_000)
    page.locator("#search").focus()
    page.keyboard.type("halleforsnas")
    expect(page.locator("#search-suggestions li").first).to_contain_text("Hälleforsnäs")
    expect(page.locator("#search")).to_have_attribute("aria-expanded", "true")

    page.keyboard.press("Escape")
    expect(page.locator("#search-suggestions")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#search")).to_have_attribute(
        "aria-activedescendant", "search-suggestions-0"
    )
    page.keyboard.press("Enter")

    expect(page.locator(".leaflet-popup .popup__name")).to_have_text("Hälleforsnäs")
    expect(page.locator(".leaflet-popup .popup__name")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Hälleforsnäs")
    assert page.faults == []


def test_without_an_answer_the_field_still_leads_to_the_page_of_answers(portal, new_page):
    page = new_page(width=360)
    page.context.route("**/api/fraga/sok**", lambda route: route.abort())
    page.goto(f"{portal}/sok/")
    page.locator("#search").fill("apotek")
    page.locator("#search").press("Enter")
    expect(page).to_have_url(f"{portal}/sok/?q=apotek")
    expect(page.locator("main")).to_contain_text("Finns inte i registret än")
