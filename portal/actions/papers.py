"""Writing a service plan as a file: step by step, so that it can be followed and cancelled."""

import logging

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from plans.actions.service_plans import begin_paper, fail_paper, finish_paper, note_paper
from plans.models import Paper
from portal.exports.service_plan import plan_docx, plan_pdf
from portal.queries.desk_notes import run_notes
from portal.queries.service_plan import parts
from services.queries.coverage import latest_run

log = logging.getLogger("portal.papers")


class NoLongerWanted(Exception):
    """The paper was cancelled while it was being written."""


def write_paper(*, paper_id: int) -> bool:
    """Write one paper; False if it was cancelled, failed or is another worker's."""
    paper = begin_paper(paper_id=paper_id)
    if paper is None:
        return False
    try:
        with translation.override(paper.language):
            return finish_paper(paper=paper, content=_write(paper))
    except NoLongerWanted:
        return False
    except Exception as error:
        log.exception("a service plan could not be written")
        fail_paper(paper=paper, error=type(error).__name__)
        return False


def _write(paper: Paper) -> bytes:
    def step(done: int) -> None:
        if not note_paper(paper=paper, done=done):
            raise NoLongerWanted

    run = latest_run()
    made = parts(paper.plan, run, step)
    step(75)
    notes = [_("Written %(today)s.") % {"today": timezone.localdate()}]
    if run:
        notes = run_notes(run)
    if paper.kind == Paper.Kind.PDF:
        return plan_pdf(paper.plan, made, notes)
    return plan_docx(paper.plan, made, notes)
