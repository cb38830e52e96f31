"""At once: two reviewers, a form sent twice, a lost answer. Real transactions, real threads."""

import threading
import uuid
from io import BytesIO

import pytest
from django.contrib.gis.geos import Point
from django.db import connections
from PIL import Image

from accounts.models import User
from route221.actions.changes import save_changes
from route221.actions.photos import add_photo
from route221.actions.registration import begin, take_step
from route221.actions.review import decide
from route221.errors import RegistrationError
from route221.models import Business, Decision, Ownership, Photo
from services.actions.register import add_place
from services.models import ServicePoint

pytestmark = pytest.mark.django_db(transaction=True)


def both(*works):
    """Run works at the same moment, each on a connection of its own; return what each gave."""
    gate, found = threading.Barrier(len(works)), [None] * len(works)

    def run(number, work):
        try:
            gate.wait(timeout=30)
            found[number] = work()
        except RegistrationError as error:
            found[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return found


@pytest.fixture
def person():
    return User.objects.create_user("owner@example.se")


@pytest.fixture
def business(person):
    made = Business.objects.create(
        name="Kafé",
        kind="eat",
        summary_sv="Fika",
        opening_hours="24/7",
        point=Point(590_100, 6_535_000, srid=3006),
        precision="exact",
    )
    Ownership.objects.create(business=made, user=person, is_confirmed=True)
    return made


def test_form_sent_twice_at_once_makes_one_business(person):
    key, values = uuid.uuid4(), {"name": "Kafé", "kind": "eat"}

    def send():
        return begin(user=person, form_key=key, address="192.0.2.1", values=values).pk

    first, second, third = both(send, send, send)
    assert first == second == third
    assert Business.objects.count() == Ownership.objects.count() == 1


def test_sending_twice_at_once_is_one_step(business, person):
    def send():
        return take_step(business=business, verb="submit", actor=person).state

    found = both(send, send)
    assert sorted(isinstance(one, RegistrationError) for one in found) == [False, True]
    assert Decision.objects.filter(verb="submit").count() == 1


def test_two_reviewers_at_once_decide_once_and_the_second_is_told(business, person):
    take_step(business=business, verb="submit", actor=person)
    reviewers = [User.objects.create_user(f"r{n}@example.se") for n in range(2)]
    version = Business.objects.get().version

    def decided(verb, reviewer):
        return lambda: (
            decide(
                business=business, verb=verb, version=version, reason="Nej", actor=reviewer
            ).state
        )

    found = both(decided("approve", reviewers[0]), decided("reject", reviewers[1]))
    errors = [one for one in found if isinstance(one, RegistrationError)]
    assert len(errors) == 1
    assert str(errors[0].words)
    assert Business.objects.get().state in found
    assert Decision.objects.exclude(verb="submit").count() == 1


def test_edit_while_a_reviewer_decides_is_never_published_unread(business, person):
    take_step(business=business, verb="submit", actor=person)
    reviewer = User.objects.create_user("r@example.se")
    version = Business.objects.get().version

    def approve():
        return decide(business=business, verb="approve", version=version, reason="", actor=reviewer)

    def edit():
        return save_changes(business=business, changes={"name": "Annat"}, author=person)

    both(approve, edit)
    now = Business.objects.get()
    if now.state == "published":
        # Approved first: the name waits as a revision. Edited first: nothing was approved.
        assert now.name == "Kafé"
        assert now.revisions.get().changes == {"name": "Annat"}
    else:
        assert (now.state, now.name) == ("submitted", "Annat")


def test_place_added_twice_at_once_is_one():
    key = uuid.uuid4()
    values = {"name": "Ny butik", "precision": "none", "source": "Besök"}
    first, second = both(
        *[lambda: add_place(values=dict(values), form_key=key, by=None) for _ in range(2)]
    )
    assert first.pk == second.pk
    assert ServicePoint.objects.count() == 1


def test_picture_sent_twice_at_once_is_one(business, person, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    buffer = BytesIO()
    Image.new("RGB", (900, 600), "green").save(buffer, "JPEG")

    def send():
        file = BytesIO(buffer.getvalue())
        return add_photo(business=business, file=file, words={"alt_sv": "Gården"}, author=person)

    first, second = both(send, send)
    assert first.pk == second.pk
    assert Photo.objects.count() == 1
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 3
