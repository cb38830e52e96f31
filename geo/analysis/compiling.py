"""From links to a compiled network: nodes, chains, parts, and a grid to join by."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from geo.analysis.chaining import arcs, lay_out, lay_vertices, passed_through, string
from geo.analysis.grid import build_grid
from geo.analysis.links import Links
from geo.analysis.network import Network
from geo.analysis.noding import nodes
from geo.analysis.parts import strong_parts

LARGEST_EXTENT_M = 2_000_000


def compile_network(links: Links) -> Network:
    """Compile links into a network.

    Links prohibited in both directions are left out.

    Raises
    ------
    ValueError
        If a link is broken, nothing is left to drive on, or the extent is over 2,000 km (then the
        coordinates are not metres of one country).

    Examples
    --------
    >>> line = Links(
    ...     xy=np.array([[0.0, 0], [100, 0], [100, 0], [300, 0]]), offset=np.array([0, 2, 4]),
    ...     length_m=np.array([100.0, 200.0]), forward_s=np.array([10.0, 20.0]),
    ...     backward_s=np.array([10.0, 20.0]), joinable=np.array([True, True]))
    >>> network = compile_network(line)
    >>> network.nodes, network.junctions, network.chain_m.tolist()
    (3, 2, [300.0])
    """
    low, high = links.check()
    passable = np.isfinite(links.forward_s) | np.isfinite(links.backward_s)
    if not passable.any():
        raise ValueError("there is no link to drive on")
    if (high - low).max() > LARGEST_EXTENT_M:
        raise ValueError("the links extend over more than 2,000 km")
    row = np.flatnonzero(passable).astype(np.int32)
    origin_m = np.floor(low)
    first, last = links.offset[:-1][row], links.offset[1:][row] - 1
    length_m, forward_s, backward_s = (
        links.length_m[row],
        links.forward_s[row],
        links.backward_s[row],
    )
    node_mm, node, start, half = nodes(links.xy, first, last, origin_m)
    passed = passed_through(start, half, forward_s, backward_s)
    order, reverse, chain_link = string(start, half, passed, node)
    del start, half, passed
    chains = len(chain_link) - 1
    along, total = np.empty((3, len(order))), np.empty((3, chains))
    open_ways, ends = np.empty((2, chains), bool), np.empty((2, chains), np.int32)
    lay_out(
        order, reverse, chain_link, node, length_m, forward_s, backward_s,
        along, total, open_ways, ends,
    )  # fmt: skip
    del node, length_m, forward_s, backward_s
    is_junction = np.zeros(len(node_mm), bool)
    is_junction[ends] = True
    junction_mm = node_mm[is_junction]
    tail, head = (np.cumsum(is_junction, dtype=np.int32) - 1)[ends]
    (forward, backward), (chain_m, chain_forward_s, chain_backward_s) = open_ways, total
    del node_mm, is_junction, ends
    # From here on links are numbered along their chains. The loops release the interpreter lock.
    with ThreadPoolExecutor(2) as pool:
        into, out = (
            pool.submit(
                arcs,
                tail,
                head,
                forward,
                backward,
                chain_m,
                chain_forward_s,
                chain_backward_s,
                len(junction_mm),
                is_into,
            )
            for is_into in (True, False)
        )
        parts, junction_part = strong_parts(tail, head, forward, backward, len(junction_mm))
        into_start, into_node, into_m, into_s = into.result()
        from_start, from_node, from_m, from_s = out.result()
        link_vertex = np.concatenate(([0], np.cumsum((last - first + 1)[order])))
        vertex_mm = np.empty((link_vertex[-1], 2), np.int32)
        middle = len(order) // 2
        for task in [
            pool.submit(
                lay_vertices,
                links.xy,
                first,
                last,
                order,
                reverse,
                origin_m,
                link_vertex,
                vertex_mm,
                begin,
                end,
            )
            for begin, end in ((0, middle), (middle, len(order)))
        ]:
            task.result()
    chain_part = np.where(junction_part[tail] == junction_part[head], junction_part[tail], -1)
    inner = np.diff(chain_link) - 1
    link_chain = np.repeat(np.arange(chains, dtype=np.int32), inner + 1)
    part_nodes = (
        np.bincount(junction_part, minlength=parts)
        + np.bincount(chain_part + 1, inner, parts + 1).astype(np.int64)[1:]
    )
    link_row = row[order]
    link_part = np.where(links.joinable[link_row], chain_part[link_chain], -1)
    link_part = link_part.astype(np.int32)
    grid_shape, grid_cell_m, grid_start, grid_link = build_grid(
        vertex_mm, link_vertex, link_part >= 0
    )
    return Network(
        origin_m=origin_m,
        junction_mm=junction_mm,
        vertex_mm=vertex_mm,
        link_vertex=link_vertex,
        link_row=link_row,
        link_reversed=reverse,
        link_chain=link_chain,
        link_part=link_part,
        start_m=along[0],
        start_forward_s=along[1],
        start_backward_s=along[2],
        chain_link=chain_link,
        chain_tail=tail,
        chain_head=head,
        chain_forward=forward,
        chain_backward=backward,
        chain_m=chain_m,
        chain_forward_s=chain_forward_s,
        chain_backward_s=chain_backward_s,
        into_start=into_start,
        into_node=into_node,
        into_m=into_m,
        into_s=into_s,
        from_start=from_start,
        from_node=from_node,
        from_m=from_m,
        from_s=from_s,
        junction_part=junction_part,
        part_nodes=part_nodes,
        grid_shape=grid_shape,
        grid_cell_m=grid_cell_m,
        grid_start=grid_start,
        grid_link=grid_link,
    )
