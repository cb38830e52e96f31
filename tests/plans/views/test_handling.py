"""The municipality's entries: never before the adoption, corrected beside the wrong one."""

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from accounts.models import Role
from plans.models import Handling
from plans.queries.snapshots import figures_are

pytestmark = pytest.mark.django_db

PATH = "/planer/bettna/hantera/"


@pytest.fixture
def officer(client):
    user = get_user_model().objects.create_user("handlaggare@kommun.example")
    Role.objects.create(user=user, kind=Role.Kind.PLANNER)
    client.force_login(user)
    return user


def entry(**values):
    today = timezone.localdate().isoformat()
    return {"outcome": "noted", "body": "KS", "handled_on": today, "diary_number": "1/26"} | values


@pytest.mark.usefixtures("officer")
def test_reply_before_the_adoption_is_refused_in_words(client, adopted):
    text = client.post(PATH, entry(handled_on="2026-02-28")).text
    assert "antog sin plan den 2026-03-01" in text
    assert not Handling.objects.exists()


@pytest.mark.usefixtures("officer")
def test_wrong_entry_is_corrected_and_stays_readable(client, adopted):
    client.post(PATH, entry())
    wrong = Handling.objects.get()
    correct = f"{PATH}{wrong.pk}/"
    assert 'value="1/26"' in client.get(correct).text
    client.post(correct, entry(outcome="received", diary_number="2/26"))
    wrong.refresh_from_db()
    assert wrong.is_corrected
    assert wrong.corrected_by.diary_number == "2/26"
    text = client.get("/planer/bettna/").text
    assert "1/26" in text
    assert "2/26" in text
    assert "rättad" in text
    # The wrong entry was a reply; what is left is only a receipt, so the clock runs again.
    adopted.reply_due_on = timezone.localdate()
    assert adopted.waits_for_reply
    again = client.post(correct, entry(outcome="endorsed")).text
    assert "redan rättad" in again
    assert Handling.objects.count() == 2


@pytest.mark.parametrize(
    ("measured_on", "is_of_the_day", "expected"),
    [
        ("2026-03-01", True, "same"),
        ("2026-03-01", False, "older"),
        ("2026-02-01", False, "older"),
        ("2026-03-05", True, "later"),
        (None, False, "none"),
    ],
)
def test_figures_say_how_they_lie_to_the_meeting(measured_on, is_of_the_day, expected):
    run = measured_on and {"number": 1, "measured_on": measured_on}
    assert figures_are({"run": run, "adopted_on": "2026-03-01"}, is_of_the_day) == expected
