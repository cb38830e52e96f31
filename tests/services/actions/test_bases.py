"""Keeping a level: written down when the base is chosen, compared like with like."""

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction

from accounts.models import Role
from services.actions.bases import base_on_run, base_on_year, keep_level
from services.actions.coverage import drop_old_runs, run_coverage
from services.actions.standards import change_standard
from services.errors import BaseNotMeasured
from services.models import BaseLevel, Completeness, CoverageRun, Offer, Standard
from services.queries.against_base import against_base, levels_of_run
from services.queries.coverage import findings
from services.queries.matrix import matrix
from tests.services.conftest import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def base_run(cells, groceries, standard):
    return run_coverage(on=TODAY)


@pytest.fixture
def kept(base_run, standard):
    return base_on_run(standard=standard, run=base_run)


def said(run, standard):
    return {one.area_name: one for one in findings(run, [standard])}


def brute_share(cells, groceries, locality, limit=10_000):
    """Share of a place's residents within a straight line x 1.3 of any grocery."""
    here = [one for one in cells if one.locality_id == (locality.pk if locality else None)]
    near = [
        one.residents
        for one in here
        if min(one.point.distance(place.point) for place in groceries) * 1.3 <= limit
    ]
    return sum(near) / sum(one.residents for one in here)


def test_the_level_written_down_is_what_brute_force_counts(kept, cells, groceries, locality):
    level = BaseLevel.objects.get(standard=kept, locality=locality)
    assert level.share == pytest.approx(brute_share(cells, groceries, locality))
    outside = BaseLevel.objects.get(standard=kept, locality=None, is_whole=False)
    assert outside.share == pytest.approx(brute_share(cells, groceries, None))
    assert BaseLevel.objects.filter(standard=kept, is_whole=True).count() == 1
    assert (kept.target_share, kept.base_as_of) == (None, TODAY.isoformat())


def test_an_unchanged_level_is_met_and_a_fallen_one_is_a_gap_of_as_many(
    kept, groceries, cells, locality
):
    same = said(run_coverage(on=TODAY), kept)
    assert {one.verdict for one in same.values()} == {"met"}
    Offer.objects.filter(service_point=groceries[0]).update(state="closed")
    after = said(run_coverage(on=TODAY), kept)["Bettna"]
    was = brute_share(cells, groceries, locality)
    now = brute_share(cells, groceries[1:], locality)
    assert now < was
    assert after.verdict == "gap"
    assert after.gap == pytest.approx((was - now) * after.residents)
    assert after.target_share == pytest.approx(was)


def test_a_better_level_is_met(kept, groceries):
    Offer.objects.filter(service_point=groceries[0]).update(state="closed")
    fewer = run_coverage(on=TODAY)
    base_on_run(standard=kept, run=fewer)
    Offer.objects.update(state="open")
    assert {one.verdict for one in said(run_coverage(on=TODAY), kept).values()} == {"met"}


def test_matrix_and_findings_say_the_same(kept, groceries):
    Offer.objects.filter(service_point=groceries[0]).update(state="closed")
    run = run_coverage(on=TODAY)
    column = matrix(run, standards=[kept]).column("grocery")
    found = said(run, kept)
    assert column.verdicts[0] == found["Bettna"].verdict == "gap"
    assert column.verdicts[1] == found[""].verdict


def test_an_estimate_is_not_compared_with_a_measure_along_roads(kept, base_run):
    BaseLevel.objects.update(is_estimate=False)
    assert {one.verdict for one in said(base_run, kept).values()} == {"not_assessed"}


def test_a_register_that_knows_nothing_is_not_assessed(kept, base_run):
    Completeness.objects.update(level="none")
    assert {one.verdict for one in said(base_run, kept).values()} == {"not_assessed"}


def test_a_base_that_is_stated_measures_the_municipality_alone(base_run, standard):
    Standard.objects.update(scope=Standard.Scope.MUNICIPALITY)
    BaseLevel.objects.all().delete()
    stated = base_on_year(standard=Standard.objects.get(), year=2023, share=1.0)
    (found,) = findings(base_run, [stated])
    assert (found.area_name, found.target_share) == ("Flen", 1.0)
    assert found.verdict == "not_assessed"  # stated, and so no estimate: not like with like


def test_without_a_base_nothing_is_said(base_run, standard):
    Standard.objects.update(rule=Standard.Rule.NOT_WORSE, target_share=None)
    bare = Standard.objects.get()
    assert findings(base_run, [bare]) == []
    assert set(matrix(base_run, standards=[bare]).column("grocery").verdicts) == {None}


def test_the_base_run_is_kept_beyond_the_last_few(kept, base_run, settings):
    for _ in range(settings.KEPT_RUNS + 1):
        run_coverage(on=TODAY)
    drop_old_runs()
    assert CoverageRun.objects.filter(pk=base_run.pk).exists()


def test_a_new_threshold_reads_the_base_anew(kept, cells, groceries, locality):
    changed = change_standard(
        standard=kept, threshold=5_000, target_share=None, origin="A", reason="B", by=None
    )
    level = BaseLevel.objects.get(standard=changed, locality=locality)
    assert level.share == pytest.approx(brute_share(cells, groceries, locality, 5_000))


