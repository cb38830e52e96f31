"""What a reviewer reads and decides: one business, one revision, one claim, one pair."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache

from accounts.permissions import is_reviewer
from portal.forms import whole_number
from portal.queries.reviewing import surroundings
from route221.actions.claims import decide_claim, undo_claim
from route221.actions.photos import refuse_photo, restore_photo
from route221.actions.registration import confirm_still_correct
from route221.actions.review import decide, merge, unmerge
from route221.actions.revisions import decide_revision, undo_revision
from route221.actions.together import join_place
from route221.actions.yearly import ask_now
from route221.errors import RegistrationError
from route221.models import Business, LookAlike, Ownership, ReasonText, Revision
from route221.queries.overlay import PHOTOS
from route221.queries.registration import differences, look_alikes, on_roads
from route221.states import REVIEWER, verbs_from

NEEDS_REASON = {"ask_changes", "reject", "refuse_photo"}
CONFIRMED_BY_REVIEWER = "granskare"
NEEDS_REASON_WORDS = _("Give a reason: whoever wrote must know what to change.")


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
        "photos": business.photos.all(),
        "map": surroundings(business),
        "reasons": ReasonText.objects.all(),
        "people": business.ownerships.filter(is_confirmed=True).select_related("user"),
        "claims": business.ownerships.filter(claim__gt="").select_related("user"),
        "revision": business.revisions.order_by("-pk").first(),
        "story": business.decisions.select_related("actor")[:20],
    }
    return render(request, "portal/review.html", page)


def _decide(request: HttpRequest, business: Business) -> HttpResponse:
    verb, reason = request.POST.get("verb", ""), _reason(request, business)
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
        elif verb == "undo_revision":
            key = _number(request.POST.get("revision", ""))
            revision = get_object_or_404(business.revisions.all(), pk=key)
            undo_revision(revision=revision, actor=request.user)
        elif verb == "undo_claim":
            key = _number(request.POST.get("ownership", ""))
            ownership = get_object_or_404(business.ownerships.all(), pk=key)
            undo_claim(ownership=ownership, actor=request.user)
        elif verb == "confirm":
            confirm_still_correct(
                business=business, actor=request.user, source=CONFIRMED_BY_REVIEWER
            )
        elif verb == "ask":
            _ask(request, business)
        elif verb in ("refuse_photo", "restore_photo"):
            _judge_photo(request, business, verb, reason)
            return redirect("review-business", business.pk)
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


def _ask(request: HttpRequest, business: Business) -> None:
    if ask_now(business=business, actor=request.user):
        messages.success(request, _("Its people have been asked by mail."))
    else:
        messages.warning(request, _("Nobody could be asked, or they were asked today already."))


def _judge_photo(request: HttpRequest, business: Business, verb: str, reason: str) -> None:
    photo = get_object_or_404(business.photos.all(), pk=_number(request.POST.get("photo", "")))
    if verb == "refuse_photo":
        refuse_photo(photo=photo, reason=reason, actor=request.user)
    else:
        restore_photo(photo=photo, actor=request.user)


def _reason(request: HttpRequest, business: Business) -> str:
    """Return the ready reason if one was chosen, in its people's language, and what was written."""
    written = request.POST.get("reason", "").strip()
    key = whole_number(request.POST.get("ready", ""))
    ready = ReasonText.objects.filter(pk=key).first() if key is not None else None
    owner = business.ownerships.filter(is_confirmed=True).select_related("user").first()
    with override(owner.user.language if owner else "sv"):
        parts = [str(ready.text) if ready else "", written]
    return "\n\n".join(part for part in parts if part)[:2000]


def _number(text: str) -> int:
    number = whole_number(text)
    return -1 if number is None else number


@never_cache
def review_revision(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a revision field by field beside the page that stands, and decide."""
    revision = get_object_or_404(Revision.objects.select_related("business__locality"), pk=pk)
    _covered(request, revision.business)
    if request.method == "POST":
        reason = _reason(request, revision.business)
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
        "map": surroundings(revision.business, revision),
        "reasons": ReasonText.objects.all(),
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
                reason=request.POST.get("reason", "").strip()[:2000],
                actor=request.user,
            )
        except RegistrationError as error:
            messages.warning(request, str(error.words))
        return redirect("review")
    others = ownership.business.ownerships.filter(is_confirmed=True).select_related("user")
    page = {"ownership": ownership, "others": others}
    return render(request, "portal/review_claim.html", page)


@never_cache
def review_pair(request: HttpRequest, pk: int) -> HttpResponse:
    """Show two entries that may be one, beside each other: merge, join, or say they are not."""
    pair = get_object_or_404(
        LookAlike.objects.select_related(
            "business__locality", "other_business__locality", "service_point__locality"
        ),
        pk=pk,
    )
    business = _covered(request, pair.business)
    other = pair.other_business
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        try:
            if verb == "first" and other:
                merge(business=_covered(request, other), into=business, actor=request.user)
            elif verb == "second" and other:
                merge(business=business, into=_covered(request, other), actor=request.user)
            elif verb == "join" and pair.service_point:
                join_place(business=business, place=pair.service_point, actor=request.user)
            elif verb in ("apart", "perhaps"):
                LookAlike.objects.filter(pk=pk).update(is_dismissed=verb == "apart")
        except RegistrationError as error:
            messages.warning(request, str(error.words))
        return redirect("review")
    page = {"pair": pair, "first": business, "second": other or pair.service_point}
    page["map"] = surroundings(business)
    return render(request, "portal/review_pair.html", page)
