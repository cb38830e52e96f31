"""Labels of the strip never cover each other."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.drawing.strip import LABEL_STEP, spread


@given(st.lists(st.floats(0, 1_000), max_size=40).map(sorted))
def test_labels_keep_their_order_and_distance(wanted):
    placed = spread(wanted, 0, 1_000)
    assert all(second - first >= LABEL_STEP - 1e-6 for first, second in pairwise(placed))
    assert all(y <= 1_000 for y in placed)


def test_labels_with_room_stay_where_they_belong():
    assert spread([10, 100, 200], 0, 300) == [10, 100, 200]
