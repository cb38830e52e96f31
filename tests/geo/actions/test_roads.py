"""Importing roads: repeatable, whole or not at all, and each source for itself."""

import json

import numpy as np
import pyogrio
import pytest
import shapely
from django.core.management import CommandError, call_command

from geo.actions import roads as action
from geo.actions.imports import can_undo, undo
from geo.imports import nvdb
from geo.models import Dataset, Import, RoadLink
from geo.queries.roads import active_network, municipalities_with_roads
from geo.tables.roads import Roads

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


def links_in_use():
    return set(RoadLink.objects.filter(dataset__is_active=True).values_list("pk", flat=True))


def test_import_makes_a_dataset_and_a_network(street):
    call_command("import_roads", street())
    done = Import.objects.get()
    assert (done.state, done.source, done.counts["added"]) == ("applied", "roads-roads", 60)
    assert done.notes["read"] == {"directions without a posted speed": 1, "kilometres of road": 6}
    dataset = Dataset.objects.get(kind="roads")
    assert (dataset.publisher, dataset.licence) == ("Trafikverket", "CC0-1.0")
    assert dataset.road_links.filter(backward_kmh=None).count() == 1
    network = active_network()
    assert network.nodes == 61
    assert network.chain_m.tolist() == [6000]
    assert network.chain_forward_s.tolist() == [600]
    assert network.chain_backward_s.tolist() == pytest.approx([590 + 100 * 3.6 / 70])


def test_file_in_pieces_is_the_same_network(street, monkeypatch):
    monkeypatch.setattr(nvdb, "LINKS_A_PIECE", 7)
    call_command("import_roads", street())
    assert active_network().nodes == 61
    monkeypatch.setattr(nvdb, "LINKS_A_PIECE", 20)
    with pytest.raises(CommandError, match="row 1: no road has a speed of 999 km/h"):
        call_command("import_roads", street("roads_2025.gpkg", kmh=999.0))


def test_import_again_changes_nothing(street):
    path = street()
    call_command("import_roads", path)
    before = links_in_use()
    call_command("import_roads", path)
    assert Import.objects.first().state == Import.State.UNCHANGED
    assert Import.objects.first().counts["unchanged"] == 60
    assert links_in_use() == before
    assert RoadLink.objects.count() == 60


def test_newer_file_replaces_its_own_source_only_and_says_what_differs(street):
    call_command("import_roads", street("south_2024.gpkg"))
    call_command("import_roads", street("north_2024.gpkg", north=500))
    both = active_network()
    call_command("import_roads", street("south_2025.gpkg", links=30))
    counts = Import.objects.first().counts
    # The thirtieth lost its speed backwards: it is the last one now.
    assert (counts["added"], counts["changed"]) == (0, 1)
    assert (counts["unchanged"], counts["disappeared"]) == (29, 30)
    change = Import.objects.first().changes.get(kind="changed")
    assert change.fields == {"backward_kmh": [36.0, None]}
    assert change.shape.geom_type == "LineString"
    assert len(links_in_use()) == 90
    assert active_network().nodes == both.nodes - 30


def test_undo_swaps_the_network_back(street):
    call_command("import_roads", street("roads_2024.gpkg"))
    before = links_in_use()
    call_command("import_roads", street("roads_2025.gpkg", links=30))
    assert active_network().nodes == 31
    undo(table=Roads(), imported=Import.objects.first())
    assert links_in_use() == before
    assert active_network().nodes == 61
    undo(table=Roads(), imported=Import.objects.last())
    assert not links_in_use()
    assert active_network() is None


def test_last_three_versions_are_kept(street):
    for links in (10, 20, 30, 40):
        call_command("import_roads", street(links=links))
    kept = [d.road_links.count() for d in Dataset.objects.order_by("pk")]
    assert kept == [0, 20, 30, 40]
    assert Dataset.objects.get(is_active=True).road_links.count() == 40


def test_undone_versions_push_none_out_that_is_in_use(street):
    call_command("import_roads", street(links=10))
    first = links_in_use()
    for links in (20, 30, 40, 50):
        call_command("import_roads", street(links=links))
        undo(table=Roads(), imported=Import.objects.first())
    assert links_in_use() == first
    assert can_undo(Import.objects.last())


def test_dry_run_writes_nothing_and_says_it_as_json(street, capsys):
    call_command("import_roads", street(), "--dry-run", "--report", "json")
    said = json.loads(capsys.readouterr().out)
    assert (said["dry_run"], said["counts"]["added"]) == (True, 60)
    assert not Dataset.objects.exists()
    assert not Import.objects.exists()
    assert active_network() is None


def test_unusable_file_leaves_the_network_in_use(street):
    call_command("import_roads", street())
    with pytest.raises(CommandError, match=r"Nothing was imported.*row 1: no road has a speed"):
        call_command("import_roads", street("roads_2025.gpkg", kmh=999.0))
    assert active_network().nodes == 61
    assert Import.objects.count() == 1


def test_interrupted_import_leaves_the_network_in_use(street, monkeypatch):
    call_command("import_roads", street())

    def interrupted(dataset_id, rows):
        yield from list(action_rows(dataset_id, rows))[:7]
        raise KeyboardInterrupt

    action_rows = action._rows
    monkeypatch.setattr(action, "_rows", interrupted)
    with pytest.raises(KeyboardInterrupt):
        call_command("import_roads", street("roads_2025.gpkg", links=30))
    assert RoadLink.objects.count() == 60
    assert active_network().nodes == 61


def test_municipality_has_a_network_only_where_a_link_lies(street, municipality):
    assert municipalities_with_roads().tolist() == []
    call_command("import_roads", street())
    assert municipalities_with_roads().tolist() == [municipality.pk]
    Dataset.objects.filter(kind="roads").update(is_active=False)
    assert municipalities_with_roads().tolist() == []


def test_command_reports_what_it_did(street, capsys):
    call_command("import_roads", street())
    said = capsys.readouterr().out
    assert "roads-roads: 60 added" in said
    assert "kilometres of road: 6" in said
    assert "parts of fewer" not in said


def test_command_names_the_parts_that_nobody_joins(street, capsys):
    call_command("import_roads", street(links=7), "--parts")
    said = capsys.readouterr().out
    assert f"there: 1 (nodes, EPSG:3006: 8 at {X:.0f} {Y:.0f})" in said


def test_format_that_is_said_goes_before_the_name(street, tmp_path):
    with pytest.raises(CommandError, match="cannot be read as OpenStreetMap data"):
        call_command("import_roads", street(), "--format", "osm")
    with pytest.raises(CommandError, match="say which --format"):
        call_command("import_roads", street().rename(tmp_path / "roads.dat"))


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("nvdb_gotland_2024.gpkg", "roads-nvdb-gotland"),
        ("2024.gpkg", "roads"),
    ],
)
def test_source_is_the_file_without_its_year(street, name, slug):
    call_command("import_roads", street(name))
    assert Dataset.objects.get(kind="roads").slug == slug
