"""Pictures: a business's people or the road's coordinator add and take away; anyone sees what is
published."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from accounts.limits import is_within_limit
from accounts.permissions import is_reviewer, owns
from route221.actions.photos import (
    MOST_PHOTOS,
    add_attraction_photo,
    add_photo,
    describe_photo,
    remove_photo,
)
from route221.errors import PhotoNotKept, RegistrationError, TooOften
from route221.forms.photos import MOST_BYTES, AltForm, PhotoForm
from route221.forms.steps import place_of_step
from route221.models import Attraction, Business, Photo, Route
from route221.queries.registration import businesses_of

FORM_BYTES = 64 * 1024
FOR_EVER = "public, max-age=31536000, immutable"
DAY_S = 86_400
View = Callable[..., HttpResponseBase]


def refuse_large(view: View) -> View:
    """Refuse a body that is too large before any of it is read, the CSRF token included."""
    inner = csrf_protect(view)

    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if request.method == "POST" and int(length) > MOST_BYTES + FORM_BYTES:
            page = {"words": _("The picture is larger than 15 MB.")}
            return render(request, "route221/too_large.html", page, status=413)
        return inner(request, *args, **kwargs)

    return csrf_exempt(guarded)


@refuse_large
@never_cache
def photos(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a business's pictures, and take one more."""
    business = get_object_or_404(businesses_of(request.user), pk=pk)

    def keep(form: PhotoForm) -> None:
        file, words = form.cleaned_data["file"], form.words()
        add_photo(business=business, file=file, words=words, author=request.user)

    form, status = _taken(request, keep)
    if form is None:
        return redirect("business-photos", pk)
    shown = list(business.photos.all())
    page = place_of_step("bilder") | {
        "business": business,
        "form": form,
        "photos": [(photo, AltForm.of(photo)) for photo in shown if photo.refused_at is None],
        "refused": [photo for photo in shown if photo.refused_at],
        "is_full": business.photos.standing().count() >= MOST_PHOTOS,
    }
    return render(request, "route221/photos.html", page, status=status)


@never_cache
def photo(request: HttpRequest, pk: int, photo: int) -> HttpResponse:
    """Change the words of a picture, or take it away."""
    business = get_object_or_404(businesses_of(request.user), pk=pk)
    _change(request, get_object_or_404(business.photos.all(), pk=photo))
    return redirect("business-photos", pk)


@refuse_large
@never_cache
def attraction_photos(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Show an attraction's pictures to the road's coordinator, and take one more."""
    route = get_object_or_404(Route, number=number)
    place = get_object_or_404(Attraction, pk=pk)

    def keep(form: PhotoForm) -> None:
        file, words = form.cleaned_data["file"], form.words()
        add_attraction_photo(attraction=place, file=file, words=words)

    form, status = _taken(request, keep)
    if form is None:
        return redirect("coordinator-attraction-photos", number, pk)
    shown = list(place.photos.all())
    page = {
        "route": route,
        "place": place,
        "form": form,
        "photos": [(photo, AltForm.of(photo)) for photo in shown],
        "is_full": len(shown) >= MOST_PHOTOS,
    }
    return render(request, "route221/coordinator_photos.html", page, status=status)


@never_cache
def attraction_photo(request: HttpRequest, number: str, pk: int, photo: int) -> HttpResponse:
    """Change the words of an attraction's picture, or take it away."""
    _change(request, get_object_or_404(Photo, attraction=pk, pk=photo))
    return redirect("coordinator-attraction-photos", number, pk)


def _taken(request: HttpRequest, keep: Callable[[PhotoForm], None]) -> tuple[PhotoForm | None, int]:
    """Take in the picture that was sent: no form if it is kept, else the form and its status."""
    if request.method != "POST":
        return PhotoForm(), 200
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        return form, 200
    limit = settings.PHOTOS_PER_USER
    try:
        if not is_within_limit(
            action="photo", who=f"u{request.user.pk}", limit=limit, window_s=DAY_S
        ):
            raise TooOften
        keep(form)
    except RegistrationError as error:
        form.add_error("file", str(error.words))
        return form, 507 if isinstance(error, PhotoNotKept) else 400
    messages.success(request, _("The picture is saved."))
    return None, 200


def _change(request: HttpRequest, found: Photo) -> None:
    if request.method == "POST" and request.POST.get("do") == "remove":
        remove_photo(photo=found)
        messages.success(request, _("The picture is taken away."))
    elif request.method == "POST":
        form = AltForm(request.POST)
        if form.is_valid():
            describe_photo(photo=found, words=form.words(), author=request.user)
            messages.success(request, _("Saved."))
        else:
            messages.error(request, _("Say in a few words what the picture shows."))


@require_safe
def serve_photo(request: HttpRequest, name: str, width: str) -> HttpResponseBase:
    """Send one size: to anyone once published, before that to its people and reviewers alone."""
    found = Photo.objects.select_related("business__locality").filter(name=name).first()
    if found is None or int(width) not in found.widths:
        raise Http404
    if not found.is_public and not _may_see(request, found.business):
        raise Http404
    try:
        with default_storage.open(found.path(int(width))) as file:
            response = HttpResponse(file.read(), content_type="image/webp")
    except OSError as error:
        raise Http404 from error
    response["Cache-Control"] = FOR_EVER if found.is_public else "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _may_see(request: HttpRequest, business: Business | None) -> bool:
    """Say whether a picture that waits is this person's to see; an attraction's never waits."""
    if business is None:
        return False
    return owns.test(request.user, business) or is_reviewer.test(request.user, business)
