"""Every decision of a reviewer can be undone, and leaves what there was before."""

from io import BytesIO

import pytest
from django.core import mail
from django.core.files.storage import default_storage
from PIL import Image

from route221.actions.changes import save_changes
from route221.actions.claims import claim, decide_claim, undo_claim
from route221.actions.photos import add_photo, refuse_photo, restore_photo
from route221.actions.review import decide, merge, unmerge
from route221.actions.revisions import decide_revision, undo_revision
from route221.errors import NoSuchStep
from route221.models import Business, Ownership, Photo

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def second(django_user_model):
    return django_user_model.objects.create_user("second@example.se", language="en")


def picture(business, owner):
    buffer = BytesIO()
    Image.new("RGB", (400, 300), "green").save(buffer, "PNG")
    buffer.seek(0)
    words = {"alt_sv": "Gården", "alt_en": "", "alt_de": ""}
    return add_photo(business=business, file=buffer, words=words, author=owner)


@pytest.mark.parametrize("verb", ["approve", "ask_changes", "reject"])
def test_undone_decision_waits_again(submitted, reviewer, verb):
    decided = decide(
        business=submitted, verb=verb, version=submitted.version, reason="x", actor=reviewer
    )
    decide(business=decided, verb="undo", version=decided.version, reason="", actor=reviewer)
    assert Business.objects.get().state == "submitted"


def test_refused_claim_is_told_kept_and_comes_back(published, reviewer, second):
    mail.outbox.clear()
    ownership = claim(business=published, user=second, words="Jag står i kassan")
    decide_claim(ownership=ownership, approve=False, reason="Ring oss först.", actor=reviewer)
    told = mail.outbox[-1]
    assert told.to == [second.email]
    assert "was not accepted" in told.body, "in the claimant's own language"
    assert "Ring oss först." in told.body
    with pytest.raises(NoSuchStep):
        decide_claim(ownership=ownership, approve=True, reason="", actor=reviewer)
    ownership.refresh_from_db()
    undo_claim(ownership=ownership, actor=reviewer)
    ownership.refresh_from_db()
    assert (ownership.refused_at, ownership.claim) == (None, "Jag står i kassan")
    decide_claim(ownership=ownership, approve=True, reason="", actor=reviewer)
    assert published.ownerships.filter(user=second, is_confirmed=True).exists()


def test_who_was_let_in_by_mistake_is_out_again(published, reviewer, owner, second):
    ownership = claim(business=published, user=second, words="Jag")
    decide_claim(ownership=ownership, approve=True, reason="", actor=reviewer)
    ownership.refresh_from_db()
    undo_claim(ownership=ownership, actor=reviewer)
    assert not published.ownerships.filter(user=second, is_confirmed=True).exists()
    own = published.ownerships.get(user=owner)
    with pytest.raises(NoSuchStep):
        undo_claim(ownership=own, actor=reviewer)


def test_whoever_was_refused_may_ask_again(published, reviewer, second):
    ownership = claim(business=published, user=second, words="Jag")
    decide_claim(ownership=ownership, approve=False, reason="", actor=reviewer)
    claim(business=published, user=second, words="Nu med kvitto")
    again = Ownership.objects.get(user=second)
    assert (again.claim, again.refused_at) == ("Nu med kvitto", None)


def test_refused_changes_wait_again_with_their_pictures(published, owner, reviewer):
    photo = picture(published, owner)
    save_changes(business=published, changes={"name": "Nytt"}, author=owner)
    revision = published.revisions.get()
    decide_revision(
        revision=revision, version=revision.version, approve=False, reason="Nej", actor=reviewer
    )
    assert published.photos.standing().count() == 0
    undo_revision(revision=revision, actor=reviewer)
    revision.refresh_from_db()
    assert revision.is_waiting
    assert published.photos.standing().get() == photo
    decide_revision(
        revision=revision, version=revision.version, approve=True, reason="", actor=reviewer
    )
    photo.refresh_from_db()
    assert photo.is_approved
    assert Business.objects.get().name == "Nytt"


def test_refusal_older_than_new_changes_is_not_undone(published, owner, reviewer):
    save_changes(business=published, changes={"name": "Ett"}, author=owner)
    first = published.revisions.get()
    decide_revision(revision=first, version=1, approve=False, reason="Nej", actor=reviewer)
    save_changes(business=published, changes={"name": "Två"}, author=owner)
    with pytest.raises(NoSuchStep):
        undo_revision(revision=first, actor=reviewer)


@pytest.mark.parametrize("was_shown", [True, False])
def test_one_picture_is_taken_away_and_put_back_where_it_was(published, owner, reviewer, was_shown):
    mail.outbox.clear()
    photo = picture(published, owner)
    Photo.objects.update(is_approved=was_shown)
    refuse_photo(photo=photo, reason="Någon syns tydligt.", actor=reviewer)
    assert "Någon syns tydligt." in mail.outbox[-1].body
    photo.refresh_from_db()
    assert (photo.is_approved, bool(photo.refused_at)) == (False, True)
    assert default_storage.exists(photo.path(400))
    restore_photo(photo=photo, actor=reviewer)
    photo.refresh_from_db()
    assert (photo.is_approved, photo.refused_at) == (was_shown, None)
    with pytest.raises(NoSuchStep):
        restore_photo(photo=photo, actor=reviewer)


def test_taken_away_picture_is_not_shown_by_approving_the_rest(published, owner, reviewer):
    photo = picture(published, owner)
    revision = published.revisions.get()
    refuse_photo(photo=photo, reason="Nej", actor=reviewer)
    decide_revision(
        revision=revision, version=revision.version, approve=True, reason="", actor=reviewer
    )
    photo.refresh_from_db()
    assert not photo.is_approved


def test_undone_merge_takes_out_those_it_let_in_and_nobody_else(
    published, owner, reviewer, second, django_user_model
):
    other = Business.objects.create(name="Dubbel", kind="eat", precision="none", state="published")
    third = django_user_model.objects.create_user("third@example.se")
    for user in (second, owner):
        other.ownerships.create(user=user, is_confirmed=True)
    published.ownerships.create(user=third, is_confirmed=True)
    merge(business=other, into=published, actor=reviewer)
    assert published.ownerships.filter(user=second).exists()
    unmerge(business=other, actor=reviewer)
    people = published.ownerships.filter(is_confirmed=True)
    assert set(people.values_list("user__email", flat=True)) == {owner.email, third.email}
    assert other.ownerships.filter(is_confirmed=True).count() == 2
