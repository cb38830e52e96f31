"""Population squares and indicators: swapped in, swapped back, the last versions kept."""

import csv

import pytest
from django.contrib.gis.geos import Point
from django.core.management import CommandError, call_command

from geo.actions.imports import undo
from geo.imports.planning import REJECTED
from geo.models import Area, Dataset, Import, Indicator, Observation, PopulationCell
from geo.tables.population import Population
from tests.conftest import square

pytestmark = pytest.mark.django_db
X, Y = 594_000, 6_530_000
AGES = [f"ald{low}_{low + 5}" for low in range(0, 100, 5)] + ["ald100w"]


@pytest.fixture
def grid(tmp_path):
    def written(*cells, name="befolkning_1km_2024.csv", header=None, end="\n"):
        path = tmp_path / name
        head = header or ["rutid_scb", "rutstorl", "beftotalt"]
        text = end.join(";".join(map(str, row)) for row in [head, *cells])
        path.write_text("\ufeff" + text, encoding="utf-8")
        return path

    return written


def cell(column=0, line=0, residents=10, size=1000):
    return f"{X + column * size:06d}{Y + line * size:07d}", size, residents


def active():
    return PopulationCell.objects.filter(dataset__is_active=True)


def test_squares_belong_to_locality_or_to_municipality_outside(grid, locality):
    far = cell(column=10)
    call_command("import_population", grid(cell(), far), publisher="scb")
    near, outside = active().order_by("grid_id")
    assert (near.point.x, near.point.y) == (X + 500, Y + 500)
    assert (near.locality, outside.locality) == (locality, None)
    assert near.grid_id == f"1000m{X}{Y}"
    assert not near.is_estimate
    assert near.dataset.licence == "CC0-1.0"


def test_boundary_of_a_locality_goes_before_the_nearest(grid, locality):
    other = type(locality).objects.create(
        name="Vrena",
        kind="tatort",
        municipality=locality.municipality,
        point=Point(X + 30_000, Y, srid=3006),
        precision="exact",
        boundary=square(X, Y, 1_000),
    )
    call_command("import_population", grid(cell(), cell(column=1)))
    inside, beside = active().order_by("grid_id")
    assert (inside.locality, beside.locality) == (other, locality)


def test_scb_ages_make_up_only_what_they_can(grid, municipality):
    row = [*cell()[:2], 21, *([1] * 21)]
    header = ["rutid_scb", "rutstorl", "beftotalt", *AGES]
    call_command("import_population", grid(row, header=header))
    one = active().get()
    assert (one.residents_65_plus, one.residents_80_plus) == (8, 5)
    assert (one.residents_0_15, one.residents_16_64) == (None, None)
    path = grid(row, header=header, name="other.csv")
    call_command("import_population", path, "--split-ages")
    split = active().get(dataset__slug="population-other")
    assert split.residents_0_15 == pytest.approx(3.2)
    assert split.residents_0_15 + split.residents_16_64 + split.residents_65_plus == 21
    assert split.is_estimate


def test_bad_rows_are_rejected_with_row_and_reason(grid, municipality, capsys):
    rows = [
        cell(),
        cell(),
        ("12", 1000, 5),
        (f"{X + 7}{Y}", 1000, 5),
        cell(column=1, residents=-4),
        cell(column=2, residents="nan"),
        cell(column=200),
        ("1000000" + "000000", 1000, 1),
    ]
    call_command("import_population", grid(*rows, end="\r\n"))
    said = capsys.readouterr().out
    assert active().count() == 1
    assert Import.objects.get().counts[REJECTED] == 7
    for row in range(3, 10):
        assert f"row {row}" in said


def test_without_any_usable_row_nothing_is_swapped(grid, municipality):
    call_command("import_population", grid(cell()))
    with pytest.raises(CommandError, match="No row of the file can be used"):
        call_command("import_population", grid(("12", 1000, 5), name="befolkning_1km_2025.csv"))
    assert active().count() == 1


def test_newer_year_is_compared_swapped_in_and_back(grid, municipality):
    call_command("import_population", grid(cell(), cell(column=1)))
    before = set(active().values_list("pk", flat=True))
    newer = grid(cell(residents=12), cell(column=2), name="befolkning_1km_2025.csv")
    call_command("import_population", newer)
    done = Import.objects.first()
    assert (done.counts["added"], done.counts["changed"]) == (1, 1)
    assert (done.counts["disappeared"], done.counts["unchanged"]) == (1, 0)
    shown = {change.kind: change for change in done.changes.all()}
    assert shown["changed"].fields == {"residents": [10, 12]}
    assert shown["added"].shape.extent == (X + 2000, Y, X + 3000, Y + 1000)
    assert set(shown) == {"added", "changed", "disappeared"}
    assert not before & set(active().values_list("pk", flat=True))
    undo(table=Population(), imported=done)
    assert set(active().values_list("pk", flat=True)) == before


def test_same_squares_again_change_nothing(grid, municipality):
    call_command("import_population", grid(cell()))
    before = set(PopulationCell.objects.values_list("pk", flat=True))
    call_command("import_population", grid(cell(), name="befolkning_1km_2025.csv"))
    assert set(PopulationCell.objects.values_list("pk", flat=True)) == before
    assert Dataset.objects.filter(kind="population").count() == 1


def test_last_three_versions_are_kept(grid, municipality):
    for year in range(2020, 2025):
        call_command(
            "import_population", grid(cell(residents=year), name=f"befolkning_1km_{year}.csv")
        )
    assert [d.cells.count() for d in Dataset.objects.filter(kind="population").order_by("pk")] == [
        0,
        0,
        1,
        1,
        1,
    ]


def test_boundaries_come_first(grid, db):
    with pytest.raises(CommandError, match="boundaries of the municipalities first"):
        call_command("import_population", grid(cell()))


@pytest.fixture
def table(tmp_path):
    def written(*rows, name="matt_2024.csv"):
        path = tmp_path / name
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["Område", "År", "Mått", "Värde", "Enhet", "Källa"])
            writer.writerows(rows)
        return path

    return written


BROADBAND = ["0482", 2024, "Bredband 100 Mbit/s", "87,5", "%", "PTS"]


def test_indicators_find_their_area_by_code_or_name(table, locality, dataset):
    Area.objects.create(kind="deso", code="0482A0010", boundary=square(X, Y, 100), dataset=dataset)
    call_command(
        "import_indicators",
        table(
            BROADBAND,
            ["Bettna", 2024, "Jobb", 120, "", ""],
            ["0482A0010", 2024, "Jobb", 30, "", ""],
            ["Nowhere", 2024, "Jobb", 1, "", ""],
            ["0482", "", "Jobb", 1, "", ""],
            BROADBAND,
        ),
    )
    rows = Observation.objects.active()
    assert rows.get(municipality=locality.municipality).value == 87.5
    assert rows.get(locality=locality).value == 120
    assert rows.get(area__code="0482A0010").value == 30
    assert Indicator.objects.get(slug="bredband-100-mbits").unit == "%"
    assert Import.objects.get().counts[REJECTED] == 3


def test_new_figures_replace_the_source_and_come_back(table, municipality):
    from geo.tables.indicators import Indicators

    call_command("import_indicators", table(BROADBAND))
    newer = [*BROADBAND[:3], "91", *BROADBAND[4:]]
    call_command("import_indicators", table(newer, name="matt_2025.csv"))
    done = Import.objects.first()
    assert done.changes.get().fields == {"value": [87.5, 91.0]}
    assert Observation.objects.active().newest().get().value == 91
    undo(table=Indicators(), imported=done)
    assert Observation.objects.active().get().value == 87.5
