"""Someone new finds the nearest grocery to Skebokvarn, tells of a pharmacy, shares and prints.

In three languages, with scripts and without, on a phone and a wide screen, in both themes, by
pointer and by keyboard alone: all 48 ways. On a few of them, in which every two of these meet, axe
looks at every page on the way, with no rule off; it is what takes the time.
"""

import re
from dataclasses import dataclass, field
from itertools import combinations, product
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.utils import translation
from playwright.sync_api import Locator, Page, expect

from geo.models import Locality, Precision
from portal.views import reports as report_views
from services.forms import reports
from services.models import Offer

PLACED = (Precision.EXACT, Precision.APPROXIMATE)
MOST_TABS = 200
IS_FOCUSED = "node => node === document.activeElement"


@dataclass
class Newcomer:
    """One visitor, who does everything by hand, in one language."""

    page: Page
    language: str
    has_scripts: bool
    theme: str
    by_keyboard: bool
    is_looked_at: bool
    wrong: list[str] = field(default_factory=list)

    def words(self, msgid: str) -> str:
        with translation.override(self.language):
            return translation.gettext(msgid)

    def press(self, target: Locator) -> None:
        """Press a link or button: with the pointer, or by Tab and Enter alone."""
        if not self.by_keyboard:
            target.click()
            return
        self.tab_to(target)
        self.page.keyboard.press("Enter")

    def tab_to(self, target: Locator) -> None:
        node = target.element_handle()
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(IS_FOCUSED, node):
                return
        raise AssertionError(f"{target} is not reached by {MOST_TABS} presses of Tab")

    def write(self, target: Locator, text: str) -> None:
        if self.by_keyboard:
            self.tab_to(target)
            self.page.keyboard.type(text)
        else:
            target.fill(text)

    def link(self, name: str | re.Pattern[str], *, exact: bool = False) -> Locator:
        return self.page.get_by_role("link", name=name, exact=exact).first


CHOICES = (("sv", "en", "de"), (True, False), (360, 1440), ("light", "dark"), (False, True))
WAYS = tuple(product(*CHOICES))
# axe is a script: it looks where scripts run, at what is the same without.
LOOKED_AT = (
    ("sv", True, 360, "light", False),
    ("sv", True, 1440, "dark", True),
    ("en", True, 1440, "light", True),
    ("en", True, 360, "dark", False),
    ("de", True, 360, "dark", True),
    ("de", True, 1440, "light", False),
)


def test_axe_sees_every_two_of_the_choices_together():
    free = [values for values in CHOICES if values != (True, False)]
    ways = [(way[0], *way[2:]) for way in LOOKED_AT]
    for one, other in combinations(range(len(free)), 2):
        met = {(way[one], way[other]) for way in ways}
        assert met == set(product(free[one], free[other]))
    assert set(LOOKED_AT) <= set(WAYS)


@pytest.fixture(params=WAYS, ids=lambda way: "-".join(map(str, way)))
def newcomer(request, new_page, portal, settings, monkeypatch):
    language, scripts, width, theme, keyboard = request.param
    settings.SITE_URL = portal
    monkeypatch.setattr(reports, "QUICKEST_S", 0)
    # All of them come from one machine, which may tell of ten things an hour.
    monkeypatch.setattr(report_views, "PER_ADDRESS_AND_HOUR", len(WAYS) * 2)
    page = new_page(width=width, theme=theme, javascript=scripts)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.add_init_script("window.print = () => { window.isPrinted = true; };")
    return Newcomer(page, language, scripts, theme, keyboard, request.param in LOOKED_AT)


def nearest_grocery() -> str:
    """Find it as one would by hand: look at each."""
    village = Locality.objects.get(slug="skebokvarn")
    offers = Offer.objects.existing().filter(
        category__slug="grocery", service_point__precision__in=PLACED
    )
    found = min(offers, key=lambda one: one.service_point.point.distance(village.point))
    return found.service_point.name


