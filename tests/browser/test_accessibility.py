"""Every page passes axe with no rule off, at both widths, in both themes; nothing overflows."""

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
VIEWS = ((360, "light"), (360, "dark"), (1440, "light"), (1440, "dark"))


def test_every_page_passes_axe_at_both_widths_in_both_themes(portal, new_page, check_accessibility):
    wrong = []
    for width, theme in VIEWS:
        page = new_page(width=width, theme=theme)
        for path in PAGES:
            page.goto(portal + path)
            page.wait_for_load_state("networkidle")
            wrong += [f"{path} {width} {theme}: {one}" for one in check_accessibility(page)]
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wide > 0:
                wrong.append(f"{path} {width}: {wide} px too wide")
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
