"""This engine and its peers, side by side: nearest service for every node of a road network.

    python benchmarks/access.py [--largest 100] [--json FILE] [--plot FILE]

Each measurement runs in a process of its own, so that its peak memory is its own. Peers that are
not installed are left out: `pip install --group bench`. The network is Gotland's, tiled; or, where
the file (`SHARED_DATA`) is absent, a generated planar one. One service for every 1,250 nodes.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# The importers' words are marked for translation, which asks for settings.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
GOTLAND = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data"))
GOTLAND /= "nvdb_gotland_2024.gpkg"
NODES_PER_SERVICE = 1250
PEERS = ("engine", "arcs", "scipy", "igraph", "networkx", "pandana")
TILE_LIMIT = {"networkx": 10}


def links(tiles: int):
    """Roads of Gotland side by side, or a generated planar network of the same size."""
    from geo.analysis.links import Links
    from geo.imports.formats import read_roads

    one = read_roads(GOTLAND).links() if GOTLAND.exists() else planar(158)
    side = int(np.ceil(np.sqrt(tiles)))
    size = np.ptp(one.xy, axis=0) + 1000
    count, last = len(one.xy), one.offset[-1]
    # Written in place, so that the input's peak is the input itself.
    xy = np.empty((count * tiles, 2))
    for tile in range(tiles):
        here = xy[tile * count : (tile + 1) * count]
        np.subtract(one.xy, one.xy.min(axis=0), out=here)
        here += (tile % side, tile // side) * size
    return Links(
        xy=xy,
        offset=np.concatenate([[0], *(one.offset[1:] + tile * last for tile in range(tiles))]),
        length_m=np.tile(one.length_m, tiles),
        forward_s=np.tile(one.forward_s, tiles),
        backward_s=np.tile(one.backward_s, tiles),
        joinable=np.tile(one.joinable, tiles),
    )


def planar(side: int):
    """Generate a jittered grid of side x side nodes, 300 m apart."""
    from geo.analysis.links import Links

    chance = np.random.default_rng(221)
    xy = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=2) * 300.0
    xy += chance.uniform(-100, 100, xy.shape)
    ends = np.concatenate(
        [
            np.stack((xy[:, :-1], xy[:, 1:]), axis=2).reshape(-1, 2, 2),
            np.stack((xy[:-1], xy[1:]), axis=2).reshape(-1, 2, 2),
        ]
    )
    metres = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    seconds = metres * 3.6 / 70
    count = len(ends)
    offset = np.arange(count + 1) * 2
    return Links(ends.reshape(-1, 2), offset, metres, seconds, seconds, np.ones(count, bool))


def graph(given):
    """Nodes in spatial order and arcs, as any library wants them; and which nodes are services."""
    key = np.rint(given.xy * 1000).astype(np.int64)
    key -= key.min(axis=0)
    ends = np.concatenate((key[given.offset[:-1]], key[given.offset[1:] - 1]))
    order = np.zeros(len(ends), np.uint64)
    for bit in range(31):  # Morton order, bit by bit
        order |= ((ends[:, 0] >> bit & 1) << (2 * bit)).astype(np.uint64)
        order |= ((ends[:, 1] >> bit & 1) << (2 * bit + 1)).astype(np.uint64)
    _, first, node = np.unique(order, return_index=True, return_inverse=True)
    tail, head = np.split(node, 2)
    ahead, back = np.isfinite(given.forward_s), np.isfinite(given.backward_s)
    begin = np.concatenate((tail[ahead], head[back]))
    end = np.concatenate((head[ahead], tail[back]))
    metres = np.concatenate((given.length_m[ahead], given.length_m[back]))
    by_arc = np.lexsort((metres, end, begin))
    begin, end, metres = begin[by_arc], end[by_arc], metres[by_arc]
    cheapest = np.ones(len(begin), bool)
    cheapest[1:] = (begin[1:] != begin[:-1]) | (end[1:] != end[:-1])
    cheapest &= begin != end
    xy = ends[first] / 1000
    chance = np.random.default_rng(221)
    services = np.sort(chance.choice(len(xy), max(2, len(xy) // NODES_PER_SERVICE), replace=False))
    return xy, begin[cheapest], end[cheapest], np.maximum(metres[cheapest], 1e-9), services


class Clock:
    """Times named steps on the clock, and as processor seconds of all threads (``… cpu``)."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def __call__(self, name: str, work: Callable, repeat: int = 1):
        best, best_cpu = np.inf, np.inf
        for _ in range(repeat):
            begun, cpu = time.perf_counter(), time.process_time()
            result = work()
            best = min(best, time.perf_counter() - begun)
            best_cpu = min(best_cpu, time.process_time() - cpu)
        self.seconds[name] = round(best, 4)
        self.seconds[f"{name} cpu"] = round(best_cpu, 4)
        return result


