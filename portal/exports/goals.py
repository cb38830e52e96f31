"""All villages' goals on one subject as a table or a document: a basis for a steering document."""

import io
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from docx import Document

from plans.queries.goals import AssessedGoal
from portal.exports.tables import Table, Value
from services.models import CoverageRun

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _figure(one: AssessedGoal) -> str:
    if one.finding is not None:
        share = one.finding.share_within
        if one.computed == "not_assessed" or share is None:
            return ""
        estimated = f" ({_('estimated')})" if one.finding.is_estimate else ""
        return f"{share * 100:.0f} %{estimated}"
    return "" if one.reached is None else f"{one.reached} / {one.target}"


def as_table(goals: Sequence[AssessedGoal], subject: Any | None, run: CoverageRun | None) -> Table:
    """Write one goal a row, with its village, status, figure and where it has been used."""
    title = _title(subject)
    own = _("A local development plan is the village's own. It binds no authority.")
    of = _("run %(number)s, %(date)s") % {"number": run.pk, "date": run.measured_on} if run else ""
    return Table(
        name=f"mal-{subject.key if subject else 'alla'}"[:31],
        title=title,
        columns=[
            _("Village group"),
            _("Village"),
            _("Goal"),
            _("In more words"),
            _("Priority area"),
            _("Status"),
            _("Set by hand because"),
            _("Standard"),
            _("Figure"),
            _("Measured"),
            _("Plan of"),
            _("Adopted on"),
            _("Used in"),
            _("Example"),
        ],
        rows=[_row(one) for one in goals],
        notes=[own, f"{settings.SITE_URL}, {timezone.localdate():%Y-%m-%d}. {of}"],
    )


def _row(one: AssessedGoal) -> list[Value]:
    goal = one.goal
    adopted_on = goal.version.adopted_on
    return [
        str(goal.version.plan.group),
        str(goal.locality or ""),
        goal.title,
        goal.text,
        str(goal.area or ""),
        one.status.label,
        goal.override_reason,
        str(goal.target_standard or ""),
        _figure(one),
        one.finding.run.measured_on.isoformat() if one.finding else "",
        goal.version.year,
        adopted_on.isoformat() if adopted_on else "",
        "; ".join(str(document) for document in goal.used_in.all()),
        _("Example") if goal.is_example else "",
    ]


def _title(subject: Any | None) -> str:
    return _("The villages' goals: %(subject)s") % {
        "subject": subject.name if subject else _("all subjects")
    }


def as_document(
    goals: Sequence[AssessedGoal], subject: Any | None, run: CoverageRun | None
) -> bytes:
    """Write the goals as a document to work on, under one heading for each village."""
    document = Document()
    title = _title(subject)
    document.core_properties.title = title
    document.core_properties.author = settings.SITE_NAME
    document.add_heading(title, 0)
    document.add_paragraph(
        _("A local development plan is the village's own. It binds no authority.")
    )
    of = _("run %(number)s, %(date)s") % {"number": run.pk, "date": run.measured_on} if run else ""
    document.add_paragraph(f"{settings.SITE_URL}, {timezone.localdate():%Y-%m-%d}. {of}")
    group = None
    for one in sorted(goals, key=lambda one: str(one.goal.version.plan.group)):
        if one.goal.version.plan.group != group:
            group = one.goal.version.plan.group
            document.add_heading(str(group), 1)
        line = document.add_paragraph(style="List Bullet")
        line.add_run(one.goal.title).bold = True
        details = [
            f"{_('Status:')} {one.status.label}",
            f"{_('set by hand')}: {one.goal.override_reason}" if one.is_by_hand else "",
            str(one.goal.target_standard or ""),
            _figure(one),
        ]
        line.add_run("\n" + " · ".join(text for text in details if text))
        if one.goal.text:
            document.add_paragraph(one.goal.text)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
