"""The municipal service plan: words kept from year to year, papers written by the worker."""

import io
from datetime import timedelta

import docx
import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from geo.models import Municipality
from plans.actions import service_plans as actions
from plans.models import Paper, ServicePlan
from portal.actions.papers import write_paper
from portal.queries import service_plan as content
from services.models import CoverageRun

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(client, django_user_model):
    user = django_user_model.objects.create_user("planner@example.org")
    user.roles.create(kind="planner")
    client.force_login(user)
    return client


@pytest.fixture
def plan(demo):
    home = Municipality.objects.get(code="0482")
    return actions.begin_service_plan(municipality=home, year=2026)


def paper_of(plan, kind="pdf"):
    return actions.ask_for_paper(plan=plan, kind=kind, language="sv", by=None)


def test_next_year_begins_with_this_year_s_words(plan):
    text = plan.texts.get(chapter="purpose")
    actions.write_text(text=text, words="Alla ska nå en butik.", edition=1)
    later = actions.begin_service_plan(municipality=plan.municipality, year=2027)
    assert later.texts.get(chapter="purpose").text == "Alla ska nå en butik."
    again = actions.begin_service_plan(municipality=plan.municipality, year=2027)
    assert again == later
    with pytest.raises(actions.NoSuchYear):
        actions.begin_service_plan(municipality=plan.municipality, year=1999)


def test_the_pdf_is_accessible_and_holds_words_figures_and_goals(plan):
    text = plan.texts.get(chapter="purpose")
    actions.write_text(text=text, words="Alla ska nå en butik.", edition=1)
    paper = paper_of(plan)
    assert write_paper(paper_id=paper.pk)
    paper.refresh_from_db()
    assert (paper.state, paper.done) == ("done", 100)
    read = pypdf.PdfReader(io.BytesIO(bytes(paper.content)))
    said = " ".join(" ".join(page.extract_text().split()) for page in read.pages)
    for words in (
        "Kommunal serviceplan 2026, Flen",
        "Alla ska nå en butik.",
        "Sparreholm 739 739 0 % Möjlig brist",
        "Mätning",
        "Exempel: Behåll butiken i Hälleforsnäs",
    ):
        assert words in said
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in read.trailer["/Root"]


def test_the_document_can_be_edited_and_says_the_same(plan):
    paper = paper_of(plan, "docx")
    assert write_paper(paper_id=paper.pk)
    paper.refresh_from_db()
    document = docx.Document(io.BytesIO(bytes(paper.content)))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert ["Sparreholm", "739", "739", "0 %", "Möjlig brist"] in rows
    # The map and a plot for each standard that is assessed, each said in words too.
    shown = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert shown[0].endswith("efter klass")
    assert shown[1:] == ["Exempel: dagligvaror inom 10 km"]


def test_without_a_run_the_plan_still_has_its_words(plan):
    CoverageRun.objects.update(status="failed")
    paper = paper_of(plan)
    assert write_paper(paper_id=paper.pk)


def test_a_cancelled_paper_is_not_written(plan, monkeypatch):
    paper = paper_of(plan)
    assert actions.cancel_paper(paper=paper)
    assert not write_paper(paper_id=paper.pk)
    other = paper_of(plan)
    made = content._places

    def cancel_meanwhile():
        actions.cancel_paper(paper=other)
        return made()

    monkeypatch.setattr(content, "_places", cancel_meanwhile)
    assert not write_paper(paper_id=other.pk)
    other.refresh_from_db()
    assert (other.state, other.content) == ("cancelled", None)


def test_a_killed_worker_s_paper_is_taken_up_again_once(plan):
    paper = paper_of(plan)
    assert actions.begin_paper(paper_id=paper.pk)
    assert actions.revive_papers(plan=plan) == []
    long_ago = timezone.now() - timedelta(seconds=61)
    Paper.objects.filter(pk=paper.pk).update(beat_at=long_ago)
    assert actions.revive_papers(plan=plan) == [paper.pk]
    assert actions.revive_papers(plan=plan) == []
    assert write_paper(paper_id=paper.pk)


def test_a_paper_that_fails_says_so(plan, monkeypatch):
    monkeypatch.setattr(content, "_goals", lambda measured: 1 / 0)
    paper = paper_of(plan)
    assert not write_paper(paper_id=paper.pk)
    paper.refresh_from_db()
    assert (paper.state, paper.error) == ("failed", "ZeroDivisionError")


def test_no_more_than_four_papers_are_under_way(plan):
    for _ in range(4):
        paper_of(plan)
    with pytest.raises(actions.TooManyPapers):
        paper_of(plan)


def test_a_planner_writes_asks_follows_and_downloads(
    plan, planner, django_capture_on_commit_callbacks
):
    address = reverse("desk-service-plan-write", args=[2026, "purpose"])
    planner.post(address, {"text": "Så här.", "edition": "1"})
    both = planner.post(address, {"text": "Nej, så.", "edition": "1"})
    assert both.status_code == 409
    assert "Så här." in both.content.decode()
    assert "Nej, så." in both.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        planner.post(reverse("desk-papers-ask", args=[2026]), {"kind": "pdf"})
    assert planner.get(reverse("desk-papers", args=[2026])).json()["under_way"]
    paper = Paper.objects.get()
    assert planner.get(reverse("desk-paper", args=[2026, paper.pk])).status_code == 404
    write_paper(paper_id=paper.pk)
    assert planner.get(reverse("desk-paper", args=[2026, paper.pk]))["Content-Type"] == (
        "application/pdf"
    )
    planner.logout()
    assert planner.get(reverse("desk-service-plan", args=[2026])).status_code == 200
    assert "logga-in" in planner.post(address, {"text": "x"}).url


def test_a_planner_begins_the_year(demo, planner):
    planner.post(reverse("desk-service-plan-begin"), {"year": "2030"})
    assert ServicePlan.objects.filter(year=2030).exists()
    planner.post(reverse("desk-service-plan-begin"), {"year": "1"})
    assert not ServicePlan.objects.filter(year=1).exists()
    assert planner.get(reverse("desk-service-plan", args=[1])).status_code == 404
