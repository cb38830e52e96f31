"""What goes out of the portal and comes in again changes nothing, in every table and format."""

import csv
import io
import json

import numpy as np
import pyogrio
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from geo.models import Area, Dataset, Import, Observation, PopulationCell, RoadLink
from portal.actions import imports as actions
from portal.demo.people import demo_user
from portal.exports.register import FORMATS
from portal.imports import TABLES
from services.models import ServicePoint
from tests.conftest import square

pytestmark = pytest.mark.django_db
X, Y = 594_000, 6_530_000
INDICATORS = """område;år;mått;värde;enhet;källa
0482;2023;Bredband;87,5;%;PTS
0482;2024;Bredband;91,25;%;PTS
Bettna;2024;Jobb;120;;
0482A0010;2024;=Jobb;30;;"=1+1"
"""
PLACES = """namn;kategori;lon;lat;telefon
Handlarn i Bettna;grocery;16,643233;58,903855;0157-700 00
=Kiosken;grocery;16,7;58,95;
Utan plats;grocery;;;
"""


def write_squares(path):
    ages = "residents_0_15;residents_16_64;residents_65_plus;residents_80_plus"
    rows = [f"{X}{Y};1000;10,3;1,1;6,1;3,1;1", f"{X + 1000}{Y};1000;7;;;;"]
    path.write_text("\n".join([f"rutid_scb;rutstorl;beftotalt;{ages}", *rows]))


def write_roads(path):
    lines = [[(X, Y), (X + 33.333, Y + 0.1)], [(X + 33.333, Y + 0.1), (X + 99, Y)]]
    pyogrio.raw.write(
        path,
        geometry=np.array([shapely.to_wkb(shapely.LineString(one)) for one in lines], object),
        field_data=[
            np.array([33.4, np.nan]),
            np.array([70.0, np.nan]),
            np.array([50.0, np.nan]),
            np.array([np.nan, 5.0]),
            np.array([0, 1]),
            np.array([0, 0]),
            np.array([1, 0]),
            np.array(["221", None], object),
        ],
        fields=[
            "extlen",
            "f_hogst_225",
            "b_hogst_225",
            "klass_181",
            "farjeled",
            "f_forbjudenfardriktning",
            "b_forbjudenfardriktning",
            "vagnummer",
        ],
        geometry_type="LineString",
        crs="EPSG:3006",
        layer="roads",
    )


@pytest.fixture
def loaded(locality, grocery, dataset, settings, tmp_path):
    """Something in every table, taken in from files as they come."""
    settings.IMPORT_DIR = tmp_path / "imports"
    settings.NETWORK_DIR = tmp_path / "networks"
    locality.populations.create(year=2020, residents=375)
    Area.objects.create(kind="deso", code="0482A0010", boundary=square(X, Y, 100), dataset=dataset)
    files = {
        "indicators": (tmp_path / "matt_2024.csv", INDICATORS),
        "services": (tmp_path / "butiker.csv", PLACES),
    }
    for name, (path, text) in files.items():
        path.write_text(text)
        call_command(f"import_{name}", path)
    write_squares(tmp_path / "befolkning_2024.csv")
    call_command("import_population", tmp_path / "befolkning_2024.csv")
    write_roads(tmp_path / "vagar_2024.gpkg")
    call_command("import_roads", tmp_path / "vagar_2024.gpkg")
    line = {"type": "LineString", "coordinates": [[16.64, 58.9], [16.65, 58.91], [16.66, 58.93]]}
    (tmp_path / "vag-221.geojson").write_text(json.dumps(line))
    call_command(
        "import_routes", tmp_path / "vag-221.geojson", "--number", "221", "--from", "Bettna"
    )
    assert ServicePoint.objects.count() == 3
    assert RoadLink.objects.count() == 2


@pytest.fixture
def staff(client):
    client.force_login(demo_user("reviewer"))
    return client


def taken_out(client, table, ending, source=""):
    out = client.get(f"/granska/import/hamta/{table}.{ending}", {"kalla": source} if source else {})
    name = out.headers["Content-Disposition"].partition('filename="')[2].rstrip('"')
    return b"".join(out.streaming_content), name


def taken_in(client, table, content, name):
    data = {"table": table, "file": SimpleUploadedFile(name, content), "publisher": "Flen"}
    assert client.post("/granska/import/", data).status_code == 302
    imported = Import.objects.first()
    actions.read_import(pk=imported.pk)
    imported.refresh_from_db()
    return imported


def everything():
    return {
        table.slug: list(table.model.objects.order_by("pk").values_list())
        for table in TABLES.values()
    }


