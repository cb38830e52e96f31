"""The accessibility statement says what the law asks for."""

import pytest

pytestmark = pytest.mark.django_db


def test_statement_names_agency_status_date_method_and_supervisor(client, settings):
    settings.OPERATOR_NAME = "Exempelkommunen"
    settings.ACCESSIBILITY_AUTHORITY_URL = "https://authority.example/complain"
    page = client.get("/en/om/tillganglighet/").text
    for words in (
        "Exempelkommunen",
        "2018:1937",
        "partly compliant",
        "Known shortcomings",
        settings.ACCESSIBILITY_ASSESSED_ON,
        "axe-core",
        'href="https://authority.example/complain"',
    ):
        assert words in page


def test_statement_without_an_operator_says_that_it_is_a_demonstration(client, settings):
    settings.OPERATOR_NAME = ""
    assert "no public agency stands behind it" in client.get("/en/om/tillganglighet/").text


def test_feedback_needs_no_sign_in(client):
    page = client.get("/rapportera/?typ=tillganglighet")
    assert page.status_code == 200
    assert '<option value="accessibility" selected>' in page.text
