"""Damaged files, by upload and by command, into every table: refused in words, nothing changed."""

import io
import json
import struct
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from geo.models import Dataset, Import, ImportedRow
from portal.actions import imports as actions
from portal.demo.people import demo_user
from portal.imports import TABLES

pytestmark = pytest.mark.django_db
COMMANDS = {
    "services": ["import_services"],
    "municipalities": ["import_boundaries"],
    "areas": ["import_boundaries", "--kind=deso"],
    "localities": ["import_localities"],
    "population": ["import_population"],
    "indicators": ["import_indicators"],
    "roads": ["import_roads"],
    "routes": ["import_routes", "--number=221", "--from=Bettna"],
}


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    return out.getvalue()


def features(*geometries):
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": {"kod": "0482A1", "namn": "a"}, "geometry": one}
                for one in geometries
            ],
        }
    ).encode()


def workbook(rows):
    import openpyxl

    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


def claimed(size):
    """Make a GeoPackage whose head says that the file is of this size."""
    head = bytearray(b"SQLite format 3\0" + bytes(4_080))
    head[16:18] = struct.pack(">H", 4_096)
    head[28:32] = struct.pack(">I", size // 4_096)
    return bytes(head)


def swollen():
    """Make a workbook that says that a part of it unpacks to two gigabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    content = bytearray(out.getvalue())
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 2_000_000_000)
    return bytes(content)


# Every column that any table needs, so that what is wrong with the row itself has to be found.
HEADER = "kod,desokod,kommunkod,namn,kategori,nummer,rutid_scb,bef,omrade,ar,matt,varde,lon,lat"


def listed(*rows, mark="", end="\n"):
    return (mark + end.join([HEADER, *rows]) + end).encode()


FORMULA = ["=1+1"] * len(HEADER.split(","))
BAD = {
    "nan.csv": listed("X,X,,a,grocery,,nan,nan,nan,nan,a,nan,nan,nan", end="\r\n"),
    "abroad.csv": listed("X,X,,a,grocery,,9999999999999,1,nowhere,2020,a,1,-70,10", mark="\ufeff"),
    "abroad.geojson": features({"type": "Point", "coordinates": [-70, 10]}),
    "nan.geojson": features({"type": "Point", "coordinates": ["NaN", 59]}),
    "formulas.xlsx": workbook([HEADER.split(","), FORMULA]),
    "wide.xlsx": workbook([[f"c{n}" for n in range(16_384)], [1]]),
    # A million of them are tried where files are read: it is the same for every table.
    "wide.geojson": json.dumps(
        {"type": "Feature", "geometry": None, "properties": {f"c{n}": 1 for n in range(20_000)}}
    ).encode(),
    "claim.gpkg": claimed(2_000_000_000),
    "claim.xlsx": swollen(),
    "cut.gpx": b"<gpx><trk><trkseg><trkpt lat='59' lon='16'/>",
    "wrong.gpx": b"<html></html>",
    "empty.csv": b"",
    "picture.csv": b"\x89PNG\r\n\x1a\n",
    "zeros.csv": b"a,b\0c\n1,2\n",
    "wide.csv": b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n1\n",
    "nothing.csv": b"vad;helst\n1;2\n",
    "old.xlsx": b"\xd0\xcf\x11\xe0rest",
    "cut.xlsx": b"PK\x03\x04 broken",
    "bomb.xlsx": bomb(),
    "cut.geojson": b'{"type": "FeatureCollection", "features": [{"type"',
    "mixed.geojson": features(
        {"type": "LineString", "coordinates": [[16, 59], [17, 59]]},
        {"type": "GeometryCollection", "geometries": []},
        {"type": "Point", "coordinates": [1e300, 59]},
    ),
    "cut.gpkg": b"SQLite format 3\0short",
    "cut.pbf": b"\0\0\0\x0d\x0a\x09OSMHeader\x18",
    "cut.osm": b"<osm version='0.6'><node id='1' lat='59'",
}


def said_by(*command):
    try:
        call_command(*command)
    except CommandError as error:
        return str(error)
    # Rows that cannot be used are rejected one by one; a file of such only changes nothing.
    assert Import.objects.first().state == Import.State.UNCHANGED
    return "Nothing was imported."


def everything():
    return [list(table.model.objects.values_list()) for table in TABLES.values()] + [
        list(Dataset.objects.values_list("pk", "is_active")),
        list(ImportedRow.objects.values_list()),
    ]


@pytest.fixture
def there(locality, grocery, settings, tmp_path):
    settings.IMPORT_DIR = tmp_path / "imports"
    settings.NETWORK_DIR = tmp_path / "networks"
    return everything()


@pytest.mark.parametrize("table", TABLES)
def test_by_command_it_is_refused_in_words_and_nothing_changes(there, tmp_path, table):
    for name, content in BAD.items():
        path = tmp_path / name
        path.write_bytes(content)
        assert said_by(*COMMANDS[table], path).startswith("Nothing was imported."), name
        assert everything() == there, name
        path.unlink()
    assert not Import.objects.exclude(state="unchanged").exists()


@pytest.mark.parametrize("table", TABLES)
def test_by_upload_it_is_refused_in_words_and_its_file_goes(there, client, settings, table):
    client.force_login(demo_user("reviewer"))
    for name, content in BAD.items():
        data = {"table": table, "publisher": "x", "file": SimpleUploadedFile(name, content)}
        answer = client.post("/granska/import/", data)
        if answer.status_code != 302:
            continue  # refused before it was kept
        imported = Import.objects.first()
        actions.read_import(pk=imported.pk)
        imported.refresh_from_db()
        page = client.get(f"/granska/import/{imported.pk}/")
        assert page.status_code == 200, name
        assert imported.state in ("refused", "ready", "unchanged"), name
        if imported.state == "refused":
            assert imported.refusal, name
        client.post(f"/granska/import/{imported.pk}/beslut/", {"verb": "drop"})
        assert everything() == there, name
    assert not list(settings.IMPORT_DIR.glob("*"))


DOUBLED = {
    "services": "namn,kategori,x,y,telefon\r\n" + "Butik,grocery,594000,6530000,0157-700\r\n" * 2,
    "localities": "tatortskod,namn,kommunkod,x,y\r\n"
    + "0482TB101,Vrena,0482,594000,6530000\r\n" * 2,
    "population": "rutid_scb,rutstorl,bef\r\n" + "5940006530000,1000,10\r\n" * 2,
    "indicators": "omrade,ar,matt,varde\r\n" + "0482,2024,Jobb,12\r\n" * 2,
}


@pytest.mark.parametrize("table", DOUBLED)
def test_mark_line_ends_and_what_stands_twice_are_taken_once(there, tmp_path, table):
    path = tmp_path / "twice.csv"
    path.write_bytes(b"\xef\xbb\xbf" + DOUBLED[table].encode())
    call_command(*COMMANDS[table], path)
    done = Import.objects.first()
    assert done.counts["added"] == 1
    # A place with two rows is one place with two offers; of others the second row is rejected.
    assert done.counts["rejected"] == (table != "services")


def test_boundary_and_road_that_stand_twice_are_taken_once(there, tmp_path):
    from tests.imported import FILES, boundaries

    twice = boundaries({"desokod": "0482A0010", "namn": "A"}, {"desokod": "0482A0010", "namn": "B"})
    call_command(*FILES["areas"].write(tmp_path, content=twice))
    done = Import.objects.first()
    assert (done.counts["added"], done.counts["rejected"]) == (1, 1)
