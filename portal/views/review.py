"""The review queue: what waits, why and since when, and what a reviewer decides."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.permissions import is_reviewer
from route221.actions.changes import PHOTOS, decide_revision
from route221.actions.review import decide, decide_claim, merge, unmerge
from route221.errors import RegistrationError
from route221.models import Business, Ownership, Revision
from route221.queries.registration import (
    as_waiting,
    differences,
    look_alikes,
    on_roads,
    waiting_rows,
)
from route221.states import REVIEWER, verbs_from

PER_PAGE = 50
NEEDS_REASON = {"ask_changes", "reject"}
NEEDS_REASON_WORDS = _("Give a reason: whoever wrote must know what to change.")


@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """List what waits, the oldest first."""
    page = Paginator(waiting_rows(), PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/review_queue.html",
        {"page_obj": page, "rows": as_waiting(page.object_list)},
    )


def _covered(request: HttpRequest, business: Business) -> Business:
    if not is_reviewer.test(request.user, business):
        raise PermissionDenied
    return business


@never_cache
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one business with its place, look-alikes and story, and take a decision."""
    business = _covered(request, get_object_or_404(Business, pk=pk))
    if request.method == "POST":
        return _decide(request, business)
    page = {
        "business": business,
        "verbs": verbs_from(business.state, REVIEWER),
        "alike": look_alikes(business),
        "on_roads": on_roads(business.point, business.entrance) if business.point else [],
        "story": business.decisions.select_related("actor")[:20],
    }
    return render(request, "portal/review.html", page)


def _decide(request: HttpRequest, business: Business) -> HttpResponse:
    verb, reason = request.POST.get("verb", ""), request.POST.get("reason", "").strip()[:2000]
    version = request.POST.get("version", "")
    if verb in NEEDS_REASON and not reason:
        messages.error(request, str(NEEDS_REASON_WORDS))
        return redirect("review-business", business.pk)
    try:
        if verb == "merge":
            into = get_object_or_404(Business, pk=_number(request.POST.get("into", "")))
            merge(business=business, into=_covered(request, into), actor=request.user)
        elif verb == "unmerge":
            unmerge(business=business, actor=request.user)
        else:
            decide(
                business=business,
                verb=verb if verb in verbs_from(business.state, REVIEWER) else "none",
                version=_number(version),
                reason=reason,
                actor=request.user,
            )
    except RegistrationError as error:
        messages.warning(request, str(error.words))
        return redirect("review-business", business.pk)
    return redirect("review")


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else -1


@never_cache
def review_revision(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a revision field by field beside the page that stands, and decide."""
    revision = get_object_or_404(Revision.objects.select_related("business__locality"), pk=pk)
    _covered(request, revision.business)
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()[:2000]
        approve = request.POST.get("verb") == "approve"
        if not approve and not reason:
            messages.error(request, str(NEEDS_REASON_WORDS))
            return redirect("review-revision", pk)
        try:
            decide_revision(
                revision=revision,
                version=_number(request.POST.get("version", "")),
                approve=approve,
                reason=reason,
                actor=request.user,
            )
        except RegistrationError as error:
            messages.warning(request, str(error.words))
            return redirect("review-revision", pk)
        return redirect("review")
    page = {
        "revision": revision,
        "differences": differences(revision),
        "photos": revision.business.photos.filter(pk__in=revision.changes.get(PHOTOS, [])),
    }
    return render(request, "portal/review_revision.html", page)


@never_cache
def review_claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who says to belong to a business, and decide."""
    ownership = get_object_or_404(
        Ownership.objects.select_related("business__locality", "user"), pk=pk
    )
    _covered(request, ownership.business)
    if request.method == "POST":
        try:
            decide_claim(
                ownership=ownership,
                approve=request.POST.get("verb") == "approve",
                actor=request.user,
            )
        except RegistrationError as error:
            messages.warning(request, str(error.words))
        return redirect("review")
    return render(request, "portal/review_claim.html", {"ownership": ownership})
