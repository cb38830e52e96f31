"""Every import command that docs/data.md prints does what it says, on a made file."""

import re
import shlex
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
from django.contrib.gis.geos import LineString
from django.core.management import call_command

from geo.actions.imports import undo
from geo.models import Dataset, Import, RoadLink
from geo.tables.roads import Roads
from tests.imported import FILES, X, Y

pytestmark = pytest.mark.django_db
DATA = Path(__file__).resolve().parent.parent / "docs" / "data.md"
PRINTED = set(re.findall(r"`script/manage (import_\w+[^`]*)`", DATA.read_text()))
# Elsewhere the page speaks of any file at all.
PRINTED = sorted(one for one in PRINTED if "FILE" not in one)
# Five-year classes as SCB names them, from ald0_5 to ald100w.
AGES = [f"ald{low}_{low + 5}" for low in range(0, 100, 5)] + ["ald100w"]
AREA = shapely.box(X - 2_000, Y - 2_000, X + 2_000, Y + 2_000)
POINT = shapely.Point(X, Y)
# A row of each official file, under exactly the names of columns that its publisher gives.
SCHEMAS = {
    "Kommun.gpkg": (AREA, {"kommunkod": "0481", "kommunnamn": "Oxelösund", "lankod": "04"}),
    "DeSO_2025.gpkg": (
        AREA,
        {"desokod": "0482A0010", "regsokod": "0482R001", "kommunkod": "0482", "kommunnamn": "Flen",
         "version": "2025-01-01"},
    ),
    "distrikt.gpkg": (AREA, {"distriktskod": "101012", "distriktsnamn": "Bettna"}),
    "Tatorter_2023.gpkg": (
        AREA,
        {"tatortskod": "0482TC101", "tatort": "Sparreholm", "kommun": "0482", "kommunnamn": "Flen",
         "bef": 700, "area_ha": 90, "ar": 2023},
    ),
    "Smaorter_2023.gpkg": (
        AREA,
        {"smaortskod": "S0482101", "smaort": "Vadsbro", "kommun": "0482", "kommunnamn": "Flen",
         "bef": 60, "area_ha": 20, "ar": 2023},
    ),
    "befolkning_1km_2024.gpkg": (
        POINT,
        {"rutid_scb": f"{X}{Y}", "rutid_inspire": f"CRS3006RES1000mN{Y}E{X}", "rutstorl": 1000,
         "beftotalt": 21} | dict.fromkeys(AGES, 1),
    ),
}  # fmt: skip
LINES = {
    "rutor_250m.csv": f"rutid_scb;beftotalt\n{X}{Y};10\n",
    "vardcentraler.csv": f"namn;adress;x;y\nVårdcentralen;Storgatan 1;{X};{Y}\n",
    "bredband.csv": "area;year;indicator;value;unit;source\n0482;2024;Fiber;90;%;PTS\n",
}


@pytest.fixture
def folder(tmp_path, locality, grocery):
    from services.models import Category

    Category.objects.create(slug="health-centre", name_sv="Vårdcentral", plural_sv="Vårdcentraler")
    dataset = Dataset.objects.create(kind="roads", slug="links", title="Links", publisher="x")
    RoadLink.objects.create(
        dataset=dataset,
        alignment=LineString((X, Y), (X, Y + 9_000), srid=3006),
        length_m=9_000,
        forward_permitted=True,
        backward_permitted=True,
        number="221",
        is_ferry=False,
        is_motorway=False,
    )
    return tmp_path


def make(folder, name):
    """Write a file under the name that the documentation prints."""
    path = folder / name
    if name in SCHEMAS:
        shape, row = SCHEMAS[name]
        columns = [
            np.array([value], object if isinstance(value, str) else None) for value in row.values()
        ]
        pyogrio.raw.write(
            path, geometry=np.array([shapely.to_wkb(shape)], object), field_data=columns,
            fields=list(row), geometry_type=shape.geom_type, crs="EPSG:3006", driver="GPKG",
        )  # fmt: skip
    elif name in LINES:
        path.write_text(LINES[name])
    elif name == "vardcentraler.xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        for line in LINES["vardcentraler.csv"].splitlines():
            book.active.append(
                [int(cell) if cell.isdecimal() else cell for cell in line.split(";")]
            )
        book.save(path)
    elif name == "sweden-latest.osm.pbf":
        osm(path)
    elif name == "Tillganglighetsvagnat.gpkg":
        call_command(*FILES["roads"].write(folder), "--source", "made")
        call_command("export_table", "roads", path, "--source", "made")
        undo(table=Roads(), imported=Import.objects.first())
    elif name == "vag221.gpx":
        lon, lat = [f"{v:.5f}" for v in (16.643, 58.904)]
        path.write_text(
            "<gpx><trk><trkseg>"
            f"<trkpt lon='{lon}' lat='{lat}'/><trkpt lon='16.65' lat='58.98'/>"
            "</trkseg></trk></gpx>"
        )
    else:
        pytest.fail(f"docs/data.md prints a file that is not made here: {name}")
    return path


def osm(path):
    """Write a road and a shop as OpenStreetMap does."""
    import osmium

    with osmium.SimpleWriter(str(path)) as writer:
        for number, tags in ((1, {"shop": "supermarket", "name": "Handlarn"}), (2, {}), (3, {})):
            at = (16.6 + number / 100, 59.0)
            node = osmium.osm.mutable.Node(id=number, location=at, tags=tags, version=1)
            writer.add_node(node)
        way = {"highway": "tertiary", "ref": "221"}
        writer.add_way(osmium.osm.mutable.Way(id=1, nodes=[2, 3], tags=way, version=1))


def test_documentation_prints_a_command_for_every_kind():
    assert {command.split()[0] for command in PRINTED} == {one.command for one in FILES.values()}
    assert len(PRINTED) >= 13


@pytest.mark.parametrize("printed", PRINTED)
@pytest.mark.parametrize("is_dry", [True, False])
def test_printed_command_does_what_it_says(folder, monkeypatch, capsys, printed, is_dry):
    from services.models import Category

    Category.objects.filter(slug="grocery").update(osm_tags=["shop=supermarket"])
    monkeypatch.chdir(folder)
    name, *said = shlex.split(printed)
    known = Import.objects.count()
    for one in said:
        if re.fullmatch(r"[\w.-]+\.(gpkg|csv|xlsx|pbf|gpx)", one):
            make(folder, one)
    known = Import.objects.count()
    capsys.readouterr()
    call_command(name, *said, *(["--dry-run"] if is_dry else []))
    told = capsys.readouterr().out
    assert re.search(r"\b[123] added", told), told
    assert "rejected" not in told, told
    assert Import.objects.count() == known + (not is_dry)
