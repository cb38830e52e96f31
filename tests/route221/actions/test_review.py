"""Decisions: on what was read, once, with the road and the mail in step."""

import pytest
from django.core import mail

from route221.actions.changes import save_changes
from route221.actions.claims import claim, decide_claim
from route221.actions.registration import take_step
from route221.actions.review import decide, merge, unmerge
from route221.actions.revisions import decide_revision
from route221.errors import EditedMeanwhile, NoSuchStep, NotComplete, QueueFull
from route221.models import Business, Stop

pytestmark = pytest.mark.django_db


def judge(business, verb, reviewer, reason="", version=None):
    version = business.version if version is None else version
    return decide(business=business, verb=verb, version=version, reason=reason, actor=reviewer)


def test_approved_business_stands_on_the_road_at_its_kilometre(published):
    stop = Stop.objects.get(business=published)
    assert (stop.chainage_m, stop.offset_m, stop.side) == (5_000, 100, "right")


def test_owner_hears_each_outcome_with_the_reason(submitted, reviewer):
    judge(submitted, "ask_changes", reviewer, "Skriv öppettiderna.")
    assert "Skriv öppettiderna." in mail.outbox[0].body
    assert mail.outbox[0].to == ["owner@example.se"]


def test_second_reviewer_is_told_that_it_is_decided(submitted, reviewer):
    judge(submitted, "approve", reviewer)
    with pytest.raises(NoSuchStep):
        judge(submitted, "reject", reviewer, "nej")
    assert Business.objects.get().state == "published"


def test_decision_on_an_older_version_is_refused(submitted, owner, reviewer):
    read = submitted.version
    save_changes(business=submitted, changes={"name": "Nytt namn"}, author=owner)
    with pytest.raises(EditedMeanwhile):
        judge(submitted, "approve", reviewer, version=read)
    assert Business.objects.get().state == "submitted"


def test_undo_brings_back_what_was_approved_and_takes_it_off_the_road(published, reviewer):
    judge(published, "undo", reviewer)
    assert Business.objects.get().state == "submitted"
    assert not Stop.objects.exists()


def test_hours_of_a_published_page_change_at_once_and_its_name_waits(published, owner, reviewer):
    changes = {"opening_hours": "24/7", "name": "Nytt namn"}
    save_changes(business=published, changes=changes, author=owner)
    business = Business.objects.get()
    assert (business.opening_hours, business.name) == ("24/7", "Exempelkaféet")
    assert business.history.count() >= 2
    revision = business.revisions.get()
    decide_revision(revision=revision, version=1, approve=True, reason="", actor=reviewer)
    assert Business.objects.get().name == "Nytt namn"


def test_position_waits_and_moves_the_stop_when_approved(published, owner, reviewer):
    from django.contrib.gis.geos import Point

    moved = Point(590_000, 6_540_000, srid=3006)
    save_changes(business=published, changes={"point": moved}, author=owner)
    assert Stop.objects.get().chainage_m == 5_000
    revision = published.revisions.get()
    decide_revision(revision=revision, version=1, approve=True, reason="", actor=reviewer)
    assert Stop.objects.get().chainage_m == 10_000


def test_revision_changed_while_it_was_read_is_not_approved(published, owner, reviewer):
    save_changes(business=published, changes={"name": "Ett"}, author=owner)
    revision = published.revisions.get()
    save_changes(business=published, changes={"name": "Två"}, author=owner)
    with pytest.raises(EditedMeanwhile):
        decide_revision(revision=revision, version=1, approve=True, reason="", actor=reviewer)
    assert published.revisions.get().changes == {"name": "Två"}


def test_merged_business_leads_to_the_other_and_back(
    client, published, reviewer, django_user_model
):
    other = Business.objects.create(name="Dubbel", kind="eat", precision="none", state="published")
    second = django_user_model.objects.create_user("second@example.se")
    other.ownerships.create(user=second, is_confirmed=True)
    merge(business=other, into=published, actor=reviewer)
    assert client.get(f"/vag221/f{other.pk}-dubbel/").url == published.get_absolute_url()
    assert published.ownerships.filter(user=second, is_confirmed=True).exists()
    with pytest.raises(NoSuchStep):
        merge(business=other, into=published, actor=reviewer)
    other.refresh_from_db()
    unmerge(business=other, actor=reviewer)
    assert client.get(f"/vag221/f{other.pk}-dubbel/").status_code == 200


def test_claim_lets_a_second_person_in_only_when_confirmed(published, reviewer, django_user_model):
    second = django_user_model.objects.create_user("second@example.se")
    ownership = claim(business=published, user=second, words="Jag står i kassan")
    assert claim(business=published, user=second, words="igen") == ownership
    assert not ownership.is_confirmed
    decide_claim(ownership=ownership, approve=True, reason="", actor=reviewer)
    ownership.refresh_from_db()
    assert ownership.is_confirmed


def test_business_with_something_missing_is_not_sent(draft, owner):
    draft.point, draft.precision = None, "none"
    draft.save()
    with pytest.raises(NotComplete):
        take_step(business=draft, verb="submit", actor=owner)


def test_queue_has_a_cap_and_the_draft_stays(draft, owner, settings):
    settings.REVIEW_QUEUE_CAP = 0
    with pytest.raises(QueueFull):
        take_step(business=draft, verb="submit", actor=owner)
    assert Business.objects.get().state == "draft"


def test_paused_business_leaves_the_road_and_comes_back(published, owner):
    take_step(business=published, verb="pause", actor=owner)
    assert not Stop.objects.exists()
    take_step(business=published, verb="resume", actor=owner)
    assert Stop.objects.count() == 1
