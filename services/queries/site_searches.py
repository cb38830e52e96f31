"""Searches for the best places: those that answer a question already, and those given up."""

from typing import Any

from django.db.models import QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from services.models import CoverageRun, SiteSearch, Standard
from services.models.siting import rule_of

UNDER_WAY = (SiteSearch.State.WAITING, SiteSearch.State.RUNNING)
GOING = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
SHOWN = 10


def answered(
    run: CoverageRun, standard: Standard, p: int, source: str, aim: str
) -> SiteSearch | None:
    """Return a search that answers just this by this run and the standard as it is today."""
    found = SiteSearch.objects.filter(
        run=run, standard=standard, p=p, source=source, aim=aim, rule=rule_of(standard)
    )
    return found.filter(state=SiteSearch.State.DONE).first()


def under_way(user: Any) -> QuerySet[SiteSearch]:
    """Return what one person has asked and waits for; all who are not signed in are one."""
    asked_by = user if user.is_authenticated else None
    going = DBTaskResult.objects.filter(status__in=GOING).values("pk")
    found = SiteSearch.objects.filter(asked_by=asked_by, state__in=UNDER_WAY)
    lost = found.exclude(task_id=None).exclude(task_id__in=going)
    return found.exclude(pk__in=lost.values("pk")).select_related("standard__category")


def newest_answers() -> list[SiteSearch]:
    """Return the newest finished searches, whoever asked: they say nothing of a person."""
    found = SiteSearch.objects.filter(state=SiteSearch.State.DONE)
    return list(found.select_related("standard__category")[:SHOWN])


def is_lost(search: SiteSearch) -> bool:
    """Whether a search is under way for nobody: its task failed or was cleared away."""
    if not search.is_under_way or search.task_id is None:
        return False
    return not DBTaskResult.objects.filter(pk=search.task_id, status__in=GOING).exists()


def still_holds(search: SiteSearch, newest: CoverageRun | None) -> bool:
    """Whether an answer rests on the newest run and on the standard as it is today."""
    is_newest = newest is not None and search.run_id == newest.pk
    return is_newest and search.rule == rule_of(search.standard)
