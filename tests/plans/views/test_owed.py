"""The table of all villages says which reply is owed and by whom, and what goals were used in."""

from datetime import timedelta

import pytest
from django.utils import timezone

from plans.models import Goal, Handling, Statement, SteeringDocument

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()


def row(client):
    """Read the cell of replies of the only group."""
    page = client.get("/planer/").text
    return " ".join(page.split('data-label="Svar"')[1].split("</td>")[0].split())


def test_plan_that_nobody_has_received_is_owed_by_the_municipality(client, adopted):
    adopted.reply_due_on = TODAY - timedelta(days=3)
    adopted.save()
    assert f"planen</a>: kommunen, sedan {adopted.reply_due_on}" in row(client)
    assert "försenat" in row(client)


def test_body_that_received_the_plan_owes_the_reply_until_it_comes(client, adopted):
    adopted.reply_due_on = TODAY
    adopted.save()
    for body, outcome, is_corrected in (
        ("KS", "received", False),
        ("Samhällsbyggnadsnämnden", "referred", False),
        ("Fel nämnd", "referred", True),
    ):
        Handling.objects.create(
            version=adopted, outcome=outcome, body=body, handled_on=TODAY,
            diary_number="1/26", is_corrected=is_corrected,
        )  # fmt: skip
    said = row(client)
    assert f"Samhällsbyggnadsnämnden, senast {TODAY}" in said.replace("<span>", "").replace(
        "</span>", ""
    )
    assert "försenat" not in said
    Handling.objects.create(
        version=adopted, outcome="noted", body="KF", handled_on=TODAY, diary_number="2/26"
    )
    assert "nämnden" not in row(client)


def test_statement_is_owed_by_the_unit_of_its_receipt_until_answered(client, version):
    due = TODAY - timedelta(days=1)
    one = Statement.objects.create(
        group=version.plan.group, title="Bussen till skolan", we_want="a", we_do="b", we_ask="c",
        received_on=TODAY - timedelta(days=40), owner="Trafikenheten", reply_by=due,
    )  # fmt: skip
    said = row(client)
    assert one.get_absolute_url() in said
    assert "Bussen till skolan" in said
    assert "Trafikenheten" in said
    assert f"sedan {due}" in said
    one.answer, one.answered_on = "Ja", TODAY
    one.save()
    assert "Trafikenheten" not in row(client)


def test_steering_documents_are_listed_with_whose_goals_they_used(client, version):
    assert "Inget styrdokument är känt" in client.get("/planer/").text
    document = SteeringDocument.objects.create(
        name="Översiktsplan 2030", kind="oversiktsplan", body="KF", decided_on=TODAY,
        url="https://kommun.example/op",
    )  # fmt: skip
    SteeringDocument.objects.create(name="Utan mål", kind="budget", body="KF", decided_on=TODAY)
    for title in ("Ljus", "Buss"):
        document.goals.add(Goal.objects.create(version=version, title=title))
    page = client.get("/planer/").text
    assert '<a href="https://kommun.example/op">Översiktsplan 2030</a>' in page
    assert "2 mål från <a" in page
    assert "Utan mål" not in page
    assert ' lang="sv">KF' in client.get("/de/planer/").text
