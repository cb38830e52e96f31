"""A business registers, step by step, and keeps itself correct."""

from django.conf import settings
from django.contrib import messages
from django.contrib.gis.geos import Point
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.clients import client_address
from route221.actions import together
from route221.actions.changes import save_changes
from route221.actions.claims import claim
from route221.actions.registration import begin, confirm_still_correct, missing, take_step
from route221.errors import RegistrationError
from route221.forms import ORDER, STEPS, BeginForm, place_of_step
from route221.forms.business import EAST, NORTH, SOUTH, WEST, plain, sweref
from route221.models import Business, Route
from route221.queries.figures import figures_of
from route221.queries.overlay import apply_changes
from route221.queries.registration import businesses_of, look_alikes, on_roads
from route221.states import OWNER, verbs_from
from services.models import ServicePoint


@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    """List one's businesses, and how to begin."""
    return render(
        request,
        "route221/mine.html",
        {
            "businesses": businesses_of(request.user).order_by("name"),
            "home_route": settings.HOME_ROUTE,
            "claims": request.user.ownerships.filter(is_confirmed=False).select_related("business"),
        },
    )


@never_cache
def new(request: HttpRequest) -> HttpResponse:
    """Take the first step, which makes the draft."""
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in form.Meta.fields}
        try:
            business = begin(
                user=request.user,
                form_key=form.cleaned_data["form_key"],
                address=client_address(request),
                values=values,
            )
        except RegistrationError as error:
            messages.error(request, str(error.words))
            return render(request, "route221/step.html", _steps(form, "om"), status=429)
        return redirect("business-step", business.pk, "plats")
    return render(request, "route221/step.html", _steps(form, "om"))


def _steps(form: object, step: str, business: Business | None = None) -> dict[str, object]:
    return place_of_step(step) | {
        "form": form,
        "business": business,
        "route": Route.objects.order_by("pk").first() if step == "plats" else None,
    }


def _own(request: HttpRequest, pk: int) -> Business:
    return get_object_or_404(businesses_of(request.user), pk=pk)


@never_cache
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Show and save one step."""
    business = _own(request, pk)
    if step not in STEPS:
        raise Http404
    waiting = business.revisions.filter(is_waiting=True).first()
    if waiting:
        apply_changes(business, waiting.changes)
    form = STEPS[step](request.POST or None, instance=business)
    if request.method == "POST" and form.is_valid():
        if changes := form.changes():
            save_changes(business=business, changes=changes, author=request.user)
        following = place_of_step(step)["following"]
        if following and business.state in ("draft", "changes_asked"):
            return redirect("business-step", pk, following)
        return redirect("business", pk)
    page = _steps(form, step, business)
    if business.point:
        page["on_roads"] = on_roads(business.point, business.entrance)
    return render(request, "route221/step.html", page)


@never_cache
def business(request: HttpRequest, pk: int) -> HttpResponse:
    """Preview a business as visitors will see it, with what is missing and what one may do."""
    found = _own(request, pk)
    waiting = found.revisions.filter(is_waiting=True).first()
    is_unsent = found.state in ("draft", "changes_asked")
    page = {
        "business": found,
        "waiting": waiting,
        "refused": found.revisions.exclude(reason="").order_by("-pk").first(),
        "missing": missing(found),
        "verbs": [verb for verb in verbs_from(found.state, OWNER) if verb != "erase"],
        "alike": look_alikes(found) if is_unsent and not found.service_point_id else [],
        "joined": found.service_point if is_unsent else None,
        "on_roads": on_roads(found.point, found.entrance) if found.point else [],
        "steps": ORDER,
        "photos": found.photos.standing(),
        "people": found.ownerships.filter(is_confirmed=True).select_related("user"),
        "invited": found.invitations.order_by("pk"),
        "figures": figures_of(found, timezone.localdate()) if found.stands else None,
        "story": found.decisions.select_related("actor")[:20],
    }
    return render(request, "route221/business.html", page)


@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Take one of the owner's steps: send, withdraw, pause, resume, close, reopen."""
    found = _own(request, pk)
    if verb == "erase":
        raise Http404
    try:
        take_step(business=found, verb=verb, actor=request.user)
    except RegistrationError as error:
        messages.warning(request, str(error.words))
    else:
        if verb == "submit":
            words = _(
                "Sent. A reviewer of the municipality reads it, and you hear by mail. Until then"
                " you can take it back and change it."
            )
            messages.success(request, words)
    return redirect("business", pk)


@never_cache
def where(request: HttpRequest) -> JsonResponse:
    """Say where along the road a position lies, while the pin is dragged."""
    try:
        lon, lat = float(request.GET["lon"]), float(request.GET["lat"])
    except (KeyError, ValueError):
        return JsonResponse({"roads": []}, status=400)
    if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        return JsonResponse({"roads": []}, status=400)
    page = {"on_roads": on_roads(sweref(lon, lat), _entrance(request.GET.get("entrance", "")))}
    return JsonResponse({"html": render(request, "route221/_where.html", page).content.decode()})


def _entrance(text: str) -> Point | None:
    """Read "latitude,longitude" of an entrance; nonsense is as good as none."""
    try:
        lat, lon = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return sweref(lon, lat) if WEST <= lon <= EAST and SOUTH <= lat <= NORTH else None


@never_cache
def claim_business(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask to become one of a published business's people."""
    found = get_object_or_404(Business.objects.published(), pk=pk)
    if request.method == "POST":
        words = plain(request.POST.get("words", ""))[:1000]
        if not words:
            messages.error(request, _("Say how one can tell that it is yours."))
            return redirect("business-claim", pk)
        try:
            claim(business=found, user=request.user, words=words)
        except RegistrationError as error:
            messages.warning(request, str(error.words))
            return redirect("business-claim", pk)
        messages.success(request, _("A reviewer reads it. You get a mail when it is decided."))
        return redirect("businesses")
    return render(request, "route221/claim.html", {"business": found})


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that its people say today that all is correct."""
    confirm_still_correct(business=_own(request, pk), actor=request.user)
    messages.success(request, _("Thank you! It is noted that everything is correct today."))
    return redirect("business", pk)


@require_POST
def same_place(request: HttpRequest, pk: int, place: int) -> HttpResponse:
    """Say that a draft is a place of the register, and take over what is known of it."""
    found = _own(request, pk)
    point = get_object_or_404(ServicePoint, pk=place, replaced_by=None)
    try:
        together.same_place(business=found, place=point, actor=request.user)
        said = _(
            "Linked with %(place)s. What is known there was taken over; it can be undone here."
        )
        messages.success(request, said % {"place": point.name})
    except RegistrationError as error:
        messages.warning(request, str(error.words))
    return redirect("business", pk)


@require_POST
def not_same_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that a draft is a place of the register."""
    try:
        together.not_same_place(business=_own(request, pk), actor=request.user)
        messages.success(request, _("Undone: it is a place of its own again."))
    except RegistrationError as error:
        messages.warning(request, str(error.words))
    return redirect("business", pk)
