"""What goes wrong on the way to the map has a calm answer: nothing is lost, and it is said."""

import json

import pytest
from playwright.sync_api import Page, expect

from portal.map_layers import read_layers

READY = "portal-map[data-state=ready]"
TILES = "https://tile.example"


def open_map(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(READY, state="attached", timeout=30_000)


def stub_services(page: Page, names: list[str], size: int = 1000, fails_at: int | None = None):
    """Answer for the services' collection with made-up places, page by page."""

    def answer(route):
        start = int(route.request.url.partition("cursor=")[2].partition("&")[0] or 0)
        if fails_at is not None and start >= fails_at:
            route.fulfill(status=503, body="down")
            return
        features = [
            {
                "type": "Feature",
                "id": number,
                "geometry": {
                    "type": "Point",
                    "coordinates": [16.3 + number % 80 / 100, 58.9 + number // 80 % 40 / 100],
                },
                "properties": {"name": names[number], "categories": ["grocery"]},
            }
            for number in range(start, min(start + size, len(names)))
        ]
        links = []
        if start + size < len(names):
            path = route.request.url.partition("?")[0]
            links = [{"rel": "next", "href": f"{path}?cursor={start + size}"}]
        body = {"type": "FeatureCollection", "features": features, "links": links}
        body["numberMatched"] = len(names)
        route.fulfill(body=json.dumps(body), content_type="application/geo+json")

    page.context.route("**/api/collections/services/items**", answer)


def test_background_that_does_not_answer_gives_way_to_our_own(portal, new_page, settings):
    layer = {"name": "Karta X", "url": TILES + "/{z}/{x}/{y}.png", "attribution": "© X"}
    settings.MAP_LAYERS = read_layers(json.dumps([layer]))
    policy = settings.CONTENT_SECURITY_POLICY
    images = {"img-src": [*policy["DIRECTIVES"]["img-src"], TILES]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy["DIRECTIVES"] | images}
    page = new_page()
    page.context.route(f"{TILES}/**", lambda route: route.abort())

    open_map(page, portal)

    expect(page.locator("[data-map-says]")).to_contain_text("Karta X svarar inte")
    expect(page.locator(".ground-home")).to_be_attached()
    expect(page.locator(".has-background")).to_have_count(0)
    expect(page.get_by_role("button", name="Kartlager")).to_be_visible()


def test_layer_that_fails_midway_keeps_what_has_come(portal, new_page):
    page = new_page()
    stub_services(page, [f"Plats {number}" for number in range(30)], size=10, fails_at=20)
    open_map(page, f"{portal}/?layer=services")
    expect(page.locator("[data-map-says]")).to_contain_text("kunde inte läsas")
    expect(page.locator("[data-map-status]")).to_contain_text("20 platser")


def test_slow_answers_are_said_and_the_lists_stand_meanwhile(portal, new_page):
    page = new_page()
    held = []
    page.context.route("**/api/collections/services/items**", lambda route: held.append(route))
    page.goto(f"{portal}/?layer=services")
    expect(page.locator("[data-map-says]")).to_contain_text("dröjer", timeout=15_000)
    expect(page.locator("#category-grocery")).to_contain_text("Coop Flen")
    for route in held:
        route.fallback()
    page.wait_for_selector(READY, state="attached", timeout=30_000)
    expect(page.locator("[data-count-layer=services]")).not_to_be_empty()
    assert page.faults == []


def test_five_thousand_places_are_clustered_and_listed_a_few_at_a_time(portal, new_page):
    page = new_page()
    stub_services(page, [f"Plats {number:04}" for number in range(5000)])
    open_map(page, f"{portal}/?layer=services")
    expect(page.locator("[data-map-list] > li")).to_have_count(20)
    expect(page.locator("[data-count-layer=services]")).to_have_text("5000")
    expect(page.locator(".cluster").first).to_be_visible()
    page.locator("[data-map-more]").click()
    expect(page.locator("[data-map-list] > li")).to_have_count(40)
    expect(page.locator("[data-map-list] > li").nth(20).locator(".place__name")).to_be_visible()
    assert page.faults == []


def test_names_from_right_to_left_and_of_signs_stand_as_they_are(portal, new_page):
    page = new_page()
    names = ["مخبز القرية", "🦌🧀 <b>Ost</b> & co", "\u202eevil", ""]
    stub_services(page, names)
    open_map(page, f"{portal}/?layer=services")
    for name in names[:2]:
        row = page.locator("[data-map-list] .place__name", has_text=name)
        expect(row).to_be_visible()
        expect(row).to_have_attribute("dir", "auto")
    expect(page.locator("[data-map-list] b")).to_have_count(0)
    expect(page.locator("[data-map-list]")).to_contain_text("utan namn")
    assert page.faults == []


def test_position_that_is_refused_is_said_and_the_list_stays(portal, new_page):
    page = new_page(width=360)
    open_map(page, portal)
    page.locator("[data-show=map]").click()
    page.get_by_role("button", name="Karta", exact=True).wait_for()
    page.locator("[data-show=list]").click()
    page.get_by_role("button", name="Nära mig").click()
    expect(page.locator("[data-map-says]")).to_contain_text("Din position")
    expect(page.locator("[data-map-list] li").first).to_be_visible()


BLOCKED = """
Object.defineProperty(window, "localStorage", {get() { throw new DOMException("blocked"); }});
Cache.prototype.put = () => Promise.reject(new DOMException("full", "QuotaExceededError"));
"""


def test_storage_that_is_full_or_blocked_changes_nothing_else(portal, new_page):
    page = new_page()
    page.add_init_script(BLOCKED)
    open_map(page, portal)
    button = page.locator("[data-theme-button]")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    assert page.faults == []


@pytest.mark.parametrize(
    "path", ["/", "/orter/bettna/", "/vag221/", "/sok/?q=skola", "/rapportera/"]
)
def test_text_of_double_size_and_four_times_zoom_fit_the_width(portal, new_page, path):
    # 320 px wide is 1280 px at 400 %.
    for width, size in ((1280, "200%"), (360, "200%"), (320, "100%")):
        page = new_page(width=width)
        page.goto(portal + path)
        page.evaluate(f"document.documentElement.style.fontSize = '{size}'")
        page.wait_for_load_state("networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} at {width} px and {size}: {wide} px too wide"
