"""A sample of real journeys agrees with networkx within 0.01 m and 0.01 s."""

import numpy as np
import pytest

from geo.analysis.compiling import compile_network
from geo.analysis.joining import join, open_parts
from geo.analysis.labels import Labels
from geo.imports.formats import read_roads
from tests.geo.analysis.oracle import cost_table

pytestmark = pytest.mark.shared_data


@pytest.fixture(
    scope="module", params=["nvdb_gotland_2024.gpkg", "osm/liechtenstein-latest.osm.pbf"]
)
def links(request, shared_data):
    return read_roads(shared_data / request.param).links()


@pytest.mark.parametrize("metric", ["distance", "time"])
def test_sample_of_real_journeys_agrees_with_networkx(links, metric):
    rows = [
        (
            [tuple(p) for p in links.xy[links.offset[n] : links.offset[n + 1]].tolist()],
            links.length_m[n],
            links.forward_s[n],
            links.backward_s[n],
            links.joinable[n],
        )
        for n in range(len(links))
    ]
    chance = np.random.default_rng(221)
    points = links.xy[chance.integers(0, len(links.xy), 32)] + chance.normal(0, 80, (32, 2))
    network = compile_network(links)
    parts = open_parts(network, points[12:])
    demand, supply = join(network, points[:12], parts), join(network, points[12:], parts)
    near = Labels.spread(network, supply, metric, 20).at(demand)
    table = cost_table(rows, network, metric, demand, supply)
    assert np.isfinite(table).mean() > 0.5
    np.testing.assert_allclose(near.cost, np.sort(table, axis=1), rtol=0, atol=0.01)
