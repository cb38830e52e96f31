"""The accessibility network's reader: what it takes, and what it refuses by name and row."""

import numpy as np
import pyogrio
import pytest
import shapely

from geo.imports.errors import UnusableFile
from geo.imports.formats import read_roads

ROWS = {
    "extlen": [100.0, 200.0, 50.0],
    "f_hogst_225": [70.0, np.nan, 30.0],
    "b_hogst_225": [70.0, 50.0, 30.0],
    "klass_181": [5, 9, 3],
    "Farjeled": [0, 0, 1],
    "F_ForbjudenFardriktning": [0, 0, 0],
    "B_ForbjudenFardriktning": [0, 1, 0],
}
X, Y = 600_000.0, 6_500_000.0
LINES = [
    shapely.LineString([(X, Y), (X + 100, Y)]),
    shapely.LineString([(X + 100, Y), (X + 300, Y)]),
    shapely.LineString([(X + 300, Y), (X + 350, Y)]),
]


@pytest.fixture
def write(tmp_path):
    def written(columns=ROWS, lines=LINES, crs="EPSG:3006", name="roads.gpkg"):
        pyogrio.raw.write(
            tmp_path / name,
            geometry=np.array(shapely.to_wkb(lines), object),
            field_data=[np.asarray(values) for values in columns.values()],
            fields=list(columns),
            geometry_type="Unknown",
            crs=crs,
            layer="Tillganglighetsvagnat",
        )
        return tmp_path / name

    return written


def test_links_are_read_with_speeds_prohibitions_and_ferries(write):
    rows = read_roads(write(), area="sweden")
    assert rows.length_m.tolist() == [100, 200, 50]
    assert rows.backward_permitted.tolist() == [True, False, True]
    assert rows.is_ferry.tolist() == [False, False, True]
    assert rows.without_speed() == 1
    links = rows.links()
    assert links.forward_s[0] == pytest.approx(100 * 3.6 / 70)
    assert links.forward_s[1] == pytest.approx(200 * 3.6 / 50)
    assert links.backward_s[1] == np.inf
    assert links.forward_s[2] == pytest.approx(50 * 3.6 / 15 + 600)
    assert links.joinable.tolist() == [True, True, False]


def test_columns_are_found_by_their_other_names(write):
    renamed = {key.upper(): values for key, values in ROWS.items() if key != "extlen"}
    assert len(read_roads(write(renamed | {"SHAPE_Length": ROWS["extlen"]}))) == 3


def test_missing_surveyed_length_is_measured(write):
    rows = read_roads(write(ROWS | {"extlen": [np.nan, 200.0, 50.0]}))
    assert rows.length_m[0] == pytest.approx(100)
    assert rows.report == {"links without a surveyed length": 1}


def test_missing_columns_are_named(write):
    columns = {k: v for k, v in ROWS.items() if k not in ("klass_181", "b_hogst_225")}
    with pytest.raises(UnusableFile, match="b_hogst_225, klass_181"):
        read_roads(write(columns))


@pytest.mark.parametrize("speed", [0.0, 999.0])
def test_impossible_speed_is_refused_with_its_row(write, speed):
    with pytest.raises(UnusableFile, match=f"row 2: no road has a speed of {speed:g} km/h"):
        read_roads(write(ROWS | {"f_hogst_225": [70.0, speed, 30.0]}))


def test_impossible_speed_does_not_matter_where_prohibited(write):
    assert len(read_roads(write(ROWS | {"b_hogst_225": [70.0, 0.0, 30.0]}))) == 3


@pytest.mark.parametrize("length", [-1.0, np.inf])
def test_impossible_length_is_refused_with_its_row(write, length):
    with pytest.raises(UnusableFile, match="row 3: the length"):
        read_roads(write(ROWS | {"extlen": [100.0, 200.0, length]}))


def test_degrees_are_refused(write):
    with pytest.raises(UnusableFile, match="in degrees, but metres"):
        read_roads(write(crs="EPSG:4326"))


@pytest.mark.parametrize("broken", [None, shapely.Point(X, Y), shapely.LineString()])
def test_broken_geometry_is_refused_with_its_row(write, broken):
    with pytest.raises(UnusableFile, match="row 2: the geometry is not one line"):
        read_roads(write(lines=[LINES[0], broken, LINES[2]]))


def test_file_without_roads_is_refused(write):
    empty = {key: np.asarray(values)[:0] for key, values in ROWS.items()}
    with pytest.raises(UnusableFile, match="no roads"):
        read_roads(write(empty, []))


def test_file_that_is_not_what_it_says_is_refused(tmp_path):
    (tmp_path / "roads.gpkg").write_text("<html>Not found</html>")
    with pytest.raises(UnusableFile, match="cannot be read as a GeoPackage"):
        read_roads(tmp_path / "roads.gpkg")
    with pytest.raises(UnusableFile, match="no file"):
        read_roads(tmp_path / "other.gpkg")
    (tmp_path / "roads.txt").touch()
    with pytest.raises(UnusableFile, match="--format"):
        read_roads(tmp_path / "roads.txt")


def test_roads_outside_the_area_are_refused_unless_asked_for(write):
    far = [shapely.transform(line, lambda xy: xy - (0, 3e6)) for line in LINES]
    with pytest.raises(UnusableFile, match="outside Sweden"):
        read_roads(write(lines=far), area="sweden")
    assert len(read_roads(write(lines=far, name="again.gpkg"), area="any")) == 3
