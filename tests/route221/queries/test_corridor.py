"""Whether a place is near enough to be a stop: by metres, or by minutes along the roads."""

import pytest
from django.contrib.gis.geos import Point

from route221.actions import measure_stops
from route221.actions.changes import save_changes
from route221.models import Stop
from route221.queries.corridor import nearness
from route221.queries.registration import on_roads

pytestmark = pytest.mark.django_db


def at(x, y):
    return Point(x, y, srid=3006)


def near(road, point, entrance=None):
    return nearness(road, [(point, entrance)])[0]


@pytest.fixture
def narrow(road):
    road.corridor_m, road.corridor_min = 1_000, 3
    road.save()
    return road


@pytest.mark.parametrize(("away_m", "is_in"), [(9_999, True), (11_500, True), (11_600, False)])
def test_without_roads_fifteen_minutes_are_estimated_from_the_straight_line(road, away_m, is_in):
    found = near(road, at(590_000 + away_m, 6_540_000))
    assert found.is_in_corridor is is_in
    assert found.is_estimate
    # Straight line times 1.3 at 60 km/h.
    assert found.time_s == pytest.approx(away_m * 1.3 / (60 / 3.6))


@pytest.mark.usefixtures("links")
def test_minutes_along_the_roads_make_a_stop_of_what_lies_beyond_the_metres(narrow):
    # Three kilometres along road 800, at 20 m/s.
    found = near(narrow, at(587_000, 6_535_000))
    assert not found.is_estimate
    assert found.time_s == pytest.approx(150, abs=0.1)
    assert found.is_in_corridor
    narrow.corridor_min = 2
    assert not near(narrow, at(587_000, 6_535_000)).is_in_corridor


@pytest.mark.usefixtures("links")
def test_near_as_the_crow_flies_but_long_to_drive_is_no_stop_by_minutes(narrow):
    # 500 m from road 221, which must be driven from where the tourist road meets a road; the
    # straight metres are walked at 15 km/h.
    far = near(narrow, at(592_900, 6_548_000))
    assert far.minutes is None
    assert not far.is_in_corridor


@pytest.mark.usefixtures("links")
def test_minutes_count_from_the_entrance_metres_from_the_building(narrow):
    building, entrance = at(586_000, 6_536_500), at(587_000, 6_535_000)
    found = near(narrow, building, entrance)
    assert found.time_s == pytest.approx(150, abs=0.1)
    assert found.offset_m == pytest.approx(4_000)


@pytest.mark.usefixtures("links")
def test_schematic_line_is_on_no_road_so_minutes_are_estimated(narrow):
    narrow.is_schematic = True
    assert near(narrow, at(587_000, 6_535_000)).is_estimate


def test_no_minutes_leave_the_metres_alone(road):
    road.corridor_min = 0
    assert not near(road, at(601_000, 6_540_000)).is_in_corridor
    assert near(road, at(599_900, 6_540_000)).is_in_corridor


def test_one_business_and_the_whole_road_are_measured_alike(published, owner, road):
    for x, is_stop in ((601_000, True), (602_000, False)):
        published.point = at(x, 6_540_000)
        published.save()
        save_changes(business=published, changes={"phone": f"0157-{x}"}, author=owner)
        alone = Stop.objects.filter(business=published).exists()
        measure_stops(route=road)
        assert alone is Stop.objects.filter(business=published).exists() is is_stop
    assert not on_roads(published.point)[0].near.is_in_corridor
