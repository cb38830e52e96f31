"""The map inside another site's page: framed by anyone, with no form and no cookie."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_embedded_map_may_be_framed_and_other_pages_may_not(client: Client):
    embedded = client.get("/inbaddad/")
    whole = client.get("/om/")

    assert "X-Frame-Options" not in embedded
    assert "frame-ancestors *" in embedded["Content-Security-Policy"]
    assert whole["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in whole["Content-Security-Policy"]


def test_embedded_map_sets_no_cookie_and_leads_to_the_whole_map(client: Client):
    response = client.get("/en/inbaddad/")

    assert not response.cookies
    assert 'href="/en/"' in response.content.decode()
