"""An adoption is whole or nothing."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from plans.actions.adoption import adopt
from plans.models import Goal, PlanVersion, Programme, Snapshot

DAY = date(2027, 3, 1)


@pytest.fixture
def draft(adopted):
    made = PlanVersion.objects.create(plan=adopted.plan, year=2027)
    Goal.objects.create(version=made, title="Belysning vid korsningen")
    return made


def test_interrupted_adoption_leaves_nothing(adopted, draft):
    # The snapshot that is already there makes the adoption's last step fail.
    there = Snapshot.objects.create(version=draft, is_of_the_day=False, content={})
    with pytest.raises(IntegrityError):
        adopt(version=draft, adopted_on=DAY, meeting="Årsmötet")
    adopted.refresh_from_db()
    assert adopted.status == PlanVersion.Status.ADOPTED
    edition = draft.edition
    draft.refresh_from_db()
    assert (draft.status, draft.adopted_on, draft.edition) == ("draft", None, edition)
    assert Snapshot.objects.get() == there


def test_adoption_supersedes_the_year_before(adopted, draft):
    adopt(version=draft, adopted_on=DAY, meeting="Årsmötet")
    adopted.refresh_from_db()
    draft.refresh_from_db()
    assert (adopted.status, draft.status) == ("superseded", "adopted")


def test_a_standard_changed_after_adoption_leaves_what_was_adopted(
    client, draft, grocery, locality
):
    from services.actions.standards import change_standard
    from services.models import Standard

    standard = Standard.objects.create(
        slug="near", name_sv="Mat nära", category=grocery, threshold=10_000, target_share=0.9,
        origin_sv="Test",
    )  # fmt: skip
    Goal.objects.filter(version=draft).update(target_standard=standard, locality=locality)
    adopt(version=draft, adopted_on=DAY, meeting="Årsmötet")
    before = Snapshot.objects.get().content
    page = client.get(draft.get_absolute_url()).text
    change_standard(
        standard=standard, threshold=5_000, target_share=0.5, origin="Nytt", reason="Nytt", by=None
    )
    Standard.objects.update(name_sv="Något helt annat")
    assert Snapshot.objects.get().content == before
    assert client.get(draft.get_absolute_url()).text == page
    assert "Något helt annat" not in page


def test_a_circle_of_versions_that_supersede_each_other_is_refused(adopted, draft):
    draft.supersedes = adopted
    draft.full_clean()
    draft.save()
    adopted.supersedes = draft
    with pytest.raises(ValidationError, match="supersedes"):
        adopted.full_clean()


def test_a_circle_of_programmes_is_refused(db):
    first = Programme.objects.create(slug="a", name="A", owner="Region", from_year=2014)
    second = Programme.objects.create(
        slug="b", name="B", owner="Region", from_year=2020, replaces=first
    )
    first.replaces = second
    with pytest.raises(ValidationError):
        first.clean()
