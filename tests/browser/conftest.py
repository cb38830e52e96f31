"""Real Chromium against the real portal; nothing beyond this machine is reached."""

import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import BrowserContext, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]

# Playwright's own loop runs in the tests' thread, where Django would suspect async code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items):
    """Mark the browser tests and put them last."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            # pytest-django makes a test database only when a collected test asks for one.
            item.add_marker(pytest.mark.django_db)
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def chromium():
    system = Path(CHROMIUM).exists()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM if system else None, args=ARGUMENTS
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def portal(django_db_setup, django_db_blocker):
    """Serve the demonstration, loaded once for all journeys, which leave it as it is.

    Browser tests run last (see below), so no other test meets these rows.
    """
    from portal.demo import load_demo

    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
        assert name.startswith("test_"), f"{name} is no test database: it would be emptied"
        load_demo()
        server = LiveServer("localhost")
        yield server.url
        server.stop()
        with connection.cursor() as cursor:
            # A browser's connection may be kept alive, and with it a session of the server's.
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def new_page(chromium):
    """Open pages as people do: width, theme, language, with or without JavaScript."""
    contexts: list[BrowserContext] = []

    def make(width=1440, theme="light", javascript=True) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=theme,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.faults = []
        page.on("pageerror", lambda error: page.faults.append(str(error)))
        page.on(
            "console",
            lambda said: page.faults.append(said.text) if said.type == "error" else None,
        )
        page.on("request", lambda sent: _note_foreign(page, sent.url))
        return page

    yield make
    for context in contexts:
        context.close()


def _note_foreign(page, url):
    if not url.startswith(("http://localhost", "http://127.0.0.1", "data:", "blob:")):
        page.faults.append(f"asked elsewhere: {url}")


@pytest.fixture
def check_accessibility():
    """Run axe with every rule; return what it found wrong."""

    def check(page: Page) -> list[str]:
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{violation['id']}: {node['html'][:160]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return check
