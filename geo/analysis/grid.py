"""A packed grid of links, and the nearest position on one: joining points to roads."""

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit
from numpy.typing import NDArray

from geo.analysis.costs import Floats, Indices
from geo.analysis.kernels import grown

SMALLEST_CELL_M = 50.0
CELLS_PER_LINK = 4


def build_grid(
    vertex_mm: Indices, link_vertex: NDArray[np.int64], chosen: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], Floats, NDArray[np.int64], Indices]:
    """Sort links into square cells.

    Parameters
    ----------
    vertex_mm : (v, 2) int32, not negative
    link_vertex : (l + 1,) int64
    chosen : (l,) bool, links to be found

    Returns
    -------
    shape (2,) int64, cell_m (1,) float64, start (cells + 1,) int64, link int32
        Cell ``row * columns + column`` holds ``link[start[cell]:start[cell + 1]]``.

    Examples
    --------
    >>> vertices = np.array([[0, 0], [120_000, 0]], np.int32)
    >>> shape, cell_m, start, link = build_grid(vertices, np.array([0, 2]), np.array([True]))
    >>> shape.tolist(), cell_m.tolist(), link.tolist()
    ([3, 1], [50.0], [0, 0, 0])
    """
    extent_m = np.array([axis.max(initial=0) for axis in vertex_mm.T]) / 1000.0
    room = CELLS_PER_LINK * max(len(chosen), 1)
    # Neither a broad nor a narrow extent makes more cells than there is room for.
    cell_m = max(
        SMALLEST_CELL_M, math.sqrt(extent_m[0] * extent_m[1] / room), extent_m.max() / room
    )
    shape = np.floor(extent_m / cell_m).astype(np.int64) + 1
    scale, cells = 0.001 / cell_m, int(shape.prod())
    middle = len(chosen) // 2
    with ThreadPoolExecutor(2) as pool:
        touched = [
            pool.submit(_touched, vertex_mm, link_vertex, chosen, scale, shape[0], begin, end)
            for begin, end in ((0, middle), (middle, len(chosen)))
        ]
        (cell_a, link_a), (cell_b, link_b) = (task.result() for task in touched)
    start, link = _by_cell(cell_a, link_a, cell_b, link_b, cells)
    return shape, np.array([cell_m]), start, link


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _touched(vertex_mm, link_vertex, chosen, scale, columns, begin, end):  # type: ignore[no-untyped-def]
    """List which cells the chosen ones of the links from begin to end touch."""
    cells = np.empty(3 * (end - begin) + 16, np.int32)
    links = np.empty(len(cells), np.int32)
    count = 0
    for one in range(begin, end):
        if not chosen[one]:
            continue
        last = -1
        v = link_vertex[one]
        column_b, row_b = int(vertex_mm[v, 0] * scale), int(vertex_mm[v, 1] * scale)
        for v in range(link_vertex[one] + 1, link_vertex[one + 1]):
            column_a, row_a = column_b, row_b
            column_b, row_b = int(vertex_mm[v, 0] * scale), int(vertex_mm[v, 1] * scale)
            if column_a == column_b and row_a == row_b and row_a * columns + column_a == last:
                continue
            for row in range(min(row_a, row_b), max(row_a, row_b) + 1):
                for column in range(min(column_a, column_b), max(column_a, column_b) + 1):
                    cell = row * columns + column
                    if cell == last:
                        continue
                    last = cell
                    if count == len(cells):
                        cells, links = grown(cells), grown(links)
                    cells[count], links[count] = cell, one
                    count += 1
    return cells[:count], links[:count]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _by_cell(cell_a, link_a, cell_b, link_b, cells):  # type: ignore[no-untyped-def]
    """Sort two lists of links by their cells."""
    start = np.zeros(cells + 2, np.int64)
    for cell in cell_a:
        start[cell + 2] += 1
    for cell in cell_b:
        start[cell + 2] += 1
    for cell in range(cells + 1):
        start[cell + 1] += start[cell]
    link = np.empty(len(link_a) + len(link_b), np.int32)
    # Filling moves each start to its end, which is the next one's start.
    for item in range(len(cell_a)):
        link[start[cell_a[item] + 1]] = link_a[item]
        start[cell_a[item] + 1] += 1
    for item in range(len(cell_b)):
        link[start[cell_b[item] + 1]] = link_b[item]
        start[cell_b[item] + 1] += 1
    return start[:-1], link


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def nearest_link(  # type: ignore[no-untyped-def]
    xy_m,
    limit_m,
    vertex_mm,
    link_vertex,
    link_part,
    part_open,
    shape,
    cell_m,
    start,
    link,
    out_link,
    out_fraction,
    out_m,
):
    """Find for each point (n, 2, metres from the origin) the nearest position on an open link.

    Rings of cells are searched outwards until none can hold anything nearer. Equally near links go
    to the lower number. Writes link (-1 none), fraction of the link's drawn length, and metres.
    """
    columns, rows = shape[0], shape[1]
    for i in range(len(xy_m)):
        x, y = xy_m[i, 0], xy_m[i, 1]
        column, row = math.floor(x / cell_m), math.floor(y / cell_m)
        # Nothing outside ring r is nearer than r cells and the way to the own cell's edge.
        edge_m = min(
            x - column * cell_m, y - row * cell_m, (column + 1) * cell_m - x, (row + 1) * cell_m - y
        )
        best, best_squared, best_vertex, best_along = -1, limit_m * limit_m, 0, 0.0
        ring = max(0, -column, column - columns + 1, -row, row - rows + 1)
        while True:
            nearest_m = (ring - 1) * cell_m + edge_m
            if ring > 0 and nearest_m > 0 and nearest_m * nearest_m > best_squared:
                break
            for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
                step = 1 if abs(r - row) == ring or ring == 0 else 2 * ring
                for c in range(column - ring, column + ring + 1, step):
                    if c < 0 or c >= columns:
                        continue
                    cell = r * columns + c
                    for item in range(start[cell], start[cell + 1]):
                        one = link[item]
                        if not part_open[link_part[one]]:
                            continue
                        for v in range(link_vertex[one], link_vertex[one + 1] - 1):
                            ax, ay = vertex_mm[v, 0] * 0.001, vertex_mm[v, 1] * 0.001
                            dx = vertex_mm[v + 1, 0] * 0.001 - ax
                            dy = vertex_mm[v + 1, 1] * 0.001 - ay
                            squared = dx * dx + dy * dy
                            along = 0.0
                            if squared > 0.0:
                                along = ((x - ax) * dx + (y - ay) * dy) / squared
                                along = min(max(along, 0.0), 1.0)
                            ex, ey = x - ax - along * dx, y - ay - along * dy
                            away = ex * ex + ey * ey
                            if away < best_squared or (
                                away == best_squared and (best < 0 or one < best)
                            ):
                                best, best_squared = one, away
                                best_vertex, best_along = v, along
            ring += 1
        out_link[i] = best
        if best < 0:
            out_fraction[i], out_m[i] = 0.0, math.nan
            continue
        before, total = 0.0, 0.0
        for v in range(link_vertex[best], link_vertex[best + 1] - 1):
            if v == best_vertex:
                before = total
            piece = math.hypot(
                (vertex_mm[v + 1, 0] - vertex_mm[v, 0]) * 0.001,
                (vertex_mm[v + 1, 1] - vertex_mm[v, 1]) * 0.001,
            )
            if v == best_vertex:
                before += best_along * piece
            total += piece
        # A position within a millimetre of an end is that end: there the node's rules count.
        if before <= 0.001 or total == 0.0:
            out_fraction[i] = 0.0
        elif before >= total - 0.001:
            out_fraction[i] = 1.0
        else:
            out_fraction[i] = before / total
        out_m[i] = math.sqrt(best_squared)
