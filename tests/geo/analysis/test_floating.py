"""E2SFCA against pysal's access, and by its own laws."""

import numpy as np
import pandas as pd
import pytest
from access import fca, weights
from hypothesis import given
from hypothesis import strategies as st

from geo.analysis.floating import e2sfca

ZONES, WEIGHTS = [10.0, 20.0, 30.0], [1.0, 0.68, 0.22]


def world(seed, n=25, m=6):
    chance = np.random.default_rng(seed)
    cost = chance.uniform(0, 45, (n, m)).round(3)
    return cost, chance.integers(0, 200, n).astype(float), chance.integers(1, 50, m).astype(float)


@pytest.mark.parametrize("seed", range(4))
def test_agrees_with_access(seed):
    cost, people, seats = world(seed)
    n, m = cost.shape
    pairs = pd.DataFrame(
        {
            "origin": np.repeat(np.arange(n), m),
            "dest": np.tile(np.arange(m), n),
            "cost": cost.ravel(),
        }
    )
    demand = pd.DataFrame({"people": people}, index=pd.RangeIndex(n, name="origin"))
    supply = pd.DataFrame({"seats": seats}, index=pd.RangeIndex(m, name="dest"))
    theirs = fca.two_stage_fca(
        demand_df=demand,
        supply_df=supply,
        cost_df=pairs,
        max_cost=ZONES[-1],
        demand_index="origin",
        demand_name="people",
        supply_index="dest",
        supply_name="seats",
        weight_fn=weights.step_fn(dict(zip(ZONES, WEIGHTS, strict=True))),
        normalize=False,
    )
    ours = e2sfca(cost, people, seats, ZONES, WEIGHTS)
    np.testing.assert_allclose(ours, theirs.reindex(range(n)).fillna(0).to_numpy())


@given(st.integers(0, 2**31))
def test_all_capacity_near_people_is_given_out(seed):
    cost, people, seats = world(seed)
    shares = e2sfca(cost, people, seats, ZONES, WEIGHTS)
    near = ((cost <= ZONES[-1]) * people[:, None]).sum(axis=0) > 0
    assert shares @ people == pytest.approx(seats[near].sum())


def test_out_of_reach_gets_nothing():
    assert e2sfca([[np.inf], [5.0]], [10, 10], [4], ZONES, WEIGHTS).tolist() == [0.0, 0.4]


@pytest.mark.parametrize("zones", [[10.0, 5.0, 30.0], [10.0, 20.0]])
def test_zones_that_do_not_rise_or_match_are_refused(zones):
    with pytest.raises(ValueError, match="zones"):
        e2sfca([[1.0]], [1], [1], zones, WEIGHTS)
