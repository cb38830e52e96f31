"""A table on paper: accessible PDF (PDF/UA) with run, sources and date under it."""

import re
from pathlib import Path

from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher

from portal.exports.tables import Table

MANY_COLUMNS = 7
DRAWING = re.compile(r"<svg [^>]*>")


def as_pdf(table: Table) -> bytes:
    """Write the table as PDF/UA-1; wide ones lie down."""
    context = {"table": table, "is_wide": len(table.columns) > MANY_COLUMNS}
    return pdf_of("drawing/table.html", context)


def pdf_of(template: str, context: dict[str, object]) -> bytes:
    """Write a template as PDF/UA-1 with the papers' style sheet; nothing is fetched."""
    styles = Path(settings.BASE_DIR) / "static" / "css"
    css = (styles / "desk-paper.css").read_text("utf-8")
    html = render_to_string(template, context | {"css": css})
    # A drawing on paper takes its colours only from within itself.
    drawn = (styles / "desk-drawing.css").read_text("utf-8")
    html = DRAWING.sub(lambda found: f"{found[0]}<style>{drawn}</style>", html)
    fetcher = URLFetcher(allowed_protocols={"data"})
    return bytes(HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1"))
