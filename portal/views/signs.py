"""A business's printable sign with its QR code, and what the law says of signs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.exports.sign import sign_context, sign_paper
from route221.models import Business
from route221.queries.registration import businesses_of


def _own(request: HttpRequest, pk: int) -> Business:
    return get_object_or_404(businesses_of(request.user), pk=pk, state="published")


@never_cache
@require_safe
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the sign as it will be printed."""
    return render(request, "route221/sign.html", sign_context(_own(request, pk)))


@never_cache
@require_safe
def sign_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the sign as an A4 page to print."""
    response = HttpResponse(sign_paper(_own(request, pk)), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="skylt-{pk}.pdf"'
    return response
