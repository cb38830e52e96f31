"""A business as visitors will see it: the public page itself, with all that waits laid over it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import is_reviewer, owns
from portal.queries.roads import road_place_page
from route221.models import Business
from route221.queries.preview import as_it_would_be
from services.queries.hours import days_from, opening_at


@never_cache
@require_safe
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a business's public page to its own people, and to reviewers, before it is public."""
    business = get_object_or_404(Business.objects.select_related("locality"), pk=pk)
    is_own = owns.test(request.user, business)
    if not is_own and not is_reviewer.test(request.user, business):
        return HttpResponse(status=404)
    would_be = as_it_would_be(business)
    place = would_be.business
    now = timezone.now()
    days = days_from(place.opening_hours, timezone.localdate()) if place.opening_hours else []
    context = {
        "page": road_place_page(would_be.route, place, as_if=would_be.stop),
        "route": would_be.route,
        "opening": opening_at(place.opening_hours, now, by_arrangement=place.by_arrangement),
        "days": days if any(day.is_known for day in days) else [],
        "gallery": would_be.photos,
        "is_preview": True,
        "back": reverse("business" if is_own else "review-business", args=[pk]),
    }
    return render(request, "route221/place.html", context)
