"""The desk's pages: what they say, and what they do with what cannot be read."""

import csv
import io

import openpyxl
import pypdf
import pytest
from django.urls import reverse
from PIL import Image
from pyogrio import read_info

from portal.exports.tables import Table, as_csv, as_xlsx
from services.models import CoverageRun, Standard
from services.queries.coverage import findings, latest_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def planner(client, django_user_model):
    user = django_user_model.objects.create_user("planner@example.org")
    user.roles.create(kind="planner")
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?sortera=grocery",
        "?sortera=nonsense&visar=nonsense&grupp=x&matt=x&korning=x&dag=9&timme=99",
        "?dag=5&timme=18&manad=3&visar=share",
        "?visar=median&matt=time",
        "?grupp=65_plus",
        "?register=complete",
        "?kostnad=roads&register=partial&obekraftat=1",
        "?korning=9007199254740991",
        "?visar=bands",
        "?visar=bands&sortera=grocery&dag=5&timme=18&manad=3&kostnad=roads",
        "?visar=bands&sortera=fuel&grupp=65_plus&matt=time",
    ],
)
def test_matrix_answers_whatever_is_asked(demo, client, query):
    response = client.get(reverse("desk") + query)
    assert response.status_code == 200
    assert "csrf" not in response.cookies


def test_matrix_says_what_the_engine_s_table_says(demo, client):
    page = client.get(reverse("desk")).content.decode()
    run = latest_run()
    standard = Standard.objects.filter(slug="grocery-10-km")
    found = {one.area_name: one for one in findings(run, standard)}
    assert round(found["Sparreholm"].lacking) == 739
    assert "739*</a>" in page
    assert found["Sparreholm"].verdict == "possible_gap"


def test_bands_of_a_service_stand_by_locality_and_leave_as_a_file(demo, client):
    query = reverse("desk") + "?visar=bands&sortera=grocery"
    page = client.get(query).content.decode()
    assert "Inom 10 km" in page
    assert '<option value="grocery" selected>' in page
    text = client.get(query + "&fil=csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    rows = [row for row in rows if len(row) == 14]
    assert len(rows) > 5
    *places, total = [[int(value.replace("\xa0", "")) for value in row[1:]] for row in rows[1:]]
    for part, whole in zip(zip(*places, strict=True), total, strict=True):
        assert abs(sum(part) - whole) <= len(places)
    for people, *counts in (*places, total):
        assert abs(sum(counts) - people) <= len(counts)
    assert total[0] == 16_316


def test_bands_of_what_nobody_knows_say_no_figure(demo, client):
    query = reverse("desk") + "?visar=bands&sortera=fuel"
    page = client.get(query).content.decode()
    assert "ingen kan säga hur långt det är" in page
    assert "bands__count" not in page
    assert client.get(query + "&fil=csv").status_code == 302


def test_a_run_that_is_gone_is_said(demo, client):
    page = client.get(reverse("desk") + "?korning=99999").content.decode()
    assert "finns inte längre" in page


def test_without_a_run_nothing_is_claimed(demo, client):
    CoverageRun.objects.update(status="failed")
    page = client.get(reverse("desk")).content.decode()
    assert "Inget är mätt ännu" in page


def test_cell_shows_who_is_affected_and_which_goal_answers(demo, client):
    page = client.get(reverse("desk-cell", args=["sparreholm", "grocery"])).content.decode()
    assert "Dagligvaror inom 10 km för alla i Sparreholm" in page
    assert "Coop Malmköping" in page
    other = client.get(reverse("desk-cell", args=["mellosa", "grocery"])).content.decode()
    assert "Inget gör det." in other


def test_a_cell_that_knows_nothing_shows_no_figure(demo, client):
    page = client.get(reverse("desk-cell", args=["alla", "fuel"])).content.decode()
    assert "Inte bedömt" in page
    assert "16 316" not in page


@pytest.mark.parametrize("address", [("nowhere", "grocery"), ("alla", "nothing")])
def test_a_cell_that_does_not_exist_is_not_found(demo, client, address):
    assert client.get(reverse("desk-cell", args=address)).status_code == 404


def test_only_planners_measure_again(demo, planner):
    assert planner.post(reverse("desk-measure")).url == reverse("desk")
    planner.logout()
    assert "logga-in" in planner.post(reverse("desk-measure")).url


def test_a_planner_is_offered_to_measure_again_when_places_changed(demo, planner):
    from services.models import ServicePoint

    place = ServicePoint.objects.first()
    place.note = "Ny skylt"
    place.save()
    page = planner.get(reverse("desk")).content.decode()
    assert "1 ställe har ändrats sedan dess" in page
    assert reverse("desk-measure") in page


@pytest.mark.parametrize("kind", ["xlsx", "csv", "gpkg", "png", "pdf"])
def test_the_matrix_leaves_as_a_file_with_run_and_sources(demo, client, tmp_path, kind):
    response = client.get(reverse("desk") + f"?fil={kind}")
    assert f"analys.{kind}" in response["Content-Disposition"]
    path = tmp_path / f"analys.{kind}"
    path.write_bytes(response.content)
    run = f"Mätning {latest_run().pk}"
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(path).active
        said = [cell.value for row in sheet.iter_rows() for cell in row]
        assert 739 in said
        assert any(run in str(one) for one in said)
    elif kind == "csv":
        rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";"))
        assert any(row and row[0] == "Sparreholm" and "739" in row for row in rows)
        assert any(run in one for row in rows for one in row)
    elif kind == "gpkg":
        assert read_info(path)["features"] == 10
        assert run in read_info(path)["layer_metadata"]["DESCRIPTION"]
        assert read_info(path)["crs"] == "EPSG:3006"
    elif kind == "png":
        assert run in Image.open(path).text["Description"]
    else:
        paper = pypdf.PdfReader(path)
        assert paper.trailer["/Root"]["/MarkInfo"]["/Marked"]
        assert run in "".join(page.extract_text() for page in paper.pages)


