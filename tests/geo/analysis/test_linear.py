"""Chainage, offset and side: by hand, by law, and against shapely one by one."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely.geometry import LineString, Point

from geo.analysis.linear import locate

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


@given(lines, pairs, pairs)
def test_shifted_world_changes_nothing(line, point, shift):
    moved = locate(np.array(line) + shift, [np.array(point) + shift])
    still = locate(line, [point])
    assert moved.offset_m == pytest.approx(still.offset_m, abs=1e-6)


@given(st.floats(0, 1), st.integers(1, 500))
def test_reversing_a_straight_line_mirrors_it(share, offset):
    line = [(0.0, 0.0), (3_000.0, 4_000.0)]
    point = (3_000 * share - 0.8 * offset, 4_000 * share + 0.6 * offset)
    there, back = locate(line, [point]), locate(line[::-1], [point])
    assume(0 < there.chainage_m[0] < 5_000)
    assert there.chainage_m[0] + back.chainage_m[0] == pytest.approx(5_000, abs=1e-6)
    assert (there.side[0], back.side[0]) == ("left", "right")
