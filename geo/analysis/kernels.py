"""The two loops that answer everything: search from services, and combine at points.

Both keep for each place a list of k labels (cost, service), the lowest first, no service twice;
equal costs go to the lower service number. They release the interpreter lock, so that several
categories can be searched at once on threads.
"""

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _insert(cost, service, at, new_cost, new_service):  # type: ignore[no-untyped-def]
    """Put a label into row `at`, unless the row knows as good; say whether it was put."""
    last = cost.shape[1] - 1
    if new_cost > cost[at, last]:
        return False
    place = last
    found = False
    for j in range(last + 1):
        if service[at, j] == new_service:
            if cost[at, j] <= new_cost:
                return False
            place = j
            found = True
            break
    if not found and new_cost == cost[at, last] and 0 <= service[at, last] < new_service:
        return False
    while place > 0 and (
        new_cost < cost[at, place - 1]
        or (new_cost == cost[at, place - 1] and new_service < service[at, place - 1])
    ):
        cost[at, place] = cost[at, place - 1]
        service[at, place] = service[at, place - 1]
        place -= 1
    cost[at, place] = new_cost
    service[at, place] = new_service
    return True


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def grown(values):  # type: ignore[no-untyped-def]
    """Return the values with as much room again behind them."""
    more = np.empty(2 * len(values), values.dtype)
    for place in range(len(values)):
        more[place] = values[place]
    return more


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def search(  # type: ignore[no-untyped-def]
    start, neighbour, weight, seed_node, seed_cost, seed_service, limit, first, end, cost, service
):
    """Spread labels from the seeds over the reversed graph, up to the limit; in place.

    Every node keeps its k nearest services, so a label is passed on only where it is among them
    (Dijkstra's algorithm; stale heap entries are recognised by their cost). Labels that are already
    there stay, which makes adding a service a short search. Nodes before `first` or from `end` on
    are left alone: returned is what would have been said to them (node, cost, service).
    """
    out_node, out_service = np.empty(256, np.int32), np.empty(256, np.int32)
    out_cost = np.empty(256, np.float64)
    outside = 0
    room = max(1024, 2 * len(seed_node))
    heap_cost = np.empty(room, np.float64)
    heap_node = np.empty(room, np.int32)
    heap_service = np.empty(room, np.int32)
    size = 0
    last = cost.shape[1] - 1
    seed = 0
    node, source, here = np.int32(0), np.int32(0), 0.0
    arc, arcs_end = 0, 0
    while True:
        # Next candidate: a seed, an arc out of the settled node, or nothing left here.
        if seed < len(seed_node):
            target, new_cost, origin = seed_node[seed], seed_cost[seed], seed_service[seed]
            came_from = np.int32(-1)
            seed += 1
        elif arc < arcs_end:
            target, new_cost, origin = neighbour[arc], here + weight[arc], source
            came_from = node
            arc += 1
        else:
            if size == 0:
                break
            here, node, source = heap_cost[0], heap_node[0], heap_service[0]
            size -= 1
            if size > 0:
                moved_cost, moved_node, moved_service = (
                    heap_cost[size],
                    heap_node[size],
                    heap_service[size],
                )
                hole = 0
                while True:
                    child = 4 * hole + 1
                    if child >= size:
                        break
                    least = child
                    for other in range(child + 1, min(child + 4, size)):
                        if heap_cost[other] < heap_cost[least]:
                            least = other
                    if heap_cost[least] >= moved_cost:
                        break
                    heap_cost[hole] = heap_cost[least]
                    heap_node[hole] = heap_node[least]
                    heap_service[hole] = heap_service[least]
                    hole = least
                heap_cost[hole] = moved_cost
                heap_node[hole] = moved_node
                heap_service[hole] = moved_service
            for j in range(last + 1):
                if service[node, j] == source:
                    if cost[node, j] == here:
                        arc, arcs_end = start[node], start[node + 1]
                    break
            continue
        if new_cost > limit or new_cost == np.inf:
            continue
        if target < first or target >= end:
            # Another thread may be lowering that cost: what is said in vain is refused there.
            if new_cost <= cost[target, last]:
                if outside == len(out_node):
                    out_node, out_cost = grown(out_node), grown(out_cost)
                    out_service = grown(out_service)
                out_node[outside], out_cost[outside] = target, new_cost
                out_service[outside] = origin
                outside += 1
            continue
        if not _insert(cost, service, target, new_cost, origin):
            continue
        only = start[target]
        if start[target + 1] - only == 1 and neighbour[only] == came_from:
            continue  # a dead end: from here the search only leads back
        if size == room:
            room *= 2
            heap_cost, heap_node = grown(heap_cost), grown(heap_node)
            heap_service = grown(heap_service)
        hole = size
        size += 1
        while hole > 0:
            parent = (hole - 1) // 4
            if heap_cost[parent] <= new_cost:
                break
            heap_cost[hole] = heap_cost[parent]
            heap_node[hole] = heap_node[parent]
            heap_service[hole] = heap_service[parent]
            hole = parent
        heap_cost[hole] = new_cost
        heap_node[hole] = target
        heap_service[hole] = origin
    return out_node[:outside], out_cost[:outside], out_service[:outside]


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def combine(  # type: ignore[no-untyped-def]
    chain,
    place,
    forward_at,
    backward_at,
    to_tail,
    to_head,
    extra,
    chain_tail,
    chain_head,
    chain_forward,
    chain_backward,
    node_cost,
    node_service,
    supply_chain,
    supply_place,
    supply_forward_at,
    supply_backward_at,
    supply_extra,
    supply_service,
    cost,
    service,
):
    """Answer points on chains from both ends, and from services on the same chain; in place.

    Supplies are sorted by chain. A point whose chain is -1 is left as it is.
    """
    k = node_cost.shape[1]
    for i in range(len(chain)):
        on = chain[i]
        if on < 0:
            continue
        for j in range(k):
            there = node_cost[chain_tail[on], j] + to_tail[i]
            if there == np.inf:
                break
            _insert(cost, service, i, there, node_service[chain_tail[on], j])
        for j in range(k):
            there = node_cost[chain_head[on], j] + to_head[i]
            if there == np.inf:
                break
            _insert(cost, service, i, there, node_service[chain_head[on], j])
        low, high = 0, len(supply_chain)
        while low < high:
            middle = (low + high) // 2
            if supply_chain[middle] < on:
                low = middle + 1
            else:
                high = middle
        while low < len(supply_chain) and supply_chain[low] == on:
            there = np.inf
            if chain_forward[on] and supply_place[low] >= place[i]:
                there = supply_forward_at[low] - forward_at[i]
            if chain_backward[on] and supply_place[low] <= place[i]:
                there = min(there, backward_at[i] - supply_backward_at[low])
            if there < np.inf:
                _insert(cost, service, i, there + supply_extra[low], supply_service[low])
            low += 1
        for j in range(cost.shape[1]):
            cost[i, j] += extra[i]
