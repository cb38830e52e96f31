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
    code = qr_code(link)
    css = (Path(settings.BASE_DIR) / "static" / "css" / "plan-paper.css").read_text(
        encoding="utf-8"
    )
    html = render_to_string(template, context | {"qr": code, "link": link, "css": css})
    return bytes(
        HTML(string=html, url_fetcher=URLFetcher(allowed_protocols={"data"})).write_pdf(
            pdf_variant="pdf/ua-1"
        )
    )


def qr_code(link: str, scale: int = QR_SCALE) -> str:
    """Draw an address as a QR code that stands in the page itself."""
    return str(segno.make(link, error="m", micro=False).svg_data_uri(scale=scale, border=2))
