"""The portal opens without a connection, and says so."""

import json
import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_service_worker_is_served_from_the_root_as_script(client: Client):
    response = client.get("/sw.js")

    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/javascript")
    assert "max-age=0" in response["Cache-Control"]


def test_service_worker_keeps_a_shell_whose_every_page_exists(client: Client):
    script = client.get("/sw.js").content.decode()
    shell = json.loads(re.search(r"const SHELL = (\[.*?\]);", script)[1])

    pages = [address for address in shell if not address.startswith("/static/")]
    assert pages == ["/franslagen/", "/en/franslagen/", "/de/franslagen/"]
    assert {client.get(page).status_code for page in pages} == {200}


@pytest.mark.parametrize("path", ["/konto/", "/foretag/", "/granska/", "/admin/", "/logga-in/"])
def test_service_worker_never_keeps_what_belongs_to_an_account(client: Client, path: str):
    script = client.get("/sw.js").content.decode()
    pattern = re.search(r"const OPEN_PAGE = /(.*)/;", script)[1].replace("\\/", "/")

    assert not re.match(pattern, path)
    assert re.match(pattern, "/orter/bettna/")
    assert re.match(pattern, "/en/vag221/")


@pytest.mark.parametrize(("prefix", "language"), [("", "sv"), ("/en", "en"), ("/de", "de")])
def test_manifest_starts_in_its_own_language(client: Client, prefix: str, language: str):
    described = client.get(f"{prefix}/appen.webmanifest").json()

    assert described["lang"] == language
    assert described["start_url"] == f"{prefix}/"
