"""A planner's quarter of an hour in the browser: each figure on the way is the engine's own."""

import io
import re
import subprocess
import sys
from importlib import import_module

import pypdf
import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import expect

from accounts.models import Role, User
from plans.models import Activity, ServicePlan, VillageGroup
from plans.queries.changes import read_changes
from plans.queries.scenarios import outcome
from portal.queries.opportunities import opportunities
from services.models import Offer, SiteSearch, Standard
from services.queries.coverage import findings, latest_run, ranked_gaps
from services.queries.importance import importance
from services.queries.matrix import matrix
from services.queries.siting import best_sites
from tests.browser.outside import outside

EMAIL = "planner-walk@example.org"


def grouped(count):
    return f"{round(count):,}".replace(",", " ")


def enter():
    """Make a planner and a session, as signing in does."""
    user = User.objects.create_user(EMAIL)
    Role.objects.create(user=user, kind="planner")
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return session.session_key


def leave():
    """Take away what the walk made."""
    User.objects.filter(email=EMAIL).delete()
    SiteSearch.objects.all().delete()
    ServicePlan.objects.all().delete()
    DBTaskResult.objects.all().delete()


# The background worker, as a process of its own on the tests' database, until nothing waits.
WORKER = """
import sys
import django
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv[1]
django.setup()
from django.core.management import call_command
call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload", "-v", "0")
"""


def work():
    name = settings.DATABASES["default"]["NAME"]
    subprocess.run([sys.executable, "-c", WORKER, name], cwd=settings.BASE_DIR, check=True)


@pytest.fixture
def planner(portal, new_page):
    key = outside(enter)
    page = new_page()
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": portal}])
    yield page
    outside(leave)


def engine():
    """Read the engine's own tables, each by the function that no page calls with the same words."""
    run = latest_run()
    standard = Standard.objects.select_related("category").get(slug="grocery-10-km")
    table = findings(run, Standard.objects.filter(pk=standard.pk))
    most = next(one for one in importance(run) if one.standard == standard)
    change = f"stang,{most.place.pk},grocery"
    found = opportunities(matrix(run))
    return {
        "worst": next(one for one in ranked_gaps(table) if one.locality),
        "offer": Offer.objects.get(service_point=most.place, category=standard.category).pk,
        "closed": outcome(run, read_changes([change])),
        "before": sum(one.lacking for one in table),
        "best": best_sites(run, standard, 1, "localities"),
        "opportunity": (*found.certain, *found.possible)[0],
        "standard": standard,
        "group": VillageGroup.objects.get(name__startswith="Vadsbro").pk,
    }


def test_from_the_worst_gap_to_the_printed_plan(portal, planner):
    page, known = planner, outside(engine)
    worst, standard = known["worst"], known["standard"]

    # The worst gap, and whom it hits
    page.goto(f"{portal}/analys/")
    page.get_by_role("link", name="Dagligvaror").first.click()
    expect(page.locator(".matrix th[aria-sort=descending]")).to_contain_text("Dagligvaror")
    first = page.locator(".matrix tbody tr", has=page.get_by_role("link", name=worst.area_name))
    first.get_by_role("link", name=re.compile(grouped(worst.lacking))).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(worst.area_name)
    expect(page.locator("main")).to_contain_text(grouped(worst.lacking))

    # Close the shop that means most: the goals that fall
    page.get_by_role("link", name="Tänk om?").click()
    page.get_by_text("Stäng en service", exact=True).click()
    form = page.locator("form", has=page.locator("input[value=stang]"))
    form.locator("select").select_option(str(known["offer"]))
    form.get_by_role("button", name="Lägg till").click()
    effect = next(one for one in known["closed"].effects if one.standard == standard)
    row = page.locator("[data-outcome] tr.matrix__total", has_text="dagligvaror, 10 km").first
    expect(row.locator("td").nth(1)).to_have_text(grouped(known["before"]))
    expect(row.locator("td").nth(2)).to_have_text(grouped(effect.lacking[-1]))
    fallen = [one.goal.title for one in known["closed"].goals if one.is_changed]
    assert fallen
    for title in fallen:
        expect(page.locator("[data-outcome]")).to_contain_text(title)

    # The best place for a new one, searched in the background
    page.get_by_role("link", name="Var bäst?").first.click()
    page.get_by_label("Service", exact=True).select_option(standard.slug)
    page.get_by_role("button", name="Sök", exact=True).last.click()
    expect(page.locator("progress")).to_be_visible()
    work()
    expect(page.locator("main")).to_contain_text("Exakt räknat:")
    best = known["best"]
    expect(page.locator("main")).to_contain_text(best.chosen[0][0].name)
    expect(page.locator(".figure__value").nth(0)).to_have_text(grouped(best.lacking_before))
    expect(page.locator(".figure__value").nth(1)).to_have_text(grouped(best.lacking_after))

    # An opportunity that serves travellers and residents, turned into an activity
    one = known["opportunity"]
    page.get_by_role("link", name="Möjligheter").first.click()
    card = page.locator(f'[id="{one.key}"]')
    expect(card).to_contain_text(f"{grouped(one.residents)} invånare")
    card.get_by_label("Bygdegrupp").select_option(str(known["group"]))
    card.get_by_role("button", name="Gör till aktivitet").click()
    expect(page.locator("body")).to_contain_text("står nu i utkastet")
    made = outside(lambda: Activity.objects.latest("pk"))
    outside(lambda: Activity.objects.filter(pk=made.pk).delete())

    # The service plan, printed
    page.goto(f"{portal}/analys/serviceplan/")
    page.get_by_role("button", name="Börja på årets plan").click()
    page.get_by_role("button", name="Gör en PDF").click()
    work()
    with page.expect_download() as download:
        page.locator(".place a[download]").first.click()
    content = io.BytesIO(download.value.path().read_bytes())
    said = " ".join(
        " ".join(sheet.extract_text().split()) for sheet in pypdf.PdfReader(content).pages
    )
    assert f"{worst.area_name} {grouped(worst.residents)} {grouped(worst.lacking)}" in said
    assert page.faults == []


def test_siting_is_accessible_on_a_phone_in_both_themes(portal, new_page, check_accessibility):
    for theme in ("light", "dark"):
        page = new_page(width=360, theme=theme)
        for address in ("/analys/plats/", "/analys/serviceplan/", "/analys/butiker/"):
            page.goto(f"{portal}{address}")
            assert check_accessibility(page) == []
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, address
        assert page.faults == []