def test_newcomer_finds_reads_tells_shares_and_prints(newcomer, portal, check_accessibility):
    page, say = newcomer.page, newcomer.words
    prefix = "" if newcomer.language == "sv" else f"/{newcomer.language}"

    def look() -> None:
        if newcomer.is_looked_at:
            page.wait_for_load_state("networkidle")
            newcomer.wrong += [f"{page.url}: {one}" for one in check_accessibility(page)]
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        newcomer.wrong += [f"{page.url}: {wide} px too wide"] if wide > 0 else []

    # The village, by search
    page.goto(f"{portal}{prefix}/")
    look()
    newcomer.write(page.get_by_role("search").locator("input[type=search]"), "skebokvrn")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/sok/\?q=skebokvrn"))
    look()
    newcomer.press(newcomer.link("Skebokvarn", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Skebokvarn")
    look()

    # Its nearest grocery
    fact = page.locator(".fact", has_text=say("Nearest known grocery"))
    expect(fact).to_contain_text(nearest_grocery())
    expect(fact).to_contain_text(say("estimated"))
    newcomer.press(fact.get_by_role("link", name=nearest_grocery()))
    expect(page.get_by_role("heading", level=1)).to_have_text(nearest_grocery())
    expect(page.locator(".fact", has_text=say("Without a car"))).to_be_visible()
    look()
    shares_and_prints(newcomer)

    # Pharmacies are not in the register: one is told of
    page.go_back()
    unknown = page.locator("section", has=page.locator("#unknown"))
    expect(unknown).to_contain_text(
        say("These are not in the register. There may be one here; nobody has told us.")
    )
    newcomer.press(unknown.locator("a[href*='kategori=pharmacy']"))
    expect(page.locator("select[name=category] option:checked")).to_have_text(
        re.compile("apotek|pharmacy|Apotheke")
    )
    expect(page.locator("select[name=locality] option:checked")).to_have_text("Skebokvarn")
    look()
    newcomer.write(page.locator("textarea[name=text]"), "Skebokvarns apoteksombud, i kiosken.")
    # Each with an address of their own: one address may tell of five things a day.
    width = page.viewport_size["width"]
    way = f"{newcomer.language}-{newcomer.has_scripts}-{width}-{newcomer.by_keyboard}"
    address = f"ny-{way}-{newcomer.theme}@example.se".lower()
    newcomer.write(page.locator("input[name=email]"), address)
    newcomer.press(page.get_by_role("button", name=say("Send"), exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text(say("Look in your mail"))
    look()

    # The mail confirms it
    link = re.search(rf"{re.escape(portal)}(\S+key=\S+)", mail.outbox[-1].body)
    assert link, mail.outbox[-1].body
    assert urlsplit(link[0]).path.startswith(f"{prefix}/rapportera/")
    page.goto(link[0])
    look()
    newcomer.press(page.get_by_role("button", name=say("Yes, send it")))
    expect(page.locator("main")).to_contain_text(say("Thank you. Your report is received."))
    expect(page.locator("main")).to_contain_text("apoteksombud, i kiosken")
    assert not newcomer.wrong, "\n".join(newcomer.wrong)
    assert page.faults == []


def shares_and_prints(newcomer: Newcomer) -> None:
    page, say = newcomer.page, newcomer.words
    if newcomer.has_scripts:
        newcomer.press(page.get_by_role("button", name=say("Share"), exact=True))
        expect(page.locator("[data-share-says]")).to_have_text(say("The address is copied."))
        assert page.evaluate("navigator.clipboard.readText()") == page.url
        newcomer.press(page.get_by_role("button", name=say("Print"), exact=True))
        assert page.evaluate("window.isPrinted") is True
    else:
        expect(page.locator(".share__address a")).to_have_attribute("href", page.url)
        expect(page.locator(".share__address a")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator(".share")).to_be_hidden()
    page.emulate_media(media="screen")