def test_a_threshold_cannot_change_where_the_base_is_only_stated(kept):
    stated = base_on_year(standard=kept, year=2023, share=0.9)
    with pytest.raises(BaseNotMeasured), transaction.atomic():
        change_standard(
            standard=stated, threshold=5_000, target_share=None, origin="A", reason="B", by=None
        )
    stated.refresh_from_db()
    assert stated.threshold == 10_000


def test_people_counted_anew_make_a_run_no_base(base_run, standard, cells):
    source = cells[0].dataset
    base_run.datasets.add(source)
    source.is_active = False
    source.save()
    with pytest.raises(BaseNotMeasured):
        base_on_run(standard=standard, run=base_run)


@pytest.mark.parametrize("share", [-0.01, 1.01])
def test_a_level_is_a_share(standard, share):
    with pytest.raises(IntegrityError), transaction.atomic():
        BaseLevel.objects.create(standard=standard, is_whole=True, share=share)


def test_share_keeps_its_standard_and_gets_one_beside_it(base_run, standard, locality):
    share = standard.target_share
    made = keep_level(standard=standard, run=base_run, reason="dagens nivå", by=None)
    standard.refresh_from_db()
    assert (standard.rule, standard.target_share) == ("share_within", share)
    assert made.pk != standard.pk
    assert (made.threshold, made.category, made.scope) == (
        standard.threshold,
        standard.category,
        standard.scope,
    )
    assert said(base_run, made)["Bettna"].verdict == "met"
    again = keep_level(standard=made, year=2020, share=0.8, reason="programmets", by=None)
    assert again.pk == made.pk
    assert again.base_as_of == "2020"
    assert [one.reason for one in again.versions.all()] == ["programmets"]


def test_base_is_chosen_in_a_form_and_wrong_choices_are_refused(client, base_run, standard):
    user = get_user_model().objects.create_user("planerare@kommun.example")
    Role.objects.create(user=user, kind=Role.Kind.PLANNER)
    path = f"/analys/matt/{standard.slug}/bas/"
    assert client.get(path).status_code == 302
    client.force_login(user)
    assert f"mätning {base_run.pk}" in client.get(path).text
    for wrong in (
        {"reason": "x"},
        {"reason": "x", "year": 2019},
        {"reason": "x", "year": 2999, "percent": 50},
        {"reason": "x", "run": base_run.pk, "year": 2019, "percent": 50},
        {"reason": "x", "run": 999_999},
        {"reason": "x", "year": 2019, "percent": 101},
        {"run": base_run.pk},
    ):
        assert client.post(path, wrong).status_code == 200
    assert Standard.objects.filter(rule="not_worse").count() == 0
    page = client.post(path, {"run": base_run.pk, "reason": "dagens"}, follow=True)
    made = Standard.objects.get(rule="not_worse")
    assert made.base_run == base_run
    assert "Nivån vid basen" in page.text
    assert "Bettna" in page.text


def test_preview_counts_who_is_worse_off_before_anything_is_kept(
    base_run, groceries, cells, locality, standard
):
    Offer.objects.filter(service_point=groceries[0]).update(state="closed")
    now = run_coverage(on=TODAY)
    shown = against_base(now, standard, levels_of_run(standard, base_run))
    assert BaseLevel.objects.count() == 0
    here = next(one for one in shown if one.area.locality == locality)
    people = sum(one.residents for one in cells if one.locality_id == locality.pk)
    was, left = (brute_share(cells, some, locality) for some in (groceries, groceries[1:]))
    assert (here.base, here.now) == (pytest.approx(was), pytest.approx(left))
    assert here.fallen == pytest.approx((was - left) * people)
    kept = base_on_run(standard=standard, run=base_run)
    classes = {one.area_name: one.verdict for one in findings(now, [kept])}
    assert {one.area.name: one.verdict for one in shown if not one.area.is_total}.items() >= {
        ("Bettna", classes["Bettna"])
    }
    assert here.is_worse


def test_preview_of_a_base_keeps_nothing(client, base_run, groceries, standard):
    Offer.objects.filter(service_point=groceries[0]).update(state="closed")
    run_coverage(on=TODAY)
    user = get_user_model().objects.create_user("planerare@kommun.example")
    Role.objects.create(user=user, kind=Role.Kind.PLANNER)
    client.force_login(user)
    path = f"/analys/matt/{standard.slug}/bas/"
    data = {"reason": "x", "verb": "preview"}
    page = client.post(path, data | {"run": base_run.pk})
    assert "Vilka den här basen skulle träffa i dag" in page.text
    assert "Bettna" in page.text
    year = client.post(path, data | {"year": 2019, "percent": 99.5})
    assert "Hela kommunen" in year.text
    assert "Bettna" not in year.text.split("<tbody>")[1].split("</tbody>")[0]
    assert "Inget är sparat ännu" in year.text
    refused = client.post(path, {"verb": "preview"})
    assert "Inget är sparat ännu" not in refused.text
    assert not Standard.objects.filter(rule="not_worse").exists()
    assert BaseLevel.objects.count() == 0
