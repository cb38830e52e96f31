"""Every page passes axe with no rule off, and nothing is wider than the screen."""

import pytest

PAGES = (
    "/",
    "/orter/",
    "/orter/bettna/",
    "/orter/vadsbro/",
    "/vag221/",
    "/planer/",
    "/planer/bettna/",
    "/program/",
    "/bygdenatverket/",
    "/bostader/",
    "/om/",
    "/om/data/",
    "/om/design/",
    "/finns-inte/",
    "/en/orter/bettna/",
    "/de/orter/bettna/",
)
TOOLS = (
    "/skriv-ut/",
    "/sok/?q=bad",
    "/rapportera/",
    "/logga-in/",
    "/orter/jamfor/",
    "/vag221/dagsplan/",
    "/vag221/saknas/",
    "/samrad/",
    "/analys/",
    "/analys/?visar=bands&sortera=grocery",
    "/analys/mojligheter/",
    "/analys/scenario/",
    "/analys/plats/",
)
VIEWS = ((360, "light"), (360, "dark"), (1440, "light"), (1440, "dark"))


def look_at(page, address, path, check):
    """Return what axe finds on one page, and whether it is wider than the screen."""
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    wrong = [f"{path}: {one}" for one in check(page)]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [*wrong, f"{path}: {wide} px too wide"] if wide > 0 else wrong


@pytest.mark.parametrize(("width", "theme"), VIEWS)
def test_every_page_passes_axe(portal, new_page, check_accessibility, width, theme):
    page = new_page(width=width, theme=theme)
    wrong = [one for path in PAGES for one in look_at(page, portal, path, check_accessibility)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1440, "dark")])
def test_tools_and_forms_pass_axe_too(portal, new_page, check_accessibility, width, theme):
    page = new_page(width=width, theme=theme)
    wrong = [one for path in TOOLS for one in look_at(page, portal, path, check_accessibility)]
    assert not wrong, "\n".join(wrong)


def test_skip_links_come_first_and_lead_past_the_map(portal, new_page):
    page = new_page()
    page.goto(portal)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#list"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#list"
