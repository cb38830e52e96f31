"""The rooms behind sign-in, with work waiting in them: axe with no rule off, phone and desk."""

import re

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone

from portal.demo.people import DemoToken, demo_user
from route221.actions.changes import save_changes
from route221.actions.claims import claim, decide_claim
from route221.actions.registration import take_step
from route221.actions.review import decide
from route221.models import Business, LookAlike, Ownership, Photo
from services.models import Offer, Report, ServicePoint
from tests.browser.test_accessibility import look_at
from tests.browser.test_business import clean_up, outside

NAME = "Exempel: Provets kafé"
VIEWS = ((360, "light"), (1440, "dark"))


def prepare():
    """Put one of each kind into the queue, as if people had sent it."""
    owner, second = demo_user("resident"), demo_user("village")
    reviewer = demo_user("reviewer")
    at = Point(16.6, 59.05, srid=4326).transform(3006, clone=True)
    made = {}
    for name in (NAME, f"{NAME} två"):
        made[name] = Business.objects.create(
            name=name,
            kind="eat",
            summary_sv="Fika",
            opening_hours="May-Sep: Mo-Fr 10:00-16:00; PH off",
            point=at,
            precision="exact",
            is_example=True,
        )
        Ownership.objects.create(business=made[name], user=owner, is_confirmed=True)
        take_step(business=made[name], verb="submit", actor=owner)
    public = made[NAME]
    public.refresh_from_db()
    decide(business=public, verb="approve", version=public.version, reason="", actor=reviewer)
    Business.objects.filter(pk=public.pk).update(is_example=False, confirmed_on="2024-01-01")
    changes = {"name": f"{NAME} nytt", "point": Point(at.x + 300, at.y, srid=3006)}
    save_changes(business=Business.objects.get(pk=public.pk), changes=changes, author=owner)
    asked = claim(business=public, user=second, words="Jag står i kassan")
    refused = claim(business=public, user=demo_user("planner"), words="Min")
    decide_claim(ownership=refused, approve=False, reason="Nej", actor=reviewer)
    Photo.objects.create(business=public, alt_sv="Gården", width=400, height=300)
    place = ServicePoint.objects.filter(replaced_by=None).order_by("pk").first()
    pair = LookAlike.objects.create(business=public, service_point=place)
    report = Report.objects.create(
        text="Fel tider", email="a@example.se", language="sv", confirmed_at=timezone.now()
    )
    offer = Offer.objects.filter(service_point=place).first()
    revision = public.revisions.get()
    return {
        "reviewer": [
            "/granska/",
            "/granska/?visa=vard",
            "/granska/?visa=stale",
            "/granska/avgjort/",
            "/granska/skal/",
            "/granska/bevakning/",
            "/granska/siffror/",
            f"/granska/foretag/{public.pk}/",
            f"/granska/foretag/{made[f'{NAME} två'].pk}/",
            f"/granska/andring/{revision.pk}/",
            f"/granska/ansprak/{asked.pk}/",
            f"/granska/ansprak/{refused.pk}/",
            f"/granska/par/{pair.pk}/",
            "/granska/rapporter/",
            f"/granska/rapporter/{report.pk}/",
            "/granska/tjanster/",
            "/granska/tjanster/att-bekrafta/",
            "/granska/tjanster/kannedom/",
            "/granska/tjanster/ny/",
            f"/granska/tjanster/{place.pk}/",
            f"/granska/tjanster/{place.pk}/andra/",
            f"/granska/tjanster/{place.pk}/erbjuder/",
            f"/granska/tjanster/utbud/{offer.pk}/",
            f"/granska/tjanster/utbud/{offer.pk}/hotat/",
            f"/granska/tjanster/utbud/{offer.pk}/stang/",
            f"/granska/tjanster/utbud/{offer.pk}/bekrafta/",
            "/granska/import/",
        ],
        "resident": [
            "/foretag/",
            "/foretag/ny/",
            f"/foretag/{public.pk}/",
            f"/foretag/{public.pk}/forhandsvisning/",
            f"/foretag/{public.pk}/skylt/",
            *(
                f"/foretag/{public.pk}/{step}/"
                for step in ("om", "plats", "tider", "bra-att-veta", "bilder", "sprak")
            ),
            f"/foretag/{public.pk}/ansprak/",
            f"/foretag/{made[f'{NAME} två'].pk}/",
            "/konto/",
            "/konto/avsluta/",
        ],
    }


@pytest.fixture
def pages(portal, settings, tmp_path):
    settings.DEMO, settings.MEDIA_ROOT = True, tmp_path
    kept = set(Business.objects.values_list("pk", flat=True))
    yield outside(prepare)
    outside(lambda: (Report.objects.filter(email="a@example.se").delete(), clean_up(kept)))


def enter(page, portal, role):
    user = outside(lambda: demo_user(role))
    token = outside(lambda: DemoToken().make_token(user))
    page.goto(f"{portal}/demo/in/{user.pk}/{token}/")
    assert "/konto/" in page.url


def test_staffs_and_businesses_pages_pass_axe(portal, pages, new_page, check_accessibility):
    wrong = []
    for role, paths in pages.items():
        for width, theme in VIEWS:
            page = new_page(width=width, theme=theme)
            enter(page, portal, role)
            for path in paths:
                found = look_at(page, portal, path, check_accessibility)
                wrong += [f"{width} {theme} {one}" for one in found]
            # The picture of the test has no file.
            strange = [one for one in page.faults if not re.search("404", one)]
            assert strange == [], strange
            page.context.close()
    assert not wrong, "\n".join(wrong)