def engine(given, clock: Clock) -> np.ndarray:
    """Compile links, with all that joining and both metrics need, and search."""
    from geo.analysis.compiling import compile_network
    from geo.analysis.joining import join
    from geo.analysis.labels import Labels

    compile_network(links(1))  # so that loading the compiled kernels is not counted
    supply_xy = np.load(os.environ["SERVICES"])
    network = clock("build", partial(compile_network, given))
    clock.seconds["build peak_mb"] = peak_mb()
    del given
    supply = join(network, supply_xy, np.ones(len(network.part_nodes), bool))
    Labels.spread(network, supply[:2], "distance", 1, 1000.0).at_nodes()
    one = clock("query", lambda: Labels.spread(network, supply, "distance", 1).at_nodes(), 3)
    clock("query k=2", lambda: Labels.spread(network, supply, "distance", 2).at_nodes(), 3)
    clock.seconds["nodes"] = network.nodes
    clock.seconds["junctions"] = network.junctions
    return one.cost[:, 0]


def arcs(given, clock: Clock) -> np.ndarray:
    """Search with this project's engine on what its peers are given: nodes and arcs."""
    from scipy.sparse import csr_array

    from geo.analysis.spreading import spread

    xy, begin, end, metres, services = graph(given)
    nodes = len(xy)

    def nearest(k: int = 1, chosen: np.ndarray = services) -> np.ndarray:
        seeds = chosen.astype(np.int32), np.zeros(len(chosen)), np.arange(len(chosen), dtype="i4")
        labels = np.full((nodes, k), np.inf), np.full((nodes, k), -1, np.int32)
        spread((start, reverse.indices, reverse.data), seeds, np.inf, labels)
        return labels[0][:, 0]

    reverse = clock("build", lambda: csr_array((metres, (end, begin)), (nodes, nodes)))
    start = reverse.indptr.astype(np.int64)
    nearest(1, services[:2])
    clock("query k=2", lambda: nearest(2), 3)
    return clock("query", nearest, 3)


def scipy(given, clock: Clock) -> np.ndarray:
    """Run the bare call: the floor."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import dijkstra

    xy, begin, end, metres, services = graph(given)
    shape = (len(xy), len(xy))
    reverse = clock("build", lambda: csr_array((metres, (end, begin)), shape))

    def nearest():
        return dijkstra(reverse, indices=services, min_only=True, return_predecessors=True)

    return clock("query", nearest, 3)[0]


def igraph(given, clock: Clock) -> np.ndarray:
    """Search from one node tied to all services (distances only)."""
    import igraph as ig

    xy, begin, end, metres, services = graph(given)
    source = len(xy)

    def build():
        arcs = np.concatenate(
            (np.stack((end, begin), 1), np.stack((services * 0 + source, services), 1))
        )
        return ig.Graph(n=source + 1, edges=arcs, directed=True)

    built = clock("build", build)
    weights = np.concatenate((metres, services * 0.0)).tolist()
    found = clock("query", lambda: built.distances(source=[source], weights=weights))
    return np.array(found[0][:-1])


def networkx(given, clock: Clock) -> np.ndarray:
    """Search from all services at once."""
    import networkx as nx

    xy, begin, end, metres, services = graph(given)

    def build():
        built = nx.DiGraph()
        built.add_nodes_from(range(len(xy)))
        built.add_weighted_edges_from(
            zip(end.tolist(), begin.tolist(), metres.tolist(), strict=True)
        )
        return built

    built = clock("build", build)
    found = clock(
        "query", lambda: nx.multi_source_dijkstra_path_length(built, set(services.tolist()))
    )
    return np.array([found.get(node, np.inf) for node in range(len(xy))])


def pandana(given, clock: Clock) -> np.ndarray:
    """Precompute contraction hierarchies, then ask for the nearest point of interest."""
    import pandana as pdna
    import pandas as pd

    xy, begin, end, metres, services = graph(given)

    def build():
        arcs = pd.Series(begin), pd.Series(end), pd.DataFrame({"metres": metres})
        built = pdna.Network(pd.Series(xy[:, 0]), pd.Series(xy[:, 1]), *arcs, twoway=False)
        place = pd.Series(xy[services, 0]), pd.Series(xy[services, 1])
        built.set_pois("service", 1e7, 1, *place)
        return built

    built = clock("build", build)
    found = clock("query", lambda: built.nearest_pois(1e7, "service", 1, include_poi_ids=True))
    return found[1].to_numpy()


def targets(clock: Clock) -> dict[str, float]:
    """Measure what a national run rests on: joins, loading, one service opened and closed."""
    from geo.analysis.changes import Answers, changed_coverage
    from geo.analysis.compiling import compile_network
    from geo.analysis.joining import join, open_parts
    from geo.analysis.labels import Labels
    from geo.compiled import load, save

    clock("compile Gotland", lambda: compile_network(links(1)))
    clock("compile Gotland, kernels warm", lambda: compile_network(links(1)))
    given = links(100)
    chance = np.random.default_rng(221)
    people = given.xy[chance.integers(0, len(given.xy), 600_000)]
    people = people + chance.normal(0, 300, people.shape)
    shops = given.xy[chance.integers(0, len(given.xy), 2000)]
    network = clock("compile 2.8 M links", lambda: compile_network(given))
    with tempfile.TemporaryDirectory() as folder:
        save(network, Path(folder) / "n")
        size_mb = sum(f.stat().st_size for f in (Path(folder) / "n").iterdir()) / 1e6
        network = clock("load", lambda: load(Path(folder) / "n"))
        parts = open_parts(network, shops)
        supply = join(network, shops, parts)
        demand = clock("join 600,000 points", lambda: join(network, people, parts))
        answers = Answers.of(Labels.spread(network, supply, "distance", 2), demand)
        # A locality is a square of 20 km here.
        column, row = (people // 20_000).astype(int).T
        area = np.unique(column * 10_000 + row, return_inverse=True)[1]
        residents = chance.uniform(0, 20, (600_000, 5))

        def add_up(changed):
            cost = answers.nearest.cost[:, 0]
            return changed_coverage(changed, cost, residents, area, area.max() + 1, 10_000)

        add_up(answers.remove(3))
        add_up(answers.add(supply[np.array([3])]))
        clock("close one, statistics anew", lambda: add_up(answers.remove(7)))
        again = supply[np.array([7])]
        clock("open one, statistics anew", lambda: add_up(answers.add(again)))
    return {"compiled_mb": size_mb, "localities": int(area.max()) + 1}


def peak_mb() -> float:
    """Return the most memory this process ever held."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


