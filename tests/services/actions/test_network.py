"""A run measures along the roads where there are some, and says estimated elsewhere."""

from datetime import date

import numpy as np
import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.management import call_command
from django.db import connection

from geo.analysis.access import RoadAccess
from geo.models import Municipality
from geo.queries.roads import active_network
from services.actions.copying import copy_costs
from services.actions.coverage import run_coverage
from services.models import CoverageCost, CoverageRun
from services.queries.coverage import findings

TODAY = date(2026, 11, 24)


@pytest.mark.django_db
def test_run_measures_along_the_roads(cells, groceries, standard, roads):
    roads()
    run = run_coverage(metrics=["distance", "time"], on=TODAY)
    assert not run.is_estimate
    assert run.report["measured"] == len(cells)
    xy = np.array([(cell.point.x, cell.point.y) for cell in cells])
    supply = np.array([(place.point.x, place.point.y) for place in groceries])
    for metric in ("distance", "time"):
        expected = RoadAccess(active_network(), metric).nearest(xy, supply, 2)
        for number, cell in enumerate(cells):
            row = CoverageCost.objects.get(run=run, cell=cell, metric=metric)
            assert not row.is_estimate
            if np.isinf(expected.cost[number, 0]):
                assert row.cost is None
            else:
                assert row.cost == expected.cost[number, 0]
                assert row.second_cost == expected.cost[number, 1]
                assert row.service_point_id == groceries[expected.service[number, 0]].pk
                assert row.join_m == pytest.approx(expected.join_m[number], rel=1e-6)
    assert not any(finding.is_estimate for finding in findings(run))


@pytest.mark.django_db
def test_cells_far_from_every_road_are_unreached_counted_and_listed(
    cells, groceries, standard, roads, capsys
):
    roads()
    far = cells[7]
    far.point.x, far.point.y = 619_000, 6_559_000
    far.save()
    call_command("analyse", "--metric", "distance")
    run = CoverageRun.objects.get()
    assert (run.report["joined_nowhere"], run.report["cells_joined_nowhere"]) == (1, [far.pk])
    assert CoverageCost.objects.get(run=run, cell=far).cost is None
    assert f"1 of {len(cells)} cells are more than 2 km" in (said := capsys.readouterr().out)
    assert f"unreached: {far.grid_id}\n" in said


@pytest.mark.django_db
def test_roads_elsewhere_leave_the_figures_estimated(cells, groceries, standard, roads):
    source = roads(x=700_000, y=6_380_000)
    island = Polygon.from_bbox((690_000, 6_370_000, 740_000, 6_420_000))
    Municipality.objects.create(
        code="0980",
        name="Gotland",
        county="Gotland",
        boundary=MultiPolygon(island, srid=3006),
        dataset=source,
    )
    run = run_coverage(on=TODAY)
    assert run.is_estimate
    assert run.report["measured"] == 0
    assert all(finding.is_estimate for finding in findings(run))
    assert not CoverageCost.objects.filter(run=run, is_estimate=False).exists()


@pytest.mark.django_db
def test_copy_of_no_cells_is_no_rows(grocery):
    from geo.analysis.costs import empty_answer

    run = CoverageRun.objects.create(measured_on=TODAY)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE no_cells PARTITION OF services_coveragecost FOR VALUES IN (%s)", [run.pk]
        )
    nothing = np.empty(0, np.int64)
    copy_costs(run, grocery, "time", nothing, nothing, empty_answer(0, 2), nothing.astype(bool))
    assert CoverageCost.objects.filter(run=run).count() == 0
