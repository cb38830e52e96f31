"""Putting a road together: pieces, roundabouts, divided and self-near roads, and its refusals."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import LineString
from shapely.ops import linemerge

from geo.analysis.alignments import string_together


def test_no_line_is_refused():
    with pytest.raises(ValueError, match="no line"):
        string_together([[(0, 0), (0, 0)]], (0, 0), (1, 1))


def test_pieces_too_far_apart_are_refused():
    with pytest.raises(ValueError, match="in pieces"):
        string_together([[(0, 0), (100, 0)], [(200, 0), (300, 0)]], (0, 0), (300, 0))


def test_small_gap_is_bridged_and_reported():
    found = string_together([[(0, 0), (100, 0)], [(120, 0), (300, 0)]], (0, 0), (300, 0))
    assert found.xy.tolist() == [[0, 0], [100, 0], [120, 0], [300, 0]]
    assert found.gaps.tolist() == [[110, 0, 20]]


def test_roundabout_is_driven_on_its_permitted_side():
    # Arms west and east of a ring, which is driven anticlockwise: by the south, going east.
    lines = [
        [(-200, 0), (-20, 0)],
        [(-20, 0), (0, -20), (20, 0)],
        [(20, 0), (0, 20), (-20, 0)],
        [(20, 0), (200, 0)],
    ]
    one_way = [True, False, False, True]
    found = string_together(lines, (-200, 0), (200, 0), backward=one_way)
    back = string_together(lines, (200, 0), (-200, 0), backward=one_way)
    assert [0, -20] in found.xy.tolist()
    assert [0, 20] in back.xy.tolist()
    assert found.used.tolist() == [0, 1, 3]
    assert found.left_out_m == pytest.approx(LineString(lines[2]).length)
    assert found.against_m == back.against_m == 0


def test_divided_road_takes_the_carriageway_of_its_direction():
    lines = [
        [(0, 0), (100, 0)],
        [(100, 0), (110, -6), (290, -6), (300, 0)],
        [(300, 0), (290, 6), (110, 6), (100, 0)],
        [(300, 0), (400, 0)],
    ]
    both = [True, False, False, True]
    assert string_together(lines, (0, 0), (400, 0), backward=both).used.tolist() == [0, 1, 3]
    assert string_together(lines, (400, 0), (0, 0), backward=both).used.tolist() == [3, 2, 0]


def test_road_against_its_direction_says_so():
    lines = [[(0, 0), (100, 0)], [(100, 0), (200, 0)]]
    found = string_together(lines, (200, 0), (0, 0), backward=[True, False])
    assert found.against_m == 100


def test_single_line_that_meets_itself_is_kept_whole_and_turned():
    loop = [(0, 0), (100, 0), (100, 100), (50, 100), (50, -100)]
    assert string_together([loop], (0, 0), (50, -100)).xy.tolist() == [
        list(map(float, p)) for p in loop
    ]
    assert string_together([loop], (50, -90), (0, 1)).xy.tolist()[0] == [50, -100]


def test_spur_and_self_near_road_do_not_confuse_it():
    # A hairpin whose legs lie 8 m apart, with a spur at the bend.
    lines = [[(0, 0), (500, 0)], [(500, 0), (500, 8)], [(500, 8), (0, 8)], [(500, 8), (600, 8)]]
    found = string_together(lines, (0, 0), (0, 8))
    assert found.used.tolist() == [0, 1, 2]
    assert found.left_out_m == 100


metres = st.integers(-2_000, 2_000).map(float)
roads = st.lists(st.tuples(metres, metres), min_size=3, max_size=12, unique=True)


@settings(deadline=None)
@given(roads, st.randoms(use_true_random=False))
def test_shuffled_and_turned_links_give_the_road_back(road, random):
    links = [list(pair) for pair in pairwise(road)]
    links = [link[::-1] if random.random() < 0.5 else link for link in links]
    random.shuffle(links)
    found = string_together(links, road[0], road[-1], bridge_m=0.1)
    assert found.xy[0].tolist() == list(road[0])
    assert found.xy[-1].tolist() == list(road[-1])
    # Never longer than the road itself, and every step is a link.
    assert LineString(found.xy).length <= LineString(road).length + 1e-6
    steps = {frozenset(map(tuple, link)) for link in links}
    assert all(frozenset((tuple(a), tuple(b))) in steps for a, b in pairwise(found.xy.tolist()))


@settings(deadline=None)
@given(st.lists(st.integers(1, 500), min_size=2, max_size=10), st.integers(0, 2**16))
def test_road_that_meets_itself_nowhere_agrees_with_shapely(steps, seed):
    x = np.concatenate([[0], np.cumsum(steps)]).astype(float)
    road = np.column_stack([x, np.random.default_rng(seed).uniform(-50, 50, len(x))])
    links = [road[at : at + 2] for at in range(len(road) - 1)]
    found = string_together(links[::-1], road[0], road[-1])
    assert found.xy == pytest.approx(np.array(linemerge([LineString(o) for o in links]).coords))
