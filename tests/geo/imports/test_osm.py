"""OpenStreetMap's reader, on a village small enough to check by hand."""

import numpy as np
import pytest

from geo.imports.errors import UnusableFile
from geo.imports.formats import read_roads

NODES = {1: (16.0, 59.0), 2: (16.01, 59.0), 3: (16.02, 59.0), 4: (16.01, 59.01), 5: (16.1, 59.0)}


def way(number, nodes, **tags):
    inside = "".join(f'<nd ref="{node}"/>' for node in nodes)
    inside += "".join(f'<tag k="{k.replace("__", ":")}" v="{v}"/>' for k, v in tags.items())
    return f'<way id="{number}">{inside}</way>'


@pytest.fixture
def read(tmp_path):
    def rows(*ways):
        nodes = "".join(
            f'<node id="{number}" lon="{lon}" lat="{lat}"/>' for number, (lon, lat) in NODES.items()
        )
        text = f'<osm version="0.6">{nodes}{"".join(ways)}</osm>'
        (tmp_path / "village.osm").write_text(text)
        return read_roads(tmp_path / "village.osm", area="sweden")

    return rows


def test_ways_are_split_where_others_meet_them(read):
    rows = read(way(10, [1, 2, 3], highway="tertiary"), way(11, [2, 4], highway="track"))
    assert rows.name.tolist() == ["way 10", "way 10", "way 11"]
    np.testing.assert_array_equal(rows.xy[rows.offset[:-1][2]], rows.xy[rows.offset[1]])
    assert rows.length_m[:2] == pytest.approx([574.75, 574.75], abs=0.1)
    assert rows.road_class.tolist() == [4, 4, 9]


def test_way_is_split_where_it_meets_itself(read):
    assert len(read(way(10, [1, 2, 3, 4, 2], highway="residential"))) == 2


@pytest.mark.parametrize(
    ("tags", "forward", "backward"),
    [
        ({}, True, True),
        ({"oneway": "yes"}, True, False),
        ({"oneway": "-1"}, False, True),
        ({"junction": "roundabout"}, True, False),
        ({"junction": "roundabout", "oneway": "-1"}, False, True),
    ],
)
def test_directions(read, tags, forward, backward):
    rows = read(way(10, [1, 2], highway="residential", **tags))
    assert (rows.forward_permitted.item(), rows.backward_permitted.item()) == (forward, backward)


@pytest.mark.parametrize(
    ("tags", "forward", "backward", "unread"),
    [
        ({"highway": "motorway"}, 110, 110, 0),
        ({"highway": "residential", "maxspeed": "30"}, 30, 30, 0),
        ({"highway": "primary", "maxspeed": "50 mph"}, 80.4672, 80.4672, 0),
        ({"highway": "primary", "maxspeed": "90", "maxspeed__backward": "70"}, 90, 70, 0),
        ({"highway": "service", "maxspeed": "walk"}, 7, 7, 0),
        ({"highway": "primary", "maxspeed": "SE:urban"}, 50, 50, 0),
        ({"highway": "primary", "maxspeed": "999"}, 80, 80, 2),
        ({"highway": "primary", "maxspeed": "0"}, 80, 80, 2),
    ],
)
def test_speeds(read, tags, forward, backward, unread):
    rows = read(way(10, [1, 2], **tags))
    assert (rows.forward_kmh.item(), rows.backward_kmh.item()) == pytest.approx((forward, backward))
    assert rows.report["speeds that could not be read"] == unread


@pytest.mark.parametrize(
    "tags",
    [
        {"highway": "footway"},
        {"highway": "service", "access": "private"},
        {"highway": "residential", "motor_vehicle": "no"},
        {"highway": "track", "vehicle": "forestry"},
        {"route": "ferry", "motor_vehicle": "no"},
        {"highway": "pedestrian"},
    ],
)
def test_what_is_not_for_cars_is_left_out(read, tags):
    with pytest.raises(UnusableFile, match="no roads"):
        read(way(10, [1, 2], **tags))


def test_more_telling_access_wins(read):
    assert len(read(way(10, [1, 2], highway="track", access="no", motorcar="yes"))) == 1


def test_ferry_takes_its_duration_in_all_and_waits_once(read):
    road = way(11, [2, 4], highway="tertiary")
    rows = read(way(10, [1, 2, 5], route="ferry", duration="00:30"), road)
    assert rows.ferry_s[rows.is_ferry].sum() == pytest.approx(1800)
    rows = read(way(10, [1, 2, 5], route="ferry"), road)
    crossing_m = rows.length_m[rows.is_ferry].sum()
    assert rows.ferry_s[rows.is_ferry].sum() == pytest.approx(crossing_m * 3.6 / 15 + 600)
    assert rows.links().joinable.tolist() == [False, False, True]


def test_motorway_takes_no_joins_but_its_number_is_kept(read):
    rows = read(way(10, [1, 2], highway="motorway", ref="E 20"))
    assert rows.links().joinable.tolist() == [False]
    assert rows.number.tolist() == ["E 20"]


def test_position_missing_from_the_file_is_counted(read):
    rows = read(way(10, [1, 2, 99], highway="residential"), way(11, [98, 1], highway="track"))
    assert len(rows) == 1
    assert rows.report["positions missing from the file"] == 2
    assert rows.report["ways with fewer than two positions"] == 1


def test_file_that_is_not_what_it_says_is_refused(tmp_path):
    for name in ("roads.osm.pbf", "roads.osm"):
        (tmp_path / name).write_text("PK not a map")
        with pytest.raises(UnusableFile, match="cannot be read as OpenStreetMap"):
            read_roads(tmp_path / name)
