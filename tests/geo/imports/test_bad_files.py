"""Files that are not what they say: each is refused in words, none brings the reader down."""

import io
import json
import random
import struct
import zipfile

import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from geo.imports.errors import Refused, UnusableFile
from geo.imports.tables import open_table

NAMES = ("name", "code", "lon", "lat")
ROWS = [("Bettna", "T1", 16.64, 58.9), ("Flen", "T2", 16.59, 59.06)]


def as_csv():
    lines = [",".join(NAMES), *(",".join(map(str, row)) for row in ROWS)]
    return "\n".join(lines).encode()


def as_xlsx(rows=ROWS, names=NAMES):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(names))
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_geojson():
    features = [
        {
            "type": "Feature",
            "properties": {"name": name, "code": code},
            "geometry": {"type": "Point", "coordinates": [lon, lat]},
        }
        for name, code, lon, lat in ROWS
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def as_gpkg(tmp_path):
    path = tmp_path / "made.gpkg"
    if not path.exists():
        pyogrio.raw.write(
            path,
            geometry=np.array([shapely.to_wkb(shapely.Point(row[2:])) for row in ROWS], object),
            field_data=[np.array([row[n] for row in ROWS], object) for n in (0, 1)],
            fields=["name", "code"],
            geometry_type="Point",
            crs="EPSG:4326",
            layer="places",
            driver="GPKG",
        )
    return path.read_bytes()


@pytest.fixture
def read(tmp_path):
    def rows(content, name):
        path = tmp_path / name
        path.write_bytes(content)
        return list(open_table(path).rows())

    return rows


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "gpkg"])
def test_sound_file_is_read(read, tmp_path, ending):
    made = {"csv": as_csv, "xlsx": as_xlsx, "geojson": as_geojson}
    content = as_gpkg(tmp_path) if ending == "gpkg" else made[ending]()
    assert [row.values["name"] for row in read(content, f"a.{ending}")] == ["Bettna", "Flen"]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "gpkg"])
def test_damaged_files_are_read_or_refused_never_worse(read, tmp_path, ending):
    made = {"csv": as_csv, "xlsx": as_xlsx, "geojson": as_geojson}
    sound = as_gpkg(tmp_path) if ending == "gpkg" else made[ending]()
    chance = random.Random(ending)
    for _ in range(40):
        content = bytearray(sound)
        if chance.random() < 0.5:
            content = content[: chance.randrange(len(content))]
        for _ in range(chance.choice((0, 1, 20))):
            if content:
                content[chance.randrange(len(content))] = chance.randrange(256)
        try:
            rows = read(bytes(content), f"b.{ending}")
        except UnusableFile:
            continue
        assert len(rows) <= len(ROWS) + 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.csv", "empty"),
        (b"   \n ", "a.csv", "empty"),
        (b"%PDF-1.7", "a.csv", "PDF"),
        (b"\xd0\xcf\x11\xe0rest", "a.xls", "old workbook"),
        (b"\x1f\x8b\x08rest", "a.csv.gz", "packed"),
        (b"PK\x03\x04 broken", "a.xlsx", "cannot be unpacked"),
        (b"name,code\nBettna,1\n", "a.gpkg", "named as GPKG"),
        (b"SQLite format 3\x00short", "a.gpkg", "damaged"),
        (b"a,b\x00c\n1,2\n", "a.csv", "neither text"),
        (b"name,name\n1,2\n", "a.csv", "stands twice"),
        (b"\x81\x8d\n\x90\n", "a.csv", "neither UTF-8"),
        (b'{"type": "Topology"}', "a.json", "not GeoJSON"),
        (b'{"type": "FeatureCollection", "features": [{"type"', "a.geojson", "cut off"),
        (b"[" * 100_000, "a.geojson", "named as GEOJSON"),
        (b'{"features": [' + b"[" * 100_000, "a.geojson", "cut off"),
        (b"<html></html>", "a.gpx", "not GPX"),
        (b"<!DOCTYPE x [<!ENTITY a 'a'>]><gpx/>", "a.gpx", "damaged"),
    ],
)
def test_refusal_says_what_is_wrong(read, content, name, words):
    with pytest.raises(Refused, match=words):
        read(content, name)


