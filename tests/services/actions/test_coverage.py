"""A run agrees with brute force, keeps what was good, and cleans up after itself."""

from datetime import date
from math import hypot, inf

import pytest
from django.db import connection

from geo.models import PopulationCell
from services.actions import coverage as action
from services.errors import NoCategories, NoPopulation
from services.models import CoverageCost, CoverageRun, Offer
from services.queries.coverage import findings, latest_run, ranked_gaps

TODAY = date(2026, 11, 24)


def brute_force(cell, places):
    """Measure by hand: the straight line times 1.3, nearest and second nearest."""
    costs = sorted(
        (1.3 * hypot(cell.point.x - place.point.x, cell.point.y - place.point.y), place.pk)
        for place in places
    )
    return (*costs, (inf, None), (inf, None))[:2]


def test_run_stores_what_brute_force_finds(cells, groceries, standard):
    run = action.run_coverage(on=TODAY)
    stored = {row.cell_id: row for row in CoverageCost.objects.filter(run=run)}
    assert len(stored) == len(cells)
    for cell in cells:
        (cost, place), (second_cost, second_place) = brute_force(cell, groceries)
        row = stored[cell.pk]
        assert row.cost == pytest.approx(cost, abs=1e-6)
        assert row.second_cost == pytest.approx(second_cost, abs=1e-6)
        assert (row.service_point_id, row.second_service_point_id) == (place, second_place)
        assert row.is_estimate


def test_findings_agree_with_brute_force_and_add_up(cells, groceries, standard, locality):
    found = findings(action.run_coverage(on=TODAY))
    assert {finding.locality for finding in found} == {None, locality}
    for finding in found:
        here = [
            cell
            for cell in cells
            if cell.locality_id == (finding.locality.pk if finding.locality else None)
        ]
        within = [cell.residents for cell in here if brute_force(cell, groceries)[0][0] <= 10_000]
        assert finding.residents == pytest.approx(sum(cell.residents for cell in here))
        assert finding.within == pytest.approx(sum(within))
        assert finding.within + finding.beyond + finding.unreached == pytest.approx(
            finding.residents
        )
    everyone = sum(cell.residents for cell in PopulationCell.objects.all())
    assert sum(finding.residents for finding in found) == pytest.approx(everyone)


def test_editing_a_standard_needs_no_new_run(cells, groceries, standard):
    run = action.run_coverage(on=TODAY)
    strict = sum(finding.within for finding in findings(run))
    standard.threshold = 40_000
    standard.save()
    assert sum(finding.within for finding in findings(run)) > strict
    assert not ranked_gaps(findings(run))


def test_unconfirmed_offer_does_not_count(cells, groceries, standard):
    Offer.objects.update(confirmed_on=date(2020, 1, 1))
    found = findings(action.run_coverage(on=TODAY))
    assert all(finding.unreached == pytest.approx(finding.residents) for finding in found)


def test_place_known_only_by_its_locality_is_no_basis(cells, groceries, standard):
    for place in groceries:
        place.precision = "locality"
        place.save()
    assert all(finding.within == 0 for finding in findings(action.run_coverage(on=TODAY)))


def test_time_is_the_road_estimate_at_60_kmh(cells, groceries, standard):
    run = action.run_coverage(metrics=["distance", "time"], on=TODAY)
    metres = CoverageCost.objects.filter(run=run, metric="distance").order_by("cell_id")
    seconds = CoverageCost.objects.filter(run=run, metric="time").order_by("cell_id")
    for far, long in zip(metres, seconds, strict=True):
        assert long.cost == pytest.approx(far.cost * 3.6 / 60)


def test_failing_run_leaves_the_last_good_one(cells, groceries, standard, monkeypatch):
    good = action.run_coverage(on=TODAY)

    def fail(*args):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(action, "index_partition", fail)
    with pytest.raises(RuntimeError):
        action.run_coverage(on=TODAY)
    assert latest_run() == good
    failed = CoverageRun.objects.exclude(pk=good.pk).get()
    assert (failed.status, failed.report) == ("failed", {"error": "RuntimeError: the disk is full"})
    assert not CoverageCost.objects.filter(run_id=failed.pk).exists()


def test_only_the_last_runs_are_kept(cells, groceries, standard, settings):
    settings.KEPT_RUNS = 2
    runs = [action.run_coverage(on=TODAY) for _ in range(3)]
    assert not CoverageRun.objects.filter(pk=runs[0].pk).exists()
    assert CoverageCost.objects.values("run_id").distinct().count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [f"services_coveragecost_run_{runs[0].pk}"])
        assert cursor.fetchone() == (None,)


def test_run_a_snapshot_leans_on_is_kept(cells, groceries, standard, settings):
    settings.KEPT_RUNS = 1
    first = action.run_coverage(on=TODAY)
    CoverageRun.objects.filter(pk=first.pk).update(is_kept=True)
    action.run_coverage(on=TODAY)
    assert CoverageCost.objects.filter(run_id=first.pk).exists()


def test_run_without_population_says_what_to_do(grocery):
    with pytest.raises(NoPopulation, match="import_population"):
        action.run_coverage(on=TODAY)


def test_run_without_categories_says_what_to_do(cells):
    with pytest.raises(NoCategories, match="admin"):
        action.run_coverage(on=TODAY)
