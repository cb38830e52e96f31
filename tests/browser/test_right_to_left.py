"""The layout holds from right to left: pages are served with only their direction turned."""

import pytest

PAGES = ("/", "/orter/bettna/", "/vag221/", "/sok/?q=bad")


def _turn(route):
    # In the test alone: a language written from the right sets this attribute in base.html.
    if route.request.resource_type != "document":
        route.fallback()
        return
    answer = route.fetch()
    route.fulfill(response=answer, body=answer.text().replace('dir="ltr"', 'dir="rtl"', 1))


@pytest.mark.parametrize("width", [360, 1440])
def test_pages_read_from_right_to_left_without_overflow(portal, new_page, width):
    wrong = []
    for path in PAGES:
        page = new_page(width=width)  # a new visitor: no service worker answers instead
        page.route("**/*", _turn)
        page.goto(portal + path)
        page.wait_for_load_state("networkidle")
        seen = page.evaluate(
            """() => ({
                direction: getComputedStyle(document.querySelector("main")).direction,
                align: getComputedStyle(document.querySelector("h1")).textAlign,
                wide: document.documentElement.scrollWidth - innerWidth,
                map: [...document.querySelectorAll("[data-map-canvas]")]
                    .map((one) => getComputedStyle(one).direction),
            })"""
        )
        if seen["direction"] != "rtl" or seen["align"] not in ("start", "right"):
            wrong.append(f"{path} does not read from the right: {seen}")
        if seen["wide"] > 0:
            wrong.append(f"{path}: {seen['wide']} px too wide")
        if set(seen["map"]) - {"ltr"} or (path == "/" and not seen["map"]):
            wrong.append(f"{path}: the map is turned or gone: {seen}")
    assert not wrong, "\n".join(wrong)
