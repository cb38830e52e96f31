"""A passkey in real Chromium with a virtual authenticator: made, used, forgotten."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts.models import User
from tests.browser.outside import outside

EMAIL = "nyckel@example.se"


@pytest.fixture
def nobody_stays(portal):
    yield
    outside(User.objects.filter(email=EMAIL).delete)


def sign_in_by_code(page, portal):
    page.goto(f"{portal}/logga-in/")
    page.get_by_label("E-post").fill(EMAIL)
    page.get_by_role("button", name="Skicka en kod").click()
    code = page.get_by_label(re.compile("Kod", re.IGNORECASE))
    expect(code).to_be_visible()
    code.fill(re.search(r"^([A-Z0-9-]{6,12})$", mail.outbox[-1].body, re.M)[1])
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ditt konto")


@pytest.mark.usefixtures("nobody_stays")
def test_passkey_is_made_used_and_forgotten(portal, new_page):
    page = new_page(width=360)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    traits = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": traits})
    sign_in_by_code(page, portal)
    page.get_by_role("link", name="Lägg till en nyckel").click()
    page.get_by_role("button", name="Skapa en nyckel").click()
    expect(page.get_by_text("Nyckeln är sparad")).to_be_visible()
    page.get_by_role("button", name="Logga ut").click()
    page.goto(f"{portal}/logga-in/")
    page.get_by_role("button", name="Logga in med en nyckel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ditt konto")
    # The code goes on working, alone, on a device without the key.
    other = new_page()
    sign_in_by_code(other, portal)
    page.get_by_role("button", name="Glöm den").click()
    expect(page.get_by_text("Nyckeln är glömd")).to_be_visible()
    assert page.faults == []
