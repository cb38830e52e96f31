"""All villages' goals on one subject as files: whole, and with no cell that a spreadsheet runs."""

import csv
import io

import openpyxl
import pytest

from plans.models import Goal, LocalPlan, PlanVersion, SteeringDocument, VillageGroup
from services.models import Standard

pytestmark = pytest.mark.django_db


@pytest.fixture
def goals(locality, grocery):
    standard = Standard.objects.create(
        slug="g", name="=Närhet", category=grocery, threshold=10_000, target_share=0.9, origin="x"
    )
    made = []
    for name in ("Bettna", "Årdala"):
        group = VillageGroup.objects.create(name=name, slug=name[-5:].lower().strip("å"))
        plan = LocalPlan.objects.create(group=group, name="Plan")
        version = PlanVersion.objects.create(plan=plan, year=2026)
        made.append(
            Goal.objects.create(
                version=version,
                title='=HYPERLINK("http://ont.example")',
                text="+1+1",
                locality=locality,
                target_standard=standard,
            )
        )
    Goal.objects.create(version=version, title="Ett annat ämne")
    document = SteeringDocument.objects.create(
        name="Serviceplan", kind="serviceplan", body="KS", decided_on="2026-02-01"
    )
    document.goals.add(made[0])
    return made


def test_csv_holds_the_subjects_goals_and_no_formula(client, goals):
    response = client.get("/planer/mal/mal.csv?amne=service-grocery")
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    body = [row for row in rows[1:] if len(row) == len(rows[0])]
    assert [row[0] for row in body] == ["Bettna", "Årdala"]
    assert body[0][2] == '\'=HYPERLINK("http://ont.example")'
    assert body[0][rows[0].index("Används i")] == "Serviceplan"
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_workbook_holds_the_same_and_no_formula(client, goals):
    response = client.get("/planer/mal/mal.xlsx?amne=service-grocery")
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    assert sum(cell.value == '\'=HYPERLINK("http://ont.example")' for cell in cells) == 2
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)


def test_document_opens_and_an_unknown_subject_is_empty(client, goals):
    from docx import Document

    response = client.get("/planer/mal/mal.docx?amne=service-grocery")
    text = "\n".join(one.text for one in Document(io.BytesIO(response.content)).paragraphs)
    assert "Bettna" in text
    assert "Ett annat ämne" not in text
    assert client.get("/planer/mal/mal.csv?amne=x-%00").status_code == 200


def test_pages_lead_to_the_files(client, goals):
    assert "amne=service-grocery" in client.get("/planer/").text
    assert "mal.xlsx?amne=service-grocery" in client.get("/planer/mal/?amne=service-grocery").text