@pytest.mark.parametrize(
    ("table", "ending"), [(table, ending) for table in TABLES for ending in FORMATS[table]]
)
def test_out_and_in_again_changes_nothing(staff, loaded, table, ending):
    before = everything()
    again = taken_in(staff, table, *taken_out(staff, table, ending))
    assert again.state == Import.State.UNCHANGED, (again.refusal, again.notes, again.counts)
    assert again.counts["unchanged"]
    assert sum(again.counts.values()) == again.counts["unchanged"]
    assert everything() == before


@pytest.mark.parametrize("table", ["population", "indicators", "roads"])
def test_renamed_file_still_belongs_to_its_source(staff, loaded, table):
    content, name = taken_out(staff, table, FORMATS[table][0])
    again = taken_in(staff, table, content, f"kopia-av-{name}")
    assert again.state == Import.State.UNCHANGED
    assert again.source == name.rpartition(".")[0]


def test_edited_squares_replace_their_source_not_stand_beside_it(staff, loaded):
    content, name = taken_out(staff, "population", "csv")
    edited = taken_in(staff, "population", content.replace(b"10.3", b"12.5"), name)
    assert (edited.counts["changed"], edited.counts["unchanged"]) == (1, 1)
    Import.objects.filter(pk=edited.pk).update(state=Import.State.CONFIRMED)
    actions.apply_import(pk=edited.pk)
    in_use = PopulationCell.objects.filter(dataset__is_active=True)
    assert sorted(in_use.values_list("residents", flat=True)) == [7, 12.5]


def test_edited_indicator_is_named_with_both_values(staff, loaded):
    content, name = taken_out(staff, "indicators", "csv")
    edited = taken_in(staff, "indicators", content.replace(b"91.25", b"92"), name)
    assert edited.changes.get().fields == {"value": [91.25, 92.0]}


def test_formulas_are_harmless_in_what_a_spreadsheet_opens(staff, loaded):
    for table in ("services", "indicators"):
        content, _name = taken_out(staff, table, "csv")
        cells = [
            cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"))) for cell in row
        ]
        assert any(cell.startswith("'=") for cell in cells)
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]


def test_each_source_is_taken_out_by_itself(staff, loaded, tmp_path):
    (tmp_path / "jobb_2024.csv").write_text("område;år;mått;värde\n0482;2024;Nya företag;7\n")
    call_command("import_indicators", tmp_path / "jobb_2024.csv")
    page = staff.get("/granska/import/").content.decode()
    assert "indicators-jobb" in page
    content, name = taken_out(staff, "indicators", "csv", "indicators-jobb")
    assert name == "indicators-jobb.csv"
    assert len(content.decode().splitlines()) == 2
    with pytest.raises(CommandError, match="indicators-jobb, indicators-matt"):
        call_command("export_table", "indicators", tmp_path / "ut.csv")
    call_command("export_table", "indicators", tmp_path / "ut.csv", "--source", "indicators-jobb")
    assert staff.get("/granska/import/hamta/indicators.csv?kalla=nowhere").status_code == 404
    call_command("import_indicators", tmp_path / "ut.csv")
    assert Import.objects.first().state == Import.State.UNCHANGED
    assert Dataset.objects.filter(kind="indicators", is_active=True).count() == 2
    assert Observation.objects.active().count() == 5


def test_roads_are_taken_in_by_upload_and_undone(staff, loaded, tmp_path):
    before = sorted(RoadLink.objects.filter(dataset__is_active=True).values_list("pk", flat=True))
    content, name = taken_out(staff, "roads", "gpkg")
    path = tmp_path / "edited.gpkg"
    path.write_bytes(content)
    meta, _fids, wkb, values = pyogrio.raw.read(path, layer="roads")
    column = dict(zip(meta["fields"].tolist(), values, strict=True))
    column["forward_kmh"][0] = 80
    (tmp_path / name).unlink(missing_ok=True)
    pyogrio.raw.write(
        tmp_path / name,
        geometry=wkb[:1],
        field_data=[one[:1] for one in column.values()],
        fields=list(column),
        layer="roads",
        geometry_type="LineString",
        crs="EPSG:3006",
    )
    edited = taken_in(staff, "roads", (tmp_path / name).read_bytes(), name)
    assert (edited.counts["changed"], edited.counts["disappeared"]) == (1, 1)
    page = staff.get(f"/granska/import/{edited.pk}/").content.decode()
    assert "221 · 33 m" in page
    shapes = staff.get(f"/granska/import/{edited.pk}/punkter/").json()["features"]
    assert {one["geometry"]["type"] for one in shapes} == {"LineString"}
    staff.post(f"/granska/import/{edited.pk}/beslut/", {"verb": "confirm", "digest": edited.digest})
    actions.apply_import(pk=edited.pk)
    in_use = RoadLink.objects.filter(dataset__is_active=True)
    assert [link.forward_kmh for link in in_use] == [80]
    staff.post(f"/granska/import/{edited.pk}/beslut/", {"verb": "undo"})
    assert sorted(in_use.values_list("pk", flat=True)) == before
