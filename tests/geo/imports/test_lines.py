"""Lines out of files: every format, and every way a file can be wrong."""

import json
import zipfile

import numpy as np
import pyogrio
import pytest
import shapely

from geo.imports.errors import UnusableFile
from geo.imports.lines import read_lines

ROAD = [(16.5, 59.0), (16.51, 59.01), (16.52, 59.01)]


def write(path, geometry, crs="EPSG:4326", **options):
    wkb = np.array([shapely.to_wkb(geometry)], dtype=object)
    pyogrio.raw.write(
        path,
        wkb,
        field_data=[],
        fields=[],
        geometry_type=geometry.geom_type,
        crs=crs,
        **options,
    )
    return path


@pytest.mark.parametrize(
    ("name", "driver"), [("road.gpkg", "GPKG"), ("road.geojson", "GeoJSON"), ("road.kml", "KML")]
)
def test_every_format_gives_the_same_line(tmp_path, name, driver):
    path = write(tmp_path / name, shapely.LineString(ROAD), driver=driver)
    (line,) = read_lines(path)
    assert line.shape == (3, 2)
    assert line[0] == pytest.approx((586_200, 6_540_735), abs=500)


def test_zipped_shapefile_is_read(tmp_path):
    write(tmp_path / "road.shp", shapely.LineString(ROAD), driver="ESRI Shapefile")
    with zipfile.ZipFile(tmp_path / "road.zip", "w") as file:
        for part in tmp_path.glob("road.???"):
            if part.suffix != ".zip":
                file.write(part, part.name)
    assert len(read_lines(tmp_path / "road.zip")) == 1


def test_track_is_taken_before_the_route(tmp_path):
    points = "".join(f'<{{0}}pt lat="{lat}" lon="{lon}"/>' for lon, lat in ROAD)
    path = tmp_path / "day.gpx"
    path.write_text(
        '<?xml version="1.0"?><gpx version="1.1" creator="t"'
        ' xmlns="http://www.topografix.com/GPX/1/1">'
        f"<rte>{points.format('rte')}</rte><trk><trkseg>{points.format('trk')}</trkseg></trk></gpx>"
    )
    assert len(read_lines(path)) == 1


def test_parts_of_a_multiline_come_apart(tmp_path):
    lines = shapely.MultiLineString([ROAD[:2], ROAD[1:]])
    assert len(read_lines(write(tmp_path / "road.gpkg", lines))) == 2


def collection(geometry):
    return json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"type": "Feature", "properties": {}, "geometry": geometry}],
        }
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("road.geojson", "{", "cannot be read"),
        ("road.gpkg", "SQLite format 3\0 and no more", "cannot be read"),
        ("road.gpkg", "<OGRVRTDataSource></OGRVRTDataSource>", "cannot be read"),
        ("road.kml", "<OGRVRTDataSource></OGRVRTDataSource>", "cannot be read"),
        ("road.vrt", "<OGRVRTDataSource></OGRVRTDataSource>", "cannot be read"),
        ("road.zip", "PK\3\4", "cannot be read"),
        ("road.geojson", collection({"type": "Point", "coordinates": [16, 59]}), "no line"),
        (
            "road.geojson",
            collection({"type": "LineString", "coordinates": [[0, 0], [1, 1]]}),
            "outside Sweden",
        ),
    ],
)
def test_unusable_file_says_why(tmp_path, name, content, reason):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(UnusableFile, match=reason):
        read_lines(path)


def test_too_many_vertices_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("geo.imports.lines.MOST_VERTICES", 2)
    with pytest.raises(UnusableFile, match="too many"):
        read_lines(write(tmp_path / "road.gpkg", shapely.LineString(ROAD)))


def test_file_without_a_coordinate_system_is_refused(tmp_path):
    write(tmp_path / "road.shp", shapely.LineString(ROAD), driver="ESRI Shapefile")
    with zipfile.ZipFile(tmp_path / "road.zip", "w") as file:
        for part in (tmp_path / "road.shp", tmp_path / "road.shx", tmp_path / "road.dbf"):
            file.write(part, part.name)
    with pytest.raises(UnusableFile, match="coordinate system"):
        read_lines(tmp_path / "road.zip")
