"""Names on a drawn map stand clear of the signs while there is room, and are never lost."""

from hypothesis import given
from hypothesis import strategies as st

from portal.drawing.name_places import _overlap, name_spot

NUMBERS = st.floats(0, 680, allow_nan=False)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=8))
def test_name_keeps_its_size_and_stays_near(points):
    taken = [(x - 12, y - 12, x + 12, y + 12) for x, y in points]
    west, north, east, south = name_spot(340, 340, 90, 20, taken)
    assert (round(east - west, 6), round(south - north, 6)) == (90, 20)
    assert abs((west + east) / 2 - 340) <= 90
    assert abs((north + south) / 2 - 340) <= 45


def test_name_steps_aside_for_a_sign_and_another_name():
    sign = (328.0, 328.0, 352.0, 352.0)
    first = name_spot(340, 340, 90, 20, [sign])
    second = name_spot(344, 344, 70, 20, [sign, first])
    assert not any(_overlap(first, other) for other in (sign, second))
    assert not _overlap(second, sign)
