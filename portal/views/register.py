"""The service register's staff: what is to be confirmed, places and their offers, completeness."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.permissions import is_reviewer, keeps_register
from accounts.views.done import say_done
from portal.forms import whole_number
from portal.queries.corrections import corrections_of
from portal.queries.queue_rows import effect_words, offer_reason
from route221.actions.rounds import scope_of
from route221.queries.waiting import covered
from services.actions import register
from services.actions.acts import undo_act
from services.errors import RegisterError
from services.forms.register import (
    CompletenessForm,
    OfferForm,
    PlaceForm,
    SourceForm,
    ThreatForm,
    from_report,
)
from services.models import Category, Completeness, Offer, RegisterAct, Report, ServicePoint
from services.queries.effect import to_confirm
from services.queries.register import acts_lately, alike_places, edition_of, places_found

PER_PAGE = 50


def _place(request: HttpRequest, pk: int) -> ServicePoint:
    """Return a place the person's role covers."""
    place = get_object_or_404(
        ServicePoint.objects.select_related("locality", "municipality", "replaced_by"), pk=pk
    )
    if not keeps_register.test(request.user, place):
        raise PermissionDenied
    return place


@never_cache
def places(request: HttpRequest) -> HttpResponse:
    """Find places by name, village and kind."""
    words = request.GET.get("q", "").replace("\0", "")[:100]
    category = request.GET.get("kategori", "")[:50]
    page = Paginator(places_found(words, category), PER_PAGE).get_page(request.GET.get("page"))
    asked = urlencode({"q": words, "kategori": category})
    context = {
        "page_obj": page,
        "page_query": f"{asked}&" if words or category else "",
        "words": words,
        "category": category,
        "categories": Category.objects.filter(children__isnull=True),
    }
    return render(request, "portal/register.html", context)


@never_cache
def unconfirmed(request: HttpRequest) -> HttpResponse:
    """List what is to be confirmed, the greatest effect first; confirm the ticked ones."""
    if request.method == "POST":
        keys = [key for one in request.POST.getlist("offer")[:100] if (key := whole_number(one))]
        source = request.POST.get("source", "").strip()[:300]
        if not source:
            messages.error(request, _("Say who confirmed it."))
        else:
            done = register.confirm_offers(
                keys=keys, may=keeps_register.test, by=request.user, source=source
            )
            messages.success(request, _("Confirmed: %(count)s") % {"count": done})
        return redirect("register-unconfirmed")
    found = [
        one for one in to_confirm() if keeps_register.test(request.user, one.offer.service_point)
    ]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/register_unconfirmed.html", {"page_obj": page})


@never_cache
def place_new(request: HttpRequest) -> HttpResponse:
    """Add a place, which gets its offers next; a report may have told where and what."""
    report = _report(request)
    if report is None:
        return _edit_place(request, ServicePoint(), "")
    return _edit_place(request, ServicePoint(), "", from_report(report), report.category)


def _report(request: HttpRequest) -> Report | None:
    """Return the report a place is added from, if it may be read."""
    key = whole_number(request.GET.get("rapport", "")) or 0
    rows = Report.objects.confirmed().select_related("locality", "service_point", "category")
    found = rows.filter(pk=key).first()
    where = found and (found.locality or found.service_point or found)
    return found if found and is_reviewer.test(request.user, where) else None


@never_cache
def place_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a place."""
    return _edit_place(request, _place(request, pk), _("Saved."))


def _edit_place(
    request: HttpRequest,
    place: ServicePoint,
    said: str,
    initial: dict[str, Any] | None = None,
    category: Category | None = None,
) -> HttpResponse:
    form = PlaceForm(request.POST or None, instance=place, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            saved = (
                register.save_place(
                    place=place, values=form.values(), read=request.POST.get("read")
                )
                if place.pk
                else register.add_place(
                    values=form.values(), form_key=form.cleaned_data["form_key"], by=request.user
                )
            )
        except RegisterError as error:
            form.add_error(None, str(error.words))
        else:
            messages.success(
                request, said or _("The place is in the register. What is offered there?")
            )
            if category:
                asked = urlencode({"kategori": category.slug})
                return redirect(f"{reverse('register-offer-new', args=[saved.pk])}?{asked}")
            return redirect("register-place", saved.pk)
    context = {"form": form, "place": place, "read": edition_of(place)}
    return render(request, "portal/register_place_form.html", context)


@never_cache
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one place with its offers, and what can be done with each."""
    found = _place(request, pk)
    context = {
        "place": found,
        "offers": found.offers.select_related("category"),
        "alike": alike_places(found),
        "business": getattr(found, "business", None),
        "corrections": corrections_of(found),
        "today": timezone.localdate(),
    }
    return render(request, "portal/register_place.html", context)


