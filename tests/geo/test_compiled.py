"""Networks and answers on disk: the same as those in memory, and no more of them than needed."""

import os

import numpy as np
import pytest

from geo.analysis.compiling import compile_network
from geo.analysis.joining import join
from geo.analysis.labels import Labels
from geo.compiled import forget_unused, load, load_or_compile
from geo.kept_labels import kept_labels
from tests.geo.analysis.oracle import make_links

STREET = [([(x * 100, 0), (x * 100 + 100, 0)], 100, 10, 10, True) for x in range(60)]


@pytest.fixture
def network():
    return compile_network(make_links(STREET))


def test_network_from_disk_is_the_one_that_was_compiled(tmp_path, network):
    found = load_or_compile(tmp_path, "one", lambda: make_links(STREET))
    for name, array in network.arrays().items():
        np.testing.assert_array_equal(getattr(found, name), array)
    again = load_or_compile(tmp_path, "one", lambda: pytest.fail("it was compiled already"))
    np.testing.assert_array_equal(again.vertex_mm, network.vertex_mm)


def test_half_written_network_is_never_seen(tmp_path, monkeypatch):
    def full(*args):
        raise OSError("no space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(OSError, match="no space"):
        load_or_compile(tmp_path, "one", lambda: make_links(STREET))
    assert list(tmp_path.iterdir()) == []


def test_networks_used_last_are_kept(tmp_path):
    for number, key in enumerate("abcd"):
        load_or_compile(tmp_path, key, lambda: make_links(STREET))
        os.utime(tmp_path / key, (number, number))
    load_or_compile(tmp_path, "a", lambda: pytest.fail("it was compiled already"))
    forget_unused(tmp_path, kept=2)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a", "d"]
    load(tmp_path / "a")


def test_kept_labels_are_those_of_a_search(tmp_path, network):
    everywhere = np.ones(len(network.part_nodes), bool)
    supply = join(network, [(50, 0), (5050, 0)], everywhere)
    demand = join(network, [(1000, 30), (5900, 5)], everywhere)
    expected = Labels.spread(network, supply, "time", 2).at(demand)
    for _ in range(2):
        found = kept_labels(tmp_path, "shops", network, supply, "time", 2)
        np.testing.assert_array_equal(found.at(demand).cost, expected.cost)
        np.testing.assert_array_equal(found.at(demand).service, expected.service)


def test_kept_labels_of_other_services_take_the_place_of_the_old(tmp_path, network):
    everywhere = np.ones(len(network.part_nodes), bool)
    for x in (50, 3050):
        supply = join(network, [(x, 0)], everywhere)
        found = kept_labels(tmp_path, "shops", network, supply, "distance", 1)
        assert found.at(join(network, [(x, 0)], everywhere)).cost.item() == 0
    kept_labels(tmp_path, "schools", network, supply, "distance", 1)
    assert sum(1 for _ in (tmp_path / "nearest").glob("shops-*/*")) == 1
    assert sum(1 for _ in (tmp_path / "nearest").glob("*/*/complete")) == 2
