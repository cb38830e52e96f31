"""Writing a service plan as a file: step by step, so that it can be followed and cancelled."""

import logging

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from plans.actions.service_plans import begin_paper, fail_paper, finish_paper, note_paper
from plans.models import Paper
from portal.exports.service_plan import plan_docx, plan_pdf
from portal.exports.tables import Table
from portal.queries.desk_notes import run_notes
from portal.queries.service_plan import parts
from services.models import CoverageRun
from services.queries.coverage import latest_run
from services.queries.matrix import matrix

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
    return plan_docx(paper.plan, made, notes, _overview(run))


def _overview(run: CoverageRun | None) -> Table | None:
    """Return the map of the first standard that is assessed, as a table with positions."""
    found = matrix(run) if run else None
    known = (one for one in found.columns if one.completeness_level != "none") if found else ()
    column = next(iter(known), None)
    if found is None or column is None or run is None:
        return None
    areas = [(n, one) for n, one in enumerate(found.areas) if one.locality and one.locality.point]
    return Table(
        "oversikt",
        str(column.standard.name),
        [_("Locality")],
        [[area.name] for _n, area in areas],
        run_notes(run),
        [(one.locality.point.x, one.locality.point.y) for _n, one in areas if one.locality],
        [str(column.verdicts[n] or "") for n, _area in areas],
    )