def test_a_file_of_no_kind_is_not_found(demo, client):
    assert client.get(reverse("desk") + "?fil=exe").status_code == 404


def test_cells_that_could_be_formulas_are_harmless():
    evil = ["=1+1", "+A1", "-2", "@SUM(A1)", "\t=1", "\r=1"]
    table = Table("x", "=TITLE()", ["=a"], [[one] for one in evil], ["=note"])
    rows = list(csv.reader(io.StringIO(as_csv(table).decode("utf-8-sig")), delimiter=";"))
    assert all(cell.startswith("'") for row in rows for cell in row)
    sheet = openpyxl.load_workbook(io.BytesIO(as_xlsx(table))).active
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_counts_are_numbers_to_a_spreadsheet_and_codes_stay_texts():
    row = ["6\N{NO-BREAK SPACE}577", "739", "<5", "0482"]
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(Table("lista", "T", list("abcd"), [row], []))))
    assert [cell.value for cell in book["lista"][4]] == [6577, 739, "<5", "0482"]


def test_the_matrix_asks_the_database_as_often_for_many_localities(
    demo, client, django_assert_max_num_queries
):
    client.get(reverse("desk"))
    with django_assert_max_num_queries(25):
        client.get(reverse("desk"))
    assert CoverageRun.objects.count()


def test_a_cell_without_a_figure_says_why(demo, client):
    page = client.get(reverse("desk")).content.decode()
    assert '<span class="matrix__why">inte bedömt</span>' in page
    assert ">–<" not in page


def test_what_is_too_close_to_call_explains_itself(demo, client):
    page = client.get(reverse("desk-cell", args=["skebokvarn", "grocery"])).content.decode()
    assert "inom 15 % av 10" in page
    other = client.get(reverse("desk-cell", args=["sparreholm", "grocery"])).content.decode()
    assert "inom 15 %" not in other
