"""All villages' goals on one subject as a table or a document: a basis for a steering document."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from docx import Document

from plans.queries.goals import AssessedGoal
from services.models import CoverageRun

CSV = "text/csv; charset=utf-8"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# What a spreadsheet would run as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _safe(text: object) -> str:
    written = "" if text is None else str(text)
    return f"'{written}" if written.startswith(FORMULA) else written


def _figure(one: AssessedGoal) -> str:
    if one.finding is not None:
        share = one.finding.share_within
        if one.computed == "not_assessed" or share is None:
            return ""
        estimated = f" ({_('estimated')})" if one.finding.is_estimate else ""
        return f"{share * 100:.0f} %{estimated}"
    return "" if one.reached is None else f"{one.reached} / {one.target}"


def as_csv(goals: Sequence[AssessedGoal]) -> bytes:
    """Write one goal a row, with its village, status and figure; opens in a spreadsheet."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(
        [
            _("Village group"),
            _("Village"),
            _("Goal"),
            _("Priority area"),
            _("Status"),
            _("Set by hand because"),
            _("Standard"),
            _("Figure"),
            _("Measured"),
            _("Plan of"),
            _("Adopted on"),
            _("Example"),
        ]
    )
    for one in goals:
        goal = one.goal
        table.writerow(
            _safe(text)
            for text in (
                goal.version.plan.group,
                goal.locality or "",
                goal.title,
                goal.area or "",
                one.status.label,
                goal.override_reason,
                goal.target_standard or "",
                _figure(one),
                one.finding.run.measured_on if one.finding else "",
                goal.version.year,
                goal.version.adopted_on or "",
                _("Example") if goal.is_example else "",
            )
        )
    return ("\ufeff" + out.getvalue()).encode()


def as_document(
    goals: Sequence[AssessedGoal], subject: Any | None, run: CoverageRun | None
) -> bytes:
    """Write the goals as a document to work on, under one heading for each village."""
    document = Document()
    title = _("The villages' goals: %(subject)s") % {
        "subject": subject.name if subject else _("all subjects")
    }
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
