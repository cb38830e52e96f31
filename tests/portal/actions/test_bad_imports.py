"""Damaged files, by upload and by command, into every table: refused in words, nothing changed."""

import io
import json
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


BAD = {
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