@require_POST
def place_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Merge a place into another that the role covers too."""
    old = _place(request, pk)
    into = _place(request, whole_number(request.POST.get("into", "")) or 0)
    try:
        act = register.merge_places(old=old, into=into, by=request.user)
    except RegisterError as error:
        messages.warning(request, str(error.words))
        return redirect("register-place", pk)
    say_done(request, _("%(old)s is now part of %(new)s.") % {"old": old, "new": into}, _undo(act))
    return redirect("register-place", into.pk)


def _undo(act: RegisterAct) -> str:
    return reverse("register-act-undo", args=[act.pk])


@never_cache
def acts(request: HttpRequest) -> HttpResponse:
    """List what was done in the register lately, each with the way to undo it."""
    found = covered(acts_lately(), ["place__municipality"], scope_of(request.user))
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/register_acts.html", {"page_obj": page})


@require_POST
def act_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what the register's staff did with a place or an offer."""
    act = get_object_or_404(RegisterAct.objects.select_related("place"), pk=pk)
    found = _place(request, act.place_id)
    try:
        undo_act(act=act)
    except RegisterError as error:
        messages.warning(request, str(error.words))
    else:
        say_done(request, _("Undone: %(what)s") % {"what": act})
    return redirect("register-place", found.pk)


@never_cache
def offer_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Add an offer to a place."""
    return _edit_offer(request, Offer(service_point=_place(request, pk)))


def _offer(request: HttpRequest, pk: int) -> Offer:
    offer = get_object_or_404(Offer.objects.select_related("service_point", "category"), pk=pk)
    _place(request, offer.service_point_id)
    return offer


@never_cache
def offer_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an offer: its form, range, hours, season."""
    return _edit_offer(request, _offer(request, pk))


def _edit_offer(request: HttpRequest, offer: Offer) -> HttpResponse:
    told = {}
    if not offer.pk:
        slug = request.GET.get("kategori", "").replace("\0", "")[:50]
        told = {"category": Category.objects.filter(slug=slug).first()}
    form = OfferForm(request.POST or None, offer=offer, initial=told)
    if request.method == "POST" and form.is_valid():
        try:
            register.save_offer(offer=offer, values=form.values(), read=request.POST.get("read"))
        except RegisterError as error:
            form.add_error(None, str(error.words))
        else:
            messages.success(request, _("Saved."))
            return redirect("register-place", offer.service_point_id)
    context = {
        "form": form,
        "offer": offer,
        "place": offer.service_point,
        "read": edition_of(offer),
    }
    return render(request, "portal/register_offer_form.html", context)


@never_cache
def offer_verb(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Confirm an offer, mark it threatened, lift that, or close it from a date."""
    offer = _offer(request, pk)
    forms: dict[str, Any] = {"hotat": ThreatForm, "stang": SourceForm, "bekrafta": SourceForm}
    if verb == "ej-hotat" and request.method == "POST":
        act = register.threaten(offer=offer, since=None, source="", by=request.user)
        say_done(request, _("Saved."), _undo(act))
        return redirect("register-place", offer.service_point_id)
    if verb not in forms:
        return redirect("register-place", offer.service_point_id)
    form = forms[verb](request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        on, source = form.cleaned_data["on"], form.cleaned_data["source"]
        if verb == "hotat":
            register.threaten(offer=offer, since=on, source=source, by=request.user)
        elif verb == "stang":
            register.close_offer(offer=offer, on=on, source=source, by=request.user)
        else:
            register.confirm_offers(
                keys=[offer.pk], may=keeps_register.test, by=request.user, source=source
            )
        act = offer.acts.first()
        say_done(request, _("Saved."), _undo(act) if act else "")
        return redirect("register-place", offer.service_point_id)
    context = {"form": form, "offer": offer, "verb": verb}
    if verb == "bekrafta":
        (effect,) = to_confirm(Offer.objects.filter(pk=offer.pk))
        context |= {"reason": offer_reason(offer), "effect": effect_words(effect)}
        context["source"] = offer.source or (offer.dataset.title if offer.dataset else "")
    return render(request, "portal/register_offer_verb.html", context)


@never_cache
def completeness(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Show and declare what the register knows of each kind of service."""
    row = get_object_or_404(Completeness, pk=pk) if pk else None
    if row and not keeps_register.test(request.user, row):
        raise PermissionDenied
    form = CompletenessForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        register.state_completeness(row=row, values=form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("register-completeness")
    rows = Completeness.objects.select_related("category", "municipality")
    context = {"rows": rows.order_by("category__position", "pk"), "form": form, "row": row}
    return render(request, "portal/register_completeness.html", context)
