"""The matrix against brute force: straight lines from every cell to every grocery."""

import math
from datetime import date, datetime

import numpy as np
import pytest
from django.contrib.gis.geos import Point

from geo.models import Locality, PopulationCell
from services.actions.coverage import run_coverage
from services.models import Category, Completeness, CoverageCost, Offer, ServicePoint, Standard
from services.queries.affected import affected
from services.queries.asked import SWEDEN, Asked, home_costs, reference_moment, reference_week
from services.queries.bands import area_bands
from services.queries.coverage import findings
from services.queries.holidays import holidays
from services.queries.matrix import matrix
from tests.services.conftest import TODAY

pytestmark = pytest.mark.django_db


def straight_m(cell, places):
    return min(cell.point.distance(place.point) for place in places) * 1.3


@pytest.fixture
def run(cells, groceries, standard):
    return run_coverage(metrics=["distance"], on=TODAY)


def test_every_count_is_what_brute_force_counts(run, cells, groceries, locality):
    found = matrix(run)
    column = found.column("grocery")
    beyond = [one for one in cells if straight_m(one, groceries) > 10_000]
    for number, area in enumerate(found.areas):
        wanted = [
            one.residents
            for one in beyond
            if area.is_total or one.locality_id == (area.locality.pk if area.locality else None)
        ]
        assert column.lacking[number] == pytest.approx(sum(wanted))
    assert column.lacking[:-1].sum() == pytest.approx(column.lacking[-1])
    assert [area.key for area in found.areas] == ["bettna", "utanfor", "alla"]


def test_classes_are_those_of_the_findings(run, standard):
    found = matrix(run)
    said = {one.area_name: one.verdict for one in findings(run, [standard])}
    column = found.column("grocery")
    assert {found.areas[n].name: column.verdicts[n] for n in range(len(said))} == said


def test_areas_sort_by_what_they_lack_with_the_total_last(run):
    found = matrix(run)
    order = found.order("grocery", "lacking")
    lacking = found.column("grocery").lacking
    assert order[-1] == len(found.areas) - 1
    assert lacking[order[0]] >= lacking[order[1]]
    assert found.order("nonsense", "lacking") == [0, 1, 2]


def test_an_hour_makes_an_interval_where_hours_are_not_known(run, groceries, standard):
    known, _ = Offer.objects.order_by("pk")
    known.opening_hours = "Mo-Fr 08:00-18:00"
    known.save()
    noon = matrix(run, Asked(weekday=1, hour=12)).column("grocery")
    night = matrix(run, Asked(weekday=1, hour=23)).column("grocery")
    plain = matrix(run).column("grocery")
    assert noon.least_lacking[-1] == pytest.approx(plain.lacking[-1])
    assert noon.lacking[-1] > noon.least_lacking[-1]
    assert night.lacking[-1] == pytest.approx(night.residents[-1])
    assert night.least_lacking[-1] > noon.least_lacking[-1]


def test_where_unknown_hours_decide_it_is_a_possible_gap(run, standard):
    Standard.objects.filter(pk=standard.pk).update(target_share=0.01)
    assert matrix(run).column("grocery").verdicts[-1] == "met"
    assert matrix(run, Asked(weekday=1, hour=12)).column("grocery").verdicts[-1] == "possible_gap"


def test_costs_on_demand_are_those_of_the_run(run, grocery, groceries):
    stored, _ = home_costs(run, grocery, "distance", Asked())
    for offer in Offer.objects.all():
        offer.opening_hours = "24/7"
        offer.save()
    asked, _ = home_costs(run, grocery, "distance", Asked(weekday=0, hour=3))
    np.testing.assert_allclose(asked.nearest.cost, stored.nearest.cost)
    np.testing.assert_array_equal(asked.nearest.service, stored.nearest.service)


def test_a_measure_the_run_has_not_is_made_on_demand(run, grocery):
    Standard.objects.create(
        slug="min", name_sv="10 min", category=grocery, metric="time", threshold=600,
        target_share=0.5, origin_sv="Test",
    )  # fmt: skip
    by_time = matrix(run, Asked(metric="time")).column("grocery")
    assert by_time.standard.slug == "min"
    assert by_time.lacking[-1] == pytest.approx(matrix(run).column("grocery").lacking[-1])