def test_header_of_a_million_columns_is_refused(read):
    with pytest.raises(Refused, match=r"longer than any header|columns"):
        read(b",".join(b"c%d" % n for n in range(1_000_000)) + b"\n", "a.csv")
    with pytest.raises(Refused, match="columns"):
        read(b",".join(b"c%d" % n for n in range(1_000)) + b"\n1\n", "a.csv")
    with pytest.raises(Refused, match="columns"):
        read(as_xlsx([], [f"c{n}" for n in range(1_000)]), "a.xlsx")
    wide = {"type": "Feature", "properties": {f"c{n}": 1 for n in range(1_000_000)}}
    content = json.dumps({"type": "FeatureCollection", "features": [wide]}).encode()
    with pytest.raises(Refused, match="columns"):
        read(content, "a.geojson")


def test_zip_bomb_is_not_opened(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    with pytest.raises(Refused, match="unpack to far more"):
        read(out.getvalue(), "a.xlsx")


def test_entities_of_a_workbook_do_not_swell(read):
    out = io.BytesIO()
    inner = "".join(f'<!ENTITY e{n} "{"".join([f"&e{n - 1};"] * 10)}">' for n in range(1, 10))
    with zipfile.ZipFile(io.BytesIO(as_xlsx())) as sound, zipfile.ZipFile(out, "w") as archive:
        for part in sound.namelist():
            content = sound.read(part)
            if part == "xl/workbook.xml":
                body = content.decode().partition("?>")[2] or content.decode()
                content = f'<!DOCTYPE x [<!ENTITY e0 "ha">{inner}]>{body}'.replace(
                    "Sheet</", "&e9;</"
                ).encode()
            archive.writestr(part, content)
    try:
        rows = read(out.getvalue(), "a.xlsx")
    except Refused:
        return
    assert len(rows) == 2


def test_file_that_claims_two_gigabytes_is_refused(read, tmp_path):
    claim = bytearray(as_gpkg(tmp_path))
    claim[28:32] = struct.pack(">I", 2_000_000_000 // 4096)
    with pytest.raises(Refused, match="cut off"):
        read(bytes(claim), "a.gpkg")


def test_formula_cells_are_neither_run_nor_trusted(read):
    rows = read(as_xlsx([("Bettna", "=1+1", 16.6, 58.9), *ROWS[1:]]), "a.xlsx")
    assert [bool(row.problem) for row in rows] == [True, False]
    assert rows[0].params == {"cell": "B2"}


def test_marks_and_line_ends_of_every_kind(read):
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        for end in ("\n", "\r\n", "\r"):
            content = end.join(["namn\tort", "Mellösa\tFlen", "", ""]).encode(encoding)
            (row,) = read(content, "a.csv")
            assert row.values == {"namn": "Mellösa", "ort": "Flen"}


def test_row_with_too_many_cells_is_a_problem_of_its_own(read):
    bad, good = read(b"a,b\n1,2,3\n1,2\n", "a.csv")
    assert bad.problem
    assert not good.problem


def test_quote_that_never_ends_is_refused(read):
    with pytest.raises(Refused, match="no table"):
        read(b'a,b\n"' + b"x" * 300_000, "a.csv")


def test_features_that_are_none_are_named(read):
    features = [
        3,
        {"type": "Feature", "geometry": {"type": "Point", "coordinates": ["x", 2]}},
        {"type": "Feature", "geometry": {"type": "Circle"}},
        {"type": "Feature", "properties": {"name": "a"}, "geometry": None},
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    assert [bool(row.problem) for row in read(content, "a.geojson")] == [True, True, True, False]
