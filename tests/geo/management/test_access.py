"""The engine alone, as a command: no database is touched."""

import csv

import numpy as np
import pyogrio
import pytest
import shapely
from django.core.management import CommandError, call_command
from pyproj import Transformer

X, Y = 600_000.0, 6_500_000.0
TO_DEGREES = Transformer.from_crs(3006, 4326, always_xy=True)


@pytest.fixture
def files(tmp_path, settings):
    """A street of sixty links of 100 m at 36 km/h, residents and services along it."""
    settings.NETWORK_DIR = tmp_path / "networks"
    lines = [shapely.LineString([(X + i * 100, Y), (X + i * 100 + 100, Y)]) for i in range(60)]
    speed, none = np.full(60, 36.0), np.zeros(60, np.int64)
    pyogrio.raw.write(
        tmp_path / "roads.gpkg",
        geometry=np.array(shapely.to_wkb(lines), object),
        field_data=[np.full(60, 100.0), speed, speed, none + 5, none, none, none],
        fields=[
            "extlen",
            "f_hogst_225",
            "b_hogst_225",
            "klass_181",
            "Farjeled",
            "F_ForbjudenFardriktning",
            "B_ForbjudenFardriktning",
        ],
        geometry_type="LineString",
        crs="EPSG:3006",
        layer="Tillganglighetsvagnat",
    )

    def points(name, header, rows):
        with (tmp_path / name).open("w") as file:
            file.write(header + "\n")
            for one, x, y, *more in rows:
                lon, lat = TO_DEGREES.transform(X + x, Y + y)
                file.write(",".join(map(str, (one, lon, lat, *more))) + "\n")

    points("demand.csv", "id,lon,lat,residents", [("a", 50, 30, 4), ("far", 0, 2500, 1)])
    points(
        "services.csv",
        "id,lon,lat,category",
        [("s1", 1050, 0, "shop"), ("s2", 3050, 0, "shop"), ("s1", 1050, 0, "fuel")],
    )
    return tmp_path


def run(files, *options):
    call_command(
        "access",
        files / "roads.gpkg",
        files / "demand.csv",
        files / "services.csv",
        "--out",
        files / "out.csv",
        *options,
    )
    with (files / "out.csv").open() as file:
        return list(csv.reader(file))


def test_access_writes_each_rank_and_an_empty_cost_for_the_unreached(files, capsys):
    assert run(files) == [
        ["id", "category", "rank", "service_id", "cost", "join_m"],
        ["a", "shop", "1", "s1", "1030.000", "30.000"],
        ["a", "shop", "2", "s2", "3030.000", "30.000"],
        ["far", "shop", "1", "", "", ""],
        ["a", "fuel", "1", "s1", "1030.000", "30.000"],
        ["far", "fuel", "1", "", "", ""],
    ]
    assert "1 of 2 demand points joined nowhere: far" in capsys.readouterr().err


def test_access_in_seconds_takes_the_way_to_the_road_slowly(files):
    rows = run(files, "--metric", "time", "--k", "1")
    assert rows[1] == ["a", "shop", "1", "s1", f"{100 + 30 * 3.6 / 15:.3f}", "30.000"]


def test_access_answers_the_same_from_the_compiled_network(files):
    first = run(files)
    (folder,) = (files / "networks").iterdir()
    changed = (folder / "complete").stat().st_mtime_ns
    assert run(files) == first
    assert (folder / "complete").stat().st_mtime_ns == changed


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("demand.csv", "id,lon\na,1\n", "no column lat"),
        ("services.csv", "id,lon,lat\na,1,2\n", "no column category"),
        ("demand.csv", "id,lon,lat\na,x,2\n", "row 2: lon and lat"),
        ("demand.csv", "id,lon,lat\na,1,2\nb,600000,6500000\n", "row 3: .* is no longitude"),
        ("demand.csv", "id,lon,lat\na,nan,2\n", "row 2: .* is no longitude"),
        ("demand.csv", "id,lon,lat\n,1,2\n", "row 2: the id is empty"),
        ("roads.gpkg", "nothing", "GeoPackage"),
    ],
)
def test_access_refuses_unusable_files_in_words(files, name, text, words):
    (files / name).write_text(text)
    with pytest.raises(CommandError, match=words):
        run(files)


def test_access_refuses_k_below_one(files):
    with pytest.raises(CommandError, match="--k"):
        run(files, "--k", "0")
