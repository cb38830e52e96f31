"""Importing roads: repeatable, whole or not at all, and each source for itself."""

import numpy as np
import pyogrio
import pytest
import shapely
from django.core.management import CommandError, call_command

from geo.actions import roads as action
from geo.actions.roads import import_roads, source_of
from geo.models import Dataset, RoadLink
from geo.queries.roads import active_network, municipalities_with_roads

X, Y = 594_000.0, 6_530_000.0
COLUMNS = ["extlen", "f_hogst_225", "b_hogst_225", "klass_181"]
COLUMNS += ["Farjeled", "F_ForbjudenFardriktning", "B_ForbjudenFardriktning"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def street(tmp_path, settings):
    """Write a street of links of 100 m as the national road database would."""
    settings.NETWORK_DIR = tmp_path / "networks"

    def written(name="roads_2024.gpkg", links=60, kmh=36.0, north=0.0):
        lines = [
            shapely.LineString([(X + i * 100, Y + north), (X + i * 100 + 100, Y + north)])
            for i in range(links)
        ]
        speed, none = np.full(links, kmh), np.zeros(links, np.int64)
        backward = speed.copy()
        backward[-1] = np.nan
        pyogrio.raw.write(
            tmp_path / name,
            geometry=np.array(shapely.to_wkb(lines), object),
            field_data=[np.full(links, 100.0), speed, backward, none + 5, none, none, none],
            fields=COLUMNS,
            geometry_type="LineString",
            crs="EPSG:3006",
            layer="Tillganglighetsvagnat",
        )
        return tmp_path / name

    return written


def test_import_makes_a_dataset_and_a_network(street):
    done = import_roads(path=street())
    assert (done.added, done.replaced, done.nodes) == (60, 0, 61)
    assert done.counts["directions without a posted speed"] == 1
    dataset = Dataset.objects.get(kind="roads")
    assert dataset.licence == "CC0 1.0"
    assert dataset.road_links.filter(backward_kmh=None).count() == 1
    network = active_network()
    assert network.nodes == 61
    assert network.chain_m.tolist() == [6000]
    assert network.chain_forward_s.tolist() == [600]
    assert network.chain_backward_s.tolist() == pytest.approx([590 + 100 * 3.6 / 70])


def test_import_again_changes_nothing(street):
    path = street()
    import_roads(path=path)
    before = set(RoadLink.objects.values_list("pk", flat=True))
    assert import_roads(path=path).unchanged
    assert set(RoadLink.objects.values_list("pk", flat=True)) == before


def test_newer_file_replaces_its_own_source_only(street):
    import_roads(path=street("south_2024.gpkg"))
    import_roads(path=street("north_2024.gpkg", north=500))
    both = active_network()
    done = import_roads(path=street("south_2025.gpkg", links=30))
    assert (done.added, done.replaced) == (30, 60)
    active = RoadLink.objects.filter(dataset__is_active=True)
    assert active.count() == 90
    assert active_network().nodes == both.nodes - 30


def test_last_three_versions_are_kept(street):
    for links in (10, 20, 30, 40):
        import_roads(path=street(links=links))
    kept = [d.road_links.count() for d in Dataset.objects.order_by("pk")]
    assert kept == [0, 20, 30, 40]
    assert Dataset.objects.get(is_active=True).road_links.count() == 40


def test_dry_run_writes_nothing(street):
    assert import_roads(path=street(), dry_run=True).added == 60
    assert not Dataset.objects.exists()
    assert active_network() is None


def test_unusable_file_leaves_the_network_in_use(street):
    import_roads(path=street())
    with pytest.raises(CommandError, match=r"Nothing was imported.*row 1: no road has a speed"):
        call_command("import_roads", street("roads_2025.gpkg", kmh=999.0))
    assert active_network().nodes == 61


def test_interrupted_import_leaves_the_network_in_use(street, monkeypatch):
    import_roads(path=street())

    def interrupted(dataset_id, rows):
        yield from list(action_rows(dataset_id, rows))[:7]
        raise KeyboardInterrupt

    action_rows = action._rows
    monkeypatch.setattr(action, "_rows", interrupted)
    with pytest.raises(KeyboardInterrupt):
        import_roads(path=street("roads_2025.gpkg", links=30))
    assert RoadLink.objects.count() == 60
    assert active_network().nodes == 61


def test_municipality_has_a_network_only_where_a_link_lies(street, municipality):
    assert municipalities_with_roads().tolist() == []
    import_roads(path=street())
    assert municipalities_with_roads().tolist() == [municipality.pk]
    Dataset.objects.filter(kind="roads").update(is_active=False)
    assert municipalities_with_roads().tolist() == []


def test_command_reports_what_it_did(street, capsys):
    call_command("import_roads", street())
    said = capsys.readouterr().out
    assert "roads-roads: 60 links added (6 km, 61 nodes), 0 replaced" in said
    assert "parts of fewer" not in said


def test_command_names_the_parts_that_nobody_joins(street, capsys):
    call_command("import_roads", street(links=7))
    said = capsys.readouterr().out
    assert f"there: 1 (nodes, EPSG:3006: 8 at {X:.0f} {Y:.0f})" in said


def test_import_says_how_far_it_is(street):
    steps = []
    import_roads(path=street(), progress=lambda *step: steps.append(step))
    assert steps == [("read", 0, 0), ("compile", 0, 0), ("write", 60, 60)]


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("nvdb_gotland_2024.gpkg", "roads-nvdb-gotland"),
        ("liechtenstein-latest.osm.pbf", "roads-liechtenstein"),
        ("2024.gpkg", "roads-nvdb"),
    ],
)
def test_source_is_the_file_without_its_year(tmp_path, name, slug):
    assert source_of(tmp_path / name, "nvdb") == slug
