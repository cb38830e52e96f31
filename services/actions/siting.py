"""Searching for the best places step by step, so that it can be followed, cancelled and resumed."""

import logging
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.db import transaction

from services.errors import SearchNoLongerWanted, TooManySearches
from services.models import CoverageRun, SiteSearch, Standard
from services.models.siting import rule_of
from services.queries.capacity import capacity_rows, categories_with_capacity
from services.queries.coverage import latest_run
from services.queries.runs import run_datasets
from services.queries.site_searches import UNDER_WAY, under_way
from services.queries.siting import Sites, best_sites
from services.queries.whatif import present

log = logging.getLogger("portal.siting")

MOST_UNDER_WAY = 3
KEPT = 300
# The costs of the candidates, then the choice among them.
COSTS_DONE, ALL_DONE = 85, 100


@transaction.atomic
def ask_for_sites(
    *, run: CoverageRun, standard: Standard, p: int, source: str, aim: str, by: Any
) -> SiteSearch:
    """Put a search in line for the worker; a few at a time for each who asks."""
    if under_way(by).count() >= MOST_UNDER_WAY:
        raise TooManySearches
    return SiteSearch.objects.create(
        run=run,
        standard=standard,
        rule=rule_of(standard),
        p=p,
        source=source,
        aim=aim,
        asked_by=by if by.is_authenticated else None,
    )


def note_task(*, search: SiteSearch, task_id: str) -> None:
    """Keep which task carries a search."""
    SiteSearch.objects.filter(pk=search.pk).update(task_id=UUID(task_id))


def cancel_search(*, search: SiteSearch) -> bool:
    """Cancel a search that has no answer yet; the worker stops at its next step."""
    searches = SiteSearch.objects.filter(pk=search.pk, state__in=UNDER_WAY)
    return bool(searches.update(state=SiteSearch.State.CANCELLED))


def carry_out_search(*, search_id: int, task_id: UUID) -> bool:
    """Search and keep the answer; False if it was cancelled, failed or is another task's."""
    search = _begin(search_id, task_id)
    if search is None:
        return False
    try:
        run = search.run or latest_run()
        if run is None:
            raise SearchNoLongerWanted
        found = best_sites(
            run,
            search.standard,
            search.p,
            search.source,
            search.aim,
            lambda done, of: _note(search, round(COSTS_DONE * done / of)),
        )
        answer = _answer(run, search.standard, found)
    except SearchNoLongerWanted:
        return False
    except Exception as error:
        log.exception("the best places could not be searched")
        _end(search, state=SiteSearch.State.FAILED, error=type(error).__name__)
        return False
    is_kept = _end(search, state=SiteSearch.State.DONE, done=ALL_DONE, answer=answer, run=run)
    _drop_old()
    return is_kept


@transaction.atomic
def _begin(search_id: int, task_id: UUID) -> SiteSearch | None:
    """Take a search from the line, or up again where this task's former worker was killed."""
    searches = SiteSearch.objects.select_for_update(of=("self",)).select_related(
        "standard__category", "run"
    )
    search = searches.filter(pk=search_id, state__in=UNDER_WAY).first()
    if search is None:
        return None
    if search.state == SiteSearch.State.RUNNING and search.task_id != task_id:
        return None
    search.state, search.task_id, search.done = SiteSearch.State.RUNNING, task_id, 0
    search.save(update_fields=["state", "task_id", "done"])
    return search


def _note(search: SiteSearch, done: int) -> None:
    if done == search.done:
        return
    search.done = done
    going = SiteSearch.objects.filter(pk=search.pk, state=SiteSearch.State.RUNNING)
    if not going.update(done=done):
        raise SearchNoLongerWanted


def _end(search: SiteSearch, **fields: Any) -> bool:
    going = SiteSearch.objects.filter(pk=search.pk, state=SiteSearch.State.RUNNING)
    return bool(going.update(**fields))


def _answer(run: CoverageRun, standard: Standard, found: Sites | None) -> dict[str, Any]:
    """Write down what was found and what it rests on, so that it is still there without the run."""
    said: dict[str, Any] = {
        "run": run.pk,
        "measured_on": run.measured_on.isoformat(),
        "is_estimate": run.is_estimate,
        "sources": [
            [one.title, one.publisher, one.valid_on.isoformat() if one.valid_on else ""]
            for one in run_datasets(run)
        ],
        "capacity": [],
        "chosen": None,
    }
    if standard.category_id in {one.pk for one in categories_with_capacity()}:
        said["capacity"] = [
            [row.area.key, row.area.name, row.residents, row.per_thousand]
            for row in capacity_rows(run, standard)
        ]
    if found is None:
        return said
    _ids, today = present(run.pk, standard.category_id, standard.metric)
    return said | {
        "candidates": found.candidates,
        "chosen": [{**asdict(place), "gain": gain} for place, gain in found.chosen],
        "is_exact": found.siting.is_exact,
        "bound": found.siting.bound,
        "from_best": found.siting.from_best,
        "lacking_before": found.lacking_before,
        "lacking_after": found.lacking_after,
        "lacking_bound": max(found.lacking_bound, 0.0),
        "today": today.supply_xy.round(1).tolist(),
    }


def _drop_old() -> None:
    kept = SiteSearch.objects.values_list("pk", flat=True)[:KEPT]
    old = SiteSearch.objects.exclude(pk__in=list(kept)).exclude(state__in=UNDER_WAY)
    old.delete()
