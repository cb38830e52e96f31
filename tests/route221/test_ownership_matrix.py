"""Role × address × verb, with one's own and with others' objects: drawn up from the URLs.

Whoever may not gets 403 or 404 and changes nothing, whatever the verb; whoever may gets an answer.
"""

from datetime import date

import pytest
from django.apps import apps
from django.contrib.gis.geos import Point
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from geo.models import Municipality
from route221.actions.changes import save_changes
from route221.actions.claims import claim
from route221.models import Business, LookAlike, Photo
from services.actions.register import threaten
from services.models import Completeness, Offer, Report, ServicePoint
from tests.portal.test_access import PATTERNS

pytestmark = pytest.mark.django_db

VERBS = ("get", "head", "post", "put", "patch", "delete", "options")
REFUSED = {403, 404}
# What belongs to one business, and who may: its people alone, but for the preview.
OWN = {name for name in PATTERNS if name.startswith("business")} - {
    "businesses",
    "business-new",
    "business-where",
    "business-address",
    "business-claim",
    "business-join",
}
# What a reviewer decides, or the register's staff keep, where their role covers the place.
COVERED = {
    "review-business",
    "review-revision",
    "review-claim",
    "review-report",
    "review-pair",
    "register-place",
    "register-place-edit",
    "register-place-merge",
    "register-offer-new",
    "register-offer",
    "register-offer-verb",
    "register-act-undo",
    "register-completeness-edit",
}
POSTED = {
    "do": "remove",
    "email": "ny@example.se",
    "verb": "approve",
    "version": "0",
    "reason": "Nej",
    "state": "corrected",
    "answer": "Ja",
    "name": "Taget",
    "alt_sv": "Taget",
    "words": "Mitt",
    "on": "2026-01-01",
    "source": "x",
}
ACTORS = ("owner", "other owner", "claimant", "resident", "reviewer here", "reviewer elsewhere")


@pytest.fixture
def world(published, owner, road, locality, grocery, django_user_model):
    """One business with all that hangs on it, its people, and reviewers of two municipalities."""
    elsewhere = Municipality.objects.create(
        code="0483",
        name="Katrineholm",
        boundary=locality.municipality.boundary,
        dataset=road.dataset,
    )
    Business.objects.update(locality=locality)
    published.refresh_from_db()
    people = {
        "owner": owner,
        **{
            name: django_user_model.objects.create_user(f"{name.replace(' ', '-')}@example.se")
            for name in ACTORS[1:]
        },
    }
    people["reviewer here"].roles.create(kind="reviewer", municipality=locality.municipality)
    people["reviewer elsewhere"].roles.create(kind="reviewer", municipality=elsewhere)
    another = Business.objects.create(name="Annan", kind="eat", precision="none", state="published")
    another.ownerships.create(user=people["other owner"], is_confirmed=True)
    save_changes(business=published, changes={"name": "Nytt"}, author=owner)
    asked = claim(business=published, user=people["claimant"], words="Mitt")
    photo = Photo.objects.create(business=published, alt_sv="Gården", width=400, height=300)
    place = ServicePoint.objects.create(
        name="Handlarn",
        locality=locality,
        municipality=locality.municipality,
        point=Point(590_000, 6_540_000, srid=3006),
        precision="exact",
    )
    other = ServicePoint.objects.create(
        name="Lanthandeln", municipality=locality.municipality, precision="none"
    )
    offer = Offer.objects.create(service_point=place, category=grocery, source="x")
    report = Report.objects.create(
        text="Fel",
        email="a@example.se",
        language="sv",
        locality=locality,
        confirmed_at=timezone.now(),
    )
    known = Completeness.objects.create(
        category=grocery,
        municipality=locality.municipality,
        level="partial",
        source="x",
        stated_on=date(2026, 1, 1),
    )
    act = threaten(offer=offer, since=date(2026, 1, 1), source="x")
    pair = LookAlike.objects.create(business=published, service_point=place)
    keys = {
        "review-revision": published.revisions.get().pk,
        "review-claim": asked.pk,
        "review-report": report.pk,
        "review-pair": pair.pk,
        "register-place": place.pk,
        "register-place-edit": place.pk,
        "register-place-merge": place.pk,
        "register-offer-new": place.pk,
        "register-offer": offer.pk,
        "register-offer-verb": offer.pk,
        "register-act-undo": act.pk,
        "register-completeness-edit": known.pk,
    }
    rest = {"step": "om", "verb": "pause", "photo": photo.pk, "person": owner.pk, "place": place.pk}

    def address(name):
        names = PATTERNS[name].pattern.regex.groupindex
        given = rest | {"pk": keys.get(name, published.pk)}
        if name == "register-offer-verb":
            given["verb"] = "bekrafta"
        return reverse(name, kwargs={key: given[key] for key in names})

    return people, address, POSTED | {"into": str(other.pk)}


def fingerprint():
    """Everything the road and the register hold, to see whether anything changed."""
    models = [
        model
        for label in ("route221", "services")
        for model in apps.get_app_config(label).get_models()
    ]
    return {
        model: sorted(
            repr([getattr(value, "ewkt", value) for value in row])
            for row in model._base_manager.values_list()
        )
        for model in models
    }


def may(actor, name):
    if name in OWN:
        # A preview shows what waits to those who decide about it, too.
        return actor == "owner" or (name == "business-preview" and actor == "reviewer here")
    return actor == "reviewer here"


def test_every_address_with_an_object_of_somebodys_is_in_the_matrix():
    with_key = {
        name
        for name, pattern in PATTERNS.items()
        if name.startswith(("business", "review", "register"))
        and "pk" in pattern.pattern.regex.groupindex
    }
    # A reason belongs to all reviewers; claiming is open to whoever signs in.
    assert with_key - {"review-reason", "business-claim"} == OWN | COVERED


@pytest.mark.parametrize("actor", ACTORS)
def test_own_and_others_objects_by_every_verb(client, world, actor):
    people, address, posted = world
    before = fingerprint()
    for name in sorted(OWN | COVERED):
        for verb in VERBS:
            client.force_login(people[actor])
            with transaction.atomic():
                point = transaction.savepoint()
                data = posted if verb == "post" else None
                status = getattr(client, verb)(address(name), data).status_code
                what = (actor, name, verb, status)
                assert status < 500, what
                # 405: a verb nobody may use there.
                if status != 405:
                    assert (status in REFUSED) is not may(actor, name), what
                if verb == "post" and may(actor, name):
                    transaction.savepoint_rollback(point)
        assert fingerprint() == before, (actor, name)
