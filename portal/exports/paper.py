"""Pages on paper: an A4 as accessible PDF (PDF/UA), with a QR code back to the page."""

from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import HTML
from weasyprint.urls import URLFetcher

QR_SCALE = 3


def paper(context: dict[str, Any], *, link: str, template: str = "drawing/day_plan.html") -> bytes:
    """Write a sheet, by default a day plan's, as PDF/UA-1; nothing is fetched from anywhere."""
    code = segno.make(link, error="m", micro=False).svg_data_uri(scale=QR_SCALE, border=2)
    css = (Path(settings.BASE_DIR) / "static" / "css" / "plan-paper.css").read_text(
        encoding="utf-8"
    )
    html = render_to_string(template, context | {"qr": code, "link": link, "css": css})
    return bytes(
        HTML(string=html, url_fetcher=URLFetcher(allowed_protocols={"data"})).write_pdf(
            pdf_variant="pdf/ua-1"
        )
    )
