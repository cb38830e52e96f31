"""Where the names of villages stand on a drawn map, clear of signs and of each other."""

from collections.abc import Iterator, Sequence

# West, north, east, south, in the drawing's units.
Box = tuple[float, float, float, float]


def name_spot(x: float, y: float, width: float, height: float, taken: Sequence[Box]) -> Box:
    """Return the nearest free box beside a point, else the one least covered.

    >>> name_spot(100, 100, 40, 10, [])
    (80.0, 109.0, 120.0, 119.0)
    >>> name_spot(100, 100, 40, 10, [(90, 108, 110, 120)])
    (80.0, 81.0, 120.0, 91.0)
    """
    best, least = None, float("inf")
    for middle_x, middle_y in _spots(x, y, width, height):
        box = (
            middle_x - width / 2,
            middle_y - height / 2,
            middle_x + width / 2,
            middle_y + height / 2,
        )
        covered = sum(_overlap(box, other) for other in taken)
        if covered < least:
            best, least = box, covered
        if not covered:
            break
    assert best is not None  # noqa: S101 - there is always a first spot
    return best


def _spots(x: float, y: float, width: float, height: float) -> Iterator[tuple[float, float]]:
    """Yield under, over and beside, then the same farther away."""
    for away in (9.0, 18.0, 30.0):
        down, across = away + height / 2, away + width / 2
        yield x, y + down
        yield x, y - down
        yield x + across, y
        yield x - across, y
        yield x + across, y + down
        yield x - across, y + down
        yield x + across, y - down
        yield x - across, y - down


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, wide) * max(0.0, high)
