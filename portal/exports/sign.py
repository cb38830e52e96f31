"""A business's sign on paper: an A4 as accessible PDF with its QR code."""

from pathlib import Path
from typing import Any

import segno
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from weasyprint import HTML
from weasyprint.urls import URLFetcher

from route221.models import Business

STYLES = Path(settings.BASE_DIR) / "static" / "css" / "sign-paper.css"


def sign_context(business: Business) -> dict[str, Any]:
    """Return what the sign shows; its code survives a third of it being covered."""
    address = settings.SITE_URL + reverse("scanned", args=[business.pk])
    code = segno.make(address, error="h", micro=False)
    return {
        "business": business,
        "address": address,
        "code": code.svg_data_uri(border=2, scale=4),
    }


def sign_paper(business: Business) -> bytes:
    """Write the sign as PDF/UA-1; nothing is fetched from anywhere."""
    page = sign_context(business) | {"css": STYLES.read_text(encoding="utf-8")}
    html = render_to_string("drawing/sign.html", page)
    fetcher = URLFetcher(allowed_protocols={"data"})
    return bytes(HTML(string=html, url_fetcher=fetcher).write_pdf(pdf_variant="pdf/ua-1"))
