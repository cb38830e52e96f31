"""Chainage, offset and side: by hand, by law, and against shapely one by one."""

import numpy as np
import pytest
from django.db import connection
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from geo.analysis.linear import interpolate, locate, passages

metres = st.integers(-5_000, 5_000).map(float)
pairs = st.tuples(metres, metres)
lines = st.lists(pairs, min_size=2, max_size=12).filter(lambda line: len(set(line)) > 1)


def test_line_without_length_is_refused():
    with pytest.raises(ValueError, match="no length"):
        locate([(1, 1), (1, 1)], [(0, 0)])


def test_no_points_is_no_answer():
    assert locate([(0, 0), (1, 0)], []).chainage_m.shape == (0,)


def test_repeated_vertices_change_nothing():
    plain = locate([(0, 0), (10, 0), (10, 10)], [(12, 4)])
    doubled = locate([(0, 0), (0, 0), (10, 0), (10, 0), (10, 10)], [(12, 4)])
    assert plain.chainage_m == doubled.chainage_m == 14
    assert plain.side == doubled.side == "right"


@settings(deadline=None)
@given(lines, st.lists(pairs, min_size=1, max_size=8))
def test_locate_agrees_with_shapely_one_by_one(line, points):
    found = locate(line, points)
    shape = LineString(line)
    for number, point in enumerate(points):
        position = shape.interpolate(found.chainage_m[number])
        assert position.distance(Point(point)) == pytest.approx(
            shape.distance(Point(point)), abs=1e-6
        )
        assert found.offset_m[number] == pytest.approx(shape.distance(Point(point)), abs=1e-9)


@settings(deadline=None)
@given(lines, pairs, pairs)
def test_shifted_world_changes_nothing(line, point, shift):
    moved = locate(np.array(line) + shift, [np.array(point) + shift])
    still = locate(line, [point])
    assert moved.offset_m == pytest.approx(still.offset_m, abs=1e-6)


@settings(deadline=None)
@given(st.floats(0, 1), st.integers(1, 500))
def test_reversing_a_straight_line_mirrors_it(share, offset):
    line = [(0.0, 0.0), (3_000.0, 4_000.0)]
    point = (3_000 * share - 0.8 * offset, 4_000 * share + 0.6 * offset)
    there, back = locate(line, [point]), locate(line[::-1], [point])
    assume(0 < there.chainage_m[0] < 5_000)
    assert there.chainage_m[0] + back.chainage_m[0] == pytest.approx(5_000, abs=1e-6)
    assert (there.side[0], back.side[0]) == ("left", "right")


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_locating_undoes_interpolating_on_a_line_that_meets_itself_nowhere(shares):
    line = [(0.0, 0.0), (3_000.0, 100.0), (5_000.0, 2_000.0), (9_000.0, 2_500.0)]
    wanted = np.array(shares) * LineString(line).length
    found = locate(line, interpolate(line, wanted))
    assert found.chainage_m == pytest.approx(wanted, abs=1e-6)
    assert found.offset_m == pytest.approx(0, abs=1e-6)


@settings(deadline=None)
@given(lines, st.lists(st.floats(-10, 60_000), min_size=1, max_size=8))
def test_interpolate_agrees_with_shapely_one_by_one(line, wanted):
    shape = LineString(line)
    one_by_one = [shape.interpolate(min(max(metre, 0), shape.length)).coords[0] for metre in wanted]
    assert interpolate(line, wanted) == pytest.approx(np.array(one_by_one), abs=1e-6)


def test_loop_counts_the_first_passage_and_lists_both():
    loop = [(0, 0), (100, 0), (100, 100), (50, 100), (50, -100)]
    assert locate(loop, [(50, 0)]).chainage_m == 50
    assert passages(loop, (50, 0), within_m=1).tolist() == [50, 350]


def test_closed_line_starts_where_it_ends():
    ring = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
    assert locate(ring, [(-1, -1)]).chainage_m == 0
    assert passages(ring, (0, 0), within_m=1).tolist() == [0, 40]


def test_chainage_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="finite"):
        interpolate([(0, 0), (1, 0)], [float("nan")])


@pytest.mark.django_db
@settings(deadline=None)
@given(points=st.lists(pairs, min_size=1, max_size=20))
def test_chainages_equal_postgis_within_a_centimetre(points):
    line = [(580_000, 6_530_000), (583_000, 6_531_000), (584_500, 6_534_000), (590_000, 6_536_000)]
    moved = np.array(points) + np.array([584_000, 6_533_000])
    found = locate(line, moved)
    text = LineString(line).wkt
    with connection.cursor() as cursor:
        for number, (x, y) in enumerate(moved.tolist()):
            cursor.execute(
                "SELECT ST_LineLocatePoint(l, p) * ST_Length(l), ST_Distance(l, p)"
                " FROM (SELECT ST_GeomFromText(%s, 3006) l,"
                " ST_SetSRID(ST_MakePoint(%s, %s), 3006) p) q",
                [text, x, y],
            )
            chainage_m, offset_m = cursor.fetchone()
            assert offset_m == pytest.approx(found.offset_m[number], abs=0.01)
            # Two equally near passages are both right; elsewhere the places agree.
            there = LineString(line).interpolate(chainage_m)
            assert there.distance(Point(x, y)) == pytest.approx(found.offset_m[number], abs=0.01)
            if len(passages(line, (x, y), found.offset_m[number] + 0.01)) == 1:
                assert chainage_m == pytest.approx(found.chainage_m[number], abs=0.01)
