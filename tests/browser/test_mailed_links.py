"""The buttons behind a mailed link: pressed in a real browser, which says where a form is from."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from geo.models import Locality
from plans.actions.voices import ask_to_follow, send_comment
from plans.models import Comment, Follower, PlanVersion, VillageGroup
from services.actions.reports import submit_report
from services.models import Report
from tests.browser.outside import outside

EMAIL = "granne@example.se"


def follow():
    group = VillageGroup.objects.get(slug="bettna")
    ask_to_follow(group=group, email=EMAIL, language="sv")
    return Follower.objects.filter(email=EMAIL)


def comment():
    group = VillageGroup.objects.get(slug="bettna")
    version = PlanVersion.objects.filter(plan__group=group).latest("year")
    send_comment(version=version, email=EMAIL, text="Lampan är trasig.", language="sv")
    return Comment.objects.filter(email=EMAIL)


def report():
    submit_report(
        kind=Report.Kind.ERROR,
        email=EMAIL,
        text="Butiken har flyttat.",
        locality=Locality.objects.get(slug="bettna"),
        language="sv",
    )
    return Report.objects.filter(email=EMAIL)


@pytest.mark.parametrize(
    ("ask", "button", "said"),
    [
        (follow, "Ja, jag vill följa", "Du följer nu planen"),
        (comment, "Ja, visa min kommentar", "Din kommentar syns nu"),
        (report, "Ja, skicka", "Butiken har flyttat"),
    ],
)
def test_button_behind_a_mailed_link_is_taken(portal, new_page, ask, button, said):
    rows = outside(ask)
    try:
        link = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[-1].body)[1]
        page = new_page(width=360)
        page.goto(portal + link)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_text(said).first).to_be_visible()
        expect(page.get_by_role("button", name=button)).to_have_count(0)
    finally:
        outside(lambda: rows.all().delete())
