"""Every table and map of the desk leaves as a file that says run, sources and date."""

import csv
import io

import openpyxl
import pypdf
import pytest
from django.urls import reverse
from PIL import Image
from pyogrio import read_info

from plans.models import Scenario
from services.actions.coverage import run_coverage
from services.models import Offer
from services.queries.coverage import latest_run

pytestmark = pytest.mark.django_db
PLACED = ("xlsx", "csv", "gpkg", "png", "pdf")
PLAIN = ("xlsx", "csv", "pdf")
PAGES = {
    "matrix": ("/analys/", PLACED),
    "ranking": ("/analys/?sortera=grocery&del=plott", ("png",)),
    "cell": ("/analys/ruta/sparreholm/grocery/", ("xlsx", "csv", "png", "pdf")),
    "cell-map": ("/analys/ruta/sparreholm/grocery/?del=karta", PLACED),
    "opportunities": ("/analys/mojligheter/", PLACED),
    "scenario": ("/analys/scenario/?c=oppna,grocery,16.83,59.07", PLACED),
    "scenarios": ("/analys/scenario/jamfor/?s={scenario}", PLAIN),
    "importance": ("/analys/betydelse/", PLACED),
    "shops": ("/analys/butiker/", PLACED),
    "confirm": ("/analys/bekrafta/", PLACED),
    "compare": ("/analys/jamfor/", PLACED),
    "standards": ("/analys/matt/", PLAIN),
}
FILES = [(name, kind) for name, (_url, kinds) in PAGES.items() for kind in kinds]


@pytest.fixture
def planner(client, django_user_model):
    user = django_user_model.objects.create_user("planner@example.org")
    user.roles.create(kind="planner")
    client.force_login(user)
    return client


def said_in(kind, content, path):
    if kind == "csv":
        return content.decode("utf-8-sig")
    if kind == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    if kind == "pdf":
        return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if kind == "png":
        return Image.open(io.BytesIO(content)).text["Description"]
    path.write_bytes(content)
    return read_info(path)["layer_metadata"]["DESCRIPTION"]


@pytest.mark.parametrize(("name", "kind"), FILES)
def test_it_leaves_as_a_file(demo, planner, tmp_path, name, kind):
    address, _kinds = PAGES[name]
    if name == "scenarios":
        owner = planner.session["_auth_user_id"]
        saved = Scenario.objects.create(
            name="Ny butik", owner_id=owner, changes=["oppna,grocery,16.83,59.07"]
        )
        address = address.format(scenario=saved.key)
    if name == "compare":
        shops = Offer.objects.filter(category__slug="grocery")
        shops.filter(service_point__name__contains="Hälleforsnäs").update(state="closed")
        run_coverage(metrics=["distance"])
    response = planner.get(f"{address}{'&' if '?' in address else '?'}fil={kind}")
    assert response.status_code == 200
    assert f".{kind}" in response["Content-Disposition"]
    said = " ".join(said_in(kind, response.content, tmp_path / "x.gpkg").split())
    assert f"Mätning {latest_run().pk}," in said
    assert "Källor:" in said
    assert "Systembolaget" in said


def test_a_page_offers_the_files_it_has(demo, planner):
    page = planner.get(reverse("desk-cell", args=["sparreholm", "grocery"])).content.decode()
    for address in ("?fil=png", "?fil=xlsx", "?del=karta&amp;fil=gpkg"):
        assert f'href="{address}"' in page
    assert "?fil=gpkg" not in page


@pytest.mark.parametrize(
    ("name", "kept", "left_out"),
    [
        ("importance", "kostnad=estimated&register=partial", "kostnad=roads"),
        ("shops", "kostnad=estimated", "kostnad=roads"),
        ("confirm", "kostnad=estimated", "register=complete"),
        ("opportunities", "register=partial", "kostnad=roads"),
        ("scenario", "register=partial", "register=complete"),
    ],
)
def test_every_list_can_be_filtered_by_how_sure_it_is(demo, planner, name, kept, left_out):
    address = PAGES[name][0]
    mark = "&" if "?" in address else "?"

    def rows(query):
        content = planner.get(f"{address}{mark}{query}&fil=csv").content.decode("utf-8-sig")
        table = list(csv.reader(io.StringIO(content), delimiter=";"))
        return [row for row in table[1 : table.index([])] if row[0] not in ("Ändring", "Mål")]

    assert rows(kept)
    assert rows(left_out) == []
    page = planner.get(f"{address}{mark}{kept}").content.decode()
    assert "Hur säkert" in page
    if name == "scenario":
        # What else is asked for goes with the filter's own form.
        assert '<input type="hidden" name="c" value="oppna,grocery,16.83,59.07">' in page
