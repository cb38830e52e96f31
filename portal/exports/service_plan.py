"""A service plan as accessible PDF, and as a text document that can be edited on."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from docx import Document
from docx.shared import Cm, Pt

from plans.models import ServicePlan
from portal.exports.drawn import drawing_png
from portal.exports.table_paper import pdf_of
from portal.exports.tables import Table

if TYPE_CHECKING:
    from portal.queries.service_plan import Part


def plan_title(plan: ServicePlan) -> str:
    """Name the paper."""
    return _("Municipal service plan %(year)s, %(municipality)s") % {
        "year": plan.year,
        "municipality": plan.municipality.name,
    }


def plan_pdf(plan: ServicePlan, parts: Sequence["Part"], notes: Sequence[str]) -> bytes:
    """Write the plan as PDF/UA-1."""
    context = {"plan": plan, "title": plan_title(plan), "parts": parts, "notes": notes}
    return pdf_of("drawing/service_plan.html", context)


def plan_docx(plan: ServicePlan, parts: Sequence["Part"], notes: Sequence[str]) -> bytes:
    """Write the plan as a document with real headings and tables; map and plots are pictures."""
    document = Document()
    document.core_properties.title = plan_title(plan)
    document.core_properties.language = get_language() or ""
    document.styles["Normal"].font.size = Pt(10.5)
    document.add_heading(plan_title(plan), level=0)
    for note in notes:
        document.add_paragraph(note)
    for part in parts:
        document.add_heading(part.heading, level=1)
        for paragraph in part.text.split("\n"):
            if paragraph.strip():
                document.add_paragraph(paragraph.strip())
        for svg, shows in part.drawings:
            _add_drawing(document, svg, shows)
        for table in part.tables:
            _add_table(document, table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _add_drawing(document, svg: str, shows: str) -> None:  # type: ignore[no-untyped-def]
    """Put a drawing in as a picture that says what it shows also to those who do not see it."""
    picture = document.add_picture(io.BytesIO(drawing_png(svg)), width=Cm(15.5))
    picture._inline.docPr.set("descr", shows)
    document.add_paragraph(shows, style="Caption")


def _add_table(document, table: Table) -> None:  # type: ignore[no-untyped-def]
    document.add_heading(table.title, level=2)
    if not table.rows:
        document.add_paragraph(_("None."))
        return
    grid = document.add_table(rows=1, cols=len(table.columns), style="Light Grid Accent 1")
    for cell, name in zip(grid.rows[0].cells, table.columns, strict=True):
        cell.text = name
    for row in table.rows:
        for cell, value in zip(grid.add_row().cells, row, strict=True):
            cell.text = "" if value is None else str(value)
    for note in table.notes:
        document.add_paragraph(note).runs[0].font.size = Pt(8)
