"""Who tries to subtract learns no count of 1 to 4: not across areas, ages, bands or choices."""

from types import SimpleNamespace

import numpy as np
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from geo.analysis.disclosure import is_small
from services.queries.protected import (
    BANDS_WITHIN,
    COUNT_LINES,
    COUNTS,
    GROUP_LINES,
    GROUPS,
    LACKING,
    RESIDENTS,
    WITHIN,
    protected,
    table,
)

LIMIT = 1_000.0
# A failing world is small as it is, and shrinking it solves thousands of systems.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)


class Home:
    """Cells of a few areas, with everyone's age or without."""

    def __init__(self, area, ages):
        self.area = np.array(area)
        self.areas = 4
        self.ages = ages

    def residents(self, name):
        if name == "all":
            return sum(self.ages[key] for key in ("0_15", "16_64", "65_plus"))
        return self.ages[name]


@st.composite
def worlds(draw):
    cells = draw(st.integers(1, 14))
    people = st.lists(st.integers(0, 6) | st.integers(0, 60), min_size=cells, max_size=cells)
    ages = {name: np.array(draw(people), float) for name in ("0_15", "16_64", "80_plus")}
    ages["65_plus"] = ages["80_plus"] + np.array(draw(people), float)
    area = draw(st.lists(st.integers(0, 3), min_size=cells, max_size=cells))
    costs = st.lists(
        st.sampled_from([100.0, 900.0, 1_000.0, 1_001.0, 1_700.0, 9_000.0, np.inf]),
        min_size=2 * cells,
        max_size=2 * cells,
    )
    near = np.sort(np.array(draw(costs)).reshape(cells, 2), axis=1)
    maybe = np.minimum(near, np.array(draw(costs)).reshape(cells, 2))
    return Home(area, ages), *(
        SimpleNamespace(nearest=SimpleNamespace(cost=cost)) for cost in (near, maybe)
    )


def relations(shape):
    """Write every published sum as a row: parts 1, their sum -1."""
    number = np.arange(np.prod(shape)).reshape(shape)
    lines = [(0, tuple(range(shape[0])))]
    lines += [(1, line) for line in GROUP_LINES] + [(2, line) for line in COUNT_LINES]
    rows = []
    for axis, places in lines:
        for line in np.moveaxis(number, axis, 0)[list(places)].reshape(len(places), -1).T:
            row = np.zeros(number.size)
            row[line] = [1] * (len(line) - 1) + [-1]
            rows.append(row)
    return np.array(rows)


def determined(counts, away):
    """Find the hidden counts that all published figures together fix: linear algebra, no rules."""
    unknown = np.flatnonzero(away.ravel())
    if not len(unknown):
        return unknown
    system = relations(counts.shape)
    assert np.abs(system @ counts.ravel()).max() < 1e-6
    _u, size, basis = np.linalg.svd(system[:, unknown], full_matrices=True)
    free = basis[(size > 1e-9).sum() :]
    return unknown[np.abs(free).max(axis=0, initial=0) < 1e-9]


@settings(max_examples=60, deadline=None, phases=PHASES)
@given(worlds())
def test_no_small_count_can_be_subtracted_from_what_is_published(world):
    counts, away = table(*world, LIMIT), protected(*world, LIMIT).away
    assert counts.shape == (5, len(GROUPS), COUNTS)
    assert away[is_small(counts)].all()
    assert not away[counts == 0].any()
    learnt = determined(counts, away)
    assert not is_small(counts.ravel()[learnt]).any()


@settings(max_examples=60, deadline=None, phases=PHASES)
@given(worlds())
def test_how_many_live_where_is_protected_alike_whatever_is_measured(world):
    home, near, maybe = world
    nearer = SimpleNamespace(nearest=SimpleNamespace(cost=near.nearest.cost / 3))
    one, other = (protected(home, cost, maybe, LIMIT).away for cost in (near, nearer))
    assert (one[:, :, RESIDENTS] == other[:, :, RESIDENTS]).all()


@settings(max_examples=30, deadline=None, phases=PHASES)
@given(worlds())
def test_the_table_adds_up_as_people_are_counted_one_by_one(world):
    home, near, _maybe = world
    counts = table(*world, LIMIT)
    cost = near.nearest.cost[:, 0]
    for place, name in ((0, "0_15"), (1, "16_64"), (5, "65_plus"), (6, "all")):
        people = home.residents(name)
        for n in range(4):
            here = home.area == n
            assert counts[n, place, RESIDENTS] == people[here].sum()
            assert counts[n, place, LACKING] == people[here & ~(cost <= LIMIT)].sum()
            assert counts[n, place, WITHIN] == people[here & (cost <= LIMIT)].sum()
            assert counts[n, place, BANDS_WITHIN - 1] == (
                people[here & (cost > 800) & (cost <= LIMIT)].sum()
            )
        assert counts[-1, place, LACKING] == people[~(cost <= LIMIT)].sum()
