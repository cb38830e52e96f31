"""Where links meet: their ends sorted along a space-filling curve, equal ones made one node."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.analysis.costs import Floats, Indices

DIGIT_BITS = 11


def nodes(
    xy: Floats, first: NDArray[np.int64], last: NDArray[np.int64], origin_m: Floats
) -> tuple[Indices, Indices, NDArray[np.int64], Indices]:
    """Find the nodes of l links.

    A half-link is one end of a link as seen from its node: ``2 x link`` at the tail,
    ``2 x link + 1`` at the head.

    Parameters
    ----------
    xy : (c, 2) EPSG:3006 metres
    first, last : (l,) vertices at each link's tail and head
    origin_m : (2,), not beyond any vertex

    Returns
    -------
    node_mm : (n, 2) int32, millimetres from the origin, in Morton order
    node : (2 l,) int32, node of each half-link
    start : (n + 1,) int64, half : (2 l,) int32
        Half-links that meet in node i: ``half[start[i]:start[i + 1]]``.

    Notes
    -----
    Sorted by radix, least digit first: the keys are whole numbers of at most 62 bits, and nothing
    is compared.

    Examples
    --------
    >>> street = np.array([[0.0, 0], [100, 0], [100, 0], [300, 0]])
    >>> node_mm, node, start, half = nodes(street, np.array([0, 2]), np.array([1, 3]), np.zeros(2))
    >>> node_mm.tolist(), node.tolist(), half[start[1]:start[2]].tolist()
    ([[0, 0], [100000, 0], [300000, 0]], [0, 1, 1, 2], [1, 2])
    """
    key = _keys(xy, first, last, origin_m)
    half = np.arange(len(key), dtype=np.int32)
    key, half = _sorted(key, half, key.max(initial=np.uint64(0)))
    found: tuple[Indices, Indices, NDArray[np.int64], Indices] = _numbered(key, half)
    return found


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def millimetres(metres, origin_m):  # type: ignore[no-untyped-def]
    """Round a coordinate to whole millimetres from the origin."""
    return np.int32(np.rint((metres - origin_m) * 1000.0))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _spread(value):  # type: ignore[no-untyped-def]
    """Put a zero bit after each bit (Morton order interleaves two of these)."""
    bits = np.uint64(value)
    bits = (bits | (bits << np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    bits = (bits | (bits << np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    bits = (bits | (bits << np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    bits = (bits | (bits << np.uint64(2))) & np.uint64(0x3333333333333333)
    return (bits | (bits << np.uint64(1))) & np.uint64(0x5555555555555555)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _gathered(key):  # type: ignore[no-untyped-def]
    """Undo `_spread`."""
    bits = key & np.uint64(0x5555555555555555)
    bits = (bits | (bits >> np.uint64(1))) & np.uint64(0x3333333333333333)
    bits = (bits | (bits >> np.uint64(2))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    bits = (bits | (bits >> np.uint64(4))) & np.uint64(0x00FF00FF00FF00FF)
    bits = (bits | (bits >> np.uint64(8))) & np.uint64(0x0000FFFF0000FFFF)
    return np.int32((bits | (bits >> np.uint64(16))) & np.uint64(0xFFFFFFFF))


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _keys(xy, first, last, origin_m):  # type: ignore[no-untyped-def]
    """Morton key of each half-link's node."""
    key = np.empty(2 * len(first), np.uint64)
    for link in range(len(first)):
        for end in range(2):
            vertex = last[link] if end else first[link]
            x = millimetres(xy[vertex, 0], origin_m[0])
            y = millimetres(xy[vertex, 1], origin_m[1])
            key[2 * link + end] = _spread(x) | (_spread(y) << np.uint64(1))
    return key


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _sorted(key, order, highest):  # type: ignore[no-untyped-def]
    """Sort keys, and with them where each was; what is given is lost."""
    other_key, other_order = np.empty(len(key), np.uint64), np.empty(len(key), np.int32)
    digits = np.uint64((1 << DIGIT_BITS) - 1)
    shift = np.uint64(0)
    while highest >> shift > 0:
        place = np.zeros((1 << DIGIT_BITS) + 1, np.int64)
        for item in range(len(key)):
            place[((key[item] >> shift) & digits) + np.uint64(1)] += 1
        for digit_before in range(1 << DIGIT_BITS):
            place[digit_before + 1] += place[digit_before]
        for item in range(len(key)):
            digit = (key[item] >> shift) & digits
            to = place[digit]
            place[digit] += 1
            other_key[to] = key[item]
            other_order[to] = order[item]
        key, other_key = other_key, key
        order, other_order = other_order, order
        shift += np.uint64(DIGIT_BITS)
        if shift > np.uint64(62):
            break
    return key, order


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _numbered(key, half):  # type: ignore[no-untyped-def]
    """Number the distinct keys, which are sorted."""
    count = 1
    for item in range(1, len(key)):
        count += key[item] != key[item - 1]
    node_mm = np.empty((count, 2), np.int32)
    start = np.empty(count + 1, np.int64)
    node = np.empty(len(key), np.int32)
    number = -1
    for item in range(len(key)):
        if item == 0 or key[item] != key[item - 1]:
            number += 1
            start[number] = item
            node_mm[number, 0] = _gathered(key[item])
            node_mm[number, 1] = _gathered(key[item] >> np.uint64(1))
        node[half[item]] = number
    start[count] = len(key)
    return node_mm, node, start, half
