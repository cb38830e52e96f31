"""An adoption is whole or nothing."""

from datetime import date

import pytest
from django.db import IntegrityError

from plans.actions.adoption import adopt
from plans.models import Goal, PlanVersion, Snapshot

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