def test_unconfirmed_offers_count_only_when_asked(run, grocery, standard):
    far = ServicePoint.objects.create(
        name="Gammal", point=Point(594_664, 6_530_508, srid=3006), precision="exact"
    )
    Offer.objects.create(service_point=far, category=grocery, basis="reported")
    plain = matrix(run).column("grocery").lacking[-1]
    assert matrix(run, Asked(counts_unconfirmed=True)).column("grocery").lacking[-1] < plain
    assert [one.service_point.name for one in affected(run, standard, None, Asked()).unconfirmed]


def test_without_services_everyone_is_unreached(cells, grocery, standard):
    found = matrix(run_coverage(on=TODAY)).column("grocery")
    assert found.lacking[-1] == pytest.approx(sum(one.residents for one in cells))
    assert np.isinf(found.measured.median_cost[-1, 0])


def test_a_register_that_knows_nothing_is_not_assessed(run):
    Completeness.objects.update(level="none")
    assert set(matrix(run).column("grocery").verdicts) == {"not_assessed"}


def test_a_group_whose_ages_nobody_knows_is_not_assessed(run):
    found = matrix(run, Asked(group="80_plus"))
    assert found.unknown_group
    assert set(found.column("grocery").verdicts) == {"not_assessed"}


def test_a_standard_for_the_nation_judges_no_single_locality(run, standard):
    Standard.objects.update(scope="nation")
    verdicts = matrix(run).column("grocery").verdicts
    assert verdicts[:-1] == (None, None)
    assert verdicts[-1] is not None


def test_a_locality_with_nobody_has_no_row(run, municipality):
    Locality.objects.create(
        name="Tomt", kind="village", municipality=municipality, precision="none"
    )
    assert "tomt" not in [area.key for area in matrix(run).areas]


def test_basic_services_say_how_many_are_known(run, grocery):
    Category.objects.filter(pk=grocery.pk).update(is_basic=True)
    assert {of for _, _, of in matrix(run).basic} == {1}


def test_bands_add_up_and_the_nearest_alternatives_are_of_those_who_lack_it(run, standard):
    found = affected(run, standard, None, Asked())
    column = matrix(run).column("grocery")
    assert sum(one.residents for one in found.bands) == pytest.approx(column.residents[-1])
    assert sum(one.residents for one in found.alternatives) == pytest.approx(column.lacking[-1])
    assert sum(one.residents for one in found.squares) == pytest.approx(column.lacking[-1])


def test_the_reference_week_has_no_holiday():
    for month in range(1, 13):
        monday = reference_week(2026, month)
        assert monday.weekday() == 0
        assert monday.month == month
        days = {date.fromordinal(monday.toordinal() + n) for n in range(7)}
        assert month == 5 or not days & holidays(2026)


def test_the_moment_is_the_hour_asked_for(run):
    moment = reference_moment(run, Asked(weekday=5, hour=18, month=3))
    assert moment == datetime(2026, 3, 7, 18, tzinfo=SWEDEN)


def test_bands_of_every_area_are_a_plain_count_of_the_stored_costs(run, cells, standard):
    """Cell by cell, with nothing of the arrays that the desk adds up."""
    found, counted = matrix(run), area_bands(run, standard, Asked())
    stored = {one.cell_id: one.cost for one in CoverageCost.objects.filter(run=run)}
    keys = [area.locality.pk if area.locality else None for area in found.areas[:-1]]
    wanted = np.zeros(counted.residents.shape)
    for cell in cells:
        cost, band = stored.get(cell.pk), 11
        if cost is not None:
            band = max(0, min(math.ceil(cost / 2_000) - 1, 10))
        wanted[keys.index(cell.locality_id), band] += cell.residents
        wanted[-1, band] += cell.residents
    assert (wanted[-1, :8] > 0).all()
    np.testing.assert_allclose(counted.residents, wanted)
    np.testing.assert_allclose(
        counted.residents[:, 5:].sum(axis=1), found.column("grocery").lacking
    )


def test_a_band_of_few_is_hidden_and_not_alone(run, cells, standard):
    few = min(cells, key=lambda one: abs(one.residents - 2))
    locality = Locality.objects.create(
        name="Lilla", slug="lilla", municipality=few.municipality, precision="none"
    )
    for one in (few, max(cells, key=lambda one: one.residents)):
        PopulationCell.objects.filter(pk=one.pk).update(locality=locality)
    counted = area_bands(run_coverage(metrics=["distance"], on=TODAY), standard, Asked())
    small = (counted.residents.round() > 0) & (counted.residents.round() < 5)
    assert small.any()
    assert counted.hidden[small].all()
    # Another area hides as much of that band, else the total would tell.
    for band in np.flatnonzero(small[:-1].any(axis=0)):
        assert counted.hidden[:, band].sum() > 1
