"""Costs read in columns are the rows of the table, cell by cell."""

import numpy as np
import pytest

from services.actions.coverage import run_coverage
from services.models import CoverageCost
from services.queries.stored import stored_costs
from tests.services.conftest import TODAY

pytestmark = pytest.mark.django_db


def test_what_is_read_is_what_the_table_holds(cells, groceries, standard, grocery):
    run = run_coverage(metrics=["distance"], on=TODAY)
    rows = CoverageCost.objects.filter(run_id=run.pk, category_id=grocery.pk, metric="distance")
    read = stored_costs(run.pk, grocery.pk, "distance")
    assert len(read["cell_id"]) == rows.count() > 0
    for number, row in enumerate(rows.order_by("cell_id")):
        got = {name: values[number] for name, values in read.items()}
        assert got["cell_id"] == row.cell_id
        assert got["cost"] == pytest.approx(np.inf if row.cost is None else row.cost)
        second = np.inf if row.second_cost is None else row.second_cost
        assert got["second_cost"] == pytest.approx(second)
        assert got["place"] == (row.service_point_id or -1)
        assert got["second_place"] == (row.second_service_point_id or -1)
        assert bool(got["is_estimate"]) == row.is_estimate
        assert got["join_m"] == pytest.approx(row.join_m)


def test_a_category_never_measured_has_no_rows(cells, groceries, standard):
    run = run_coverage(metrics=["distance"], on=TODAY)
    assert not len(stored_costs(run.pk, 987_654_321, "distance")["cell_id"])
    assert not len(stored_costs(run.pk, standard.category_id, "time")["cost"])
