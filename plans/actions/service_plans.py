"""The service plan's words from year to year, and the papers that the worker writes."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from geo.models import Municipality
from plans.actions.editions import save_edition
from plans.errors import PlanError
from plans.models import Paper, ServicePlan, ServicePlanText

# A worker says every few seconds that it is alive; after this it is not.
SILENT_AFTER = timedelta(seconds=60)
MOST_UNDER_WAY = 4
FIRST_YEAR, LAST_YEAR = 2000, 2200
UNDER_WAY = (Paper.State.WAITING, Paper.State.RUNNING)


class NoSuchYear(PlanError):
    words = _("Choose a year from 2000 to 2200.")


class TooManyPapers(PlanError):
    words = _("Four papers of this plan are being written already. Wait for one of them.")


@transaction.atomic
def begin_service_plan(*, municipality: Municipality, year: int) -> ServicePlan:
    """Return the year's plan; a new one begins with the words of the newest before it."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NoSuchYear
    plan, is_new = ServicePlan.objects.get_or_create(municipality=municipality, year=year)
    if is_new:
        before = municipality.service_plans.filter(year__lt=year).order_by("-year").first()
        kept = dict(before.texts.values_list("chapter", "text")) if before else {}
        ServicePlanText.objects.bulk_create(
            ServicePlanText(plan=plan, chapter=chapter, text=kept.get(chapter, ""))
            for chapter in ServicePlanText.Chapter.values
        )
    return plan


@transaction.atomic
def write_text(*, text: ServicePlanText, words: str, edition: int | None) -> ServicePlanText:
    """Write one chapter's words, unless somebody else did meanwhile."""
    return save_edition(text, edition, {"text": words})


@transaction.atomic
def ask_for_paper(*, plan: ServicePlan, kind: str, language: str, by: Any) -> Paper:
    """Put a paper in line for the worker."""
    ServicePlan.objects.select_for_update().get(pk=plan.pk)
    if plan.papers.filter(state__in=UNDER_WAY).count() >= MOST_UNDER_WAY:
        raise TooManyPapers
    return Paper.objects.create(plan=plan, kind=kind, language=language, asked_by=by)


def cancel_paper(*, paper: Paper) -> bool:
    """Cancel a paper that is not ready; the worker stops at its next step."""
    papers = Paper.objects.filter(pk=paper.pk, state__in=UNDER_WAY)
    return bool(papers.update(state=Paper.State.CANCELLED))


def begin_paper(*, paper_id: int) -> Paper | None:
    """Take a paper from the line; None if it was cancelled or another worker has it."""
    now = timezone.now()
    papers = Paper.objects.filter(pk=paper_id, state=Paper.State.WAITING)
    if not papers.update(state=Paper.State.RUNNING, beat_at=now, done=0):
        return None
    return Paper.objects.select_related("plan__municipality").get(pk=paper_id)


def note_paper(*, paper: Paper, done: int) -> bool:
    """Note how far a paper has come; False when it is no longer wanted."""
    papers = Paper.objects.filter(pk=paper.pk, state=Paper.State.RUNNING)
    return bool(papers.update(done=done, beat_at=timezone.now()))


def finish_paper(*, paper: Paper, content: bytes) -> bool:
    """Keep what was written, unless it was cancelled meanwhile."""
    papers = Paper.objects.filter(pk=paper.pk, state=Paper.State.RUNNING)
    return bool(papers.update(state=Paper.State.DONE, done=100, content=content))


def fail_paper(*, paper: Paper, error: str) -> None:
    """Say why a paper could not be written."""
    papers = Paper.objects.filter(pk=paper.pk, state=Paper.State.RUNNING)
    papers.update(state=Paper.State.FAILED, error=error[:300])


def revive_papers(*, plan: ServicePlan) -> list[int]:
    """Put papers back in line whose worker fell silent; return which to enqueue again."""
    silent = Paper.objects.filter(
        plan=plan, state=Paper.State.RUNNING, beat_at__lt=timezone.now() - SILENT_AFTER
    )
    revived = []
    for pk in silent.values_list("pk", flat=True):
        # Two readers of the page revive it once.
        if silent.filter(pk=pk).update(state=Paper.State.WAITING, beat_at=timezone.now()):
            revived.append(pk)
    return revived