def choose_services(tiles: int) -> None:
    """Put aside where the services lie, so that the engine's memory is its own."""
    os.environ["SERVICES"] = str(Path(tempfile.gettempdir()) / f"services-{tiles}.npy")
    code = f"""import numpy as np, sys; sys.path.insert(0, {str(ROOT / "benchmarks")!r})
import access
given = access.links({tiles})
xy, *_, services = access.graph(given)
np.save({os.environ["SERVICES"]!r}, xy[services] + np.rint(given.xy.min(axis=0) * 1000) / 1000)"""
    subprocess.run([sys.executable, "-c", code], check=True)


def one(name: str, tiles: int) -> None:
    """Measure one peer at one size, and print it as JSON."""
    clock = Clock()
    more: dict[str, float] = {}
    if name == "targets":
        more = targets(clock)
    else:
        given = [links(tiles)]
        before_mb = peak_mb()
        cost = globals()[name](given.pop(), clock)
        reached = cost[np.isfinite(cost) & (cost < 1e7)]
        more = {"reached": len(reached), "sum_km": float(reached.sum() / 1000)}
        more["before_mb"] = before_mb
    print(json.dumps({"peer": name, "tiles": tiles, "peak_mb": peak_mb(), **clock.seconds, **more}))


def main() -> None:
    """Measure all peers at all sizes."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--largest", type=int, default=100, help="tiles of the largest network")
    parser.add_argument("--json", type=Path, help="write all figures here")
    parser.add_argument("--plot", type=Path, help="draw build and query by size here, as SVG")
    parser.add_argument("--one", nargs=2, metavar=("PEER", "TILES"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.one[0], int(options.one[1]))
        return
    print(platform.platform(), f"{os.cpu_count()} cores", f"Python {platform.python_version()}")
    for package in ("numpy", "scipy", "numba", "pandana", "networkx", "igraph"):
        try:
            print(package, version(package))
        except PackageNotFoundError:
            print(package, "not installed")
    results = []
    sizes = [tiles for tiles in (1, 10, 100) if tiles <= options.largest]
    for tiles in sizes:
        choose_services(tiles)
        for name in (*PEERS, *(["targets"] if tiles == 100 else [])):
            if tiles > TILE_LIMIT.get(name, 100):
                continue
            command = [sys.executable, __file__, "--one", name, str(tiles)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                print(name, tiles, done.stderr.strip().splitlines()[-1:])
                continue
            answer = done.stdout[done.stdout.rindex("{") :].strip()  # pandana prints before it
            results.append(json.loads(answer))
            print(answer, flush=True)
    if options.json:
        options.json.write_text(json.dumps(results, indent=1))
    if options.plot:
        from plot import growth

        options.plot.write_text(growth(results))


if __name__ == "__main__":
    main()
