"""The wish to live here, the matrix of life situations, and the year's one question."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.clients import client_address
from accounts.limits import is_within_limit
from accounts.permissions import is_planner
from geo.models import Locality
from plans.actions.living import ask_poll, count_answer, poll_of_key, state_situation, wish_to_live
from plans.forms.living import PollForm, SituationForm, WishForm
from plans.models import HousingProject, PollAnswer
from plans.queries.living import poll_results
from plans.views.own import row_in
from plans.views.voices import within_limits
from plans.views.writing import PAGE

WISHES_PER_ADDRESS_AND_DAY = 10


@never_cache
@PAGE
def wish(request: HttpRequest) -> HttpResponse:
    """Count a wish to live somewhere: no account, and nothing kept of whose it is."""
    project: Any = row_in(HousingProject.objects.all(), request.GET, "projekt")
    place = Locality.objects.filter(slug=request.GET.get("ort", "").replace("\0", "")[:120]).first()
    initial = {"project": project, "locality": project.locality if project else place}
    form = WishForm(request.POST or None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        if is_within_limit(
            action="wish",
            who=client_address(request),
            limit=WISHES_PER_ADDRESS_AND_DAY,
            window_s=86_400,
        ):
            wish_to_live(**{name: form.cleaned_data[name] for name in WishForm.Meta.fields})
            messages.success(request, _("Thank you. Your wish is counted, without your name."))
            return redirect("housing")
        form.add_error(None, _("That is a lot in a short time. Try again in a while."))
        status = 429
    return render(request, "plans/wish.html", {"form": form}, status=status)


@never_cache
@PAGE
def situation(request: HttpRequest) -> HttpResponse:
    """State, with a source, whether there is a home for one situation of life."""
    places = Locality.objects.in_home_municipality().order_by("name")
    if not is_planner.test(request.user):
        places = places.filter(village_groups__members=request.user).distinct()
    form = SituationForm(request.POST or None, localities=places)
    if request.method == "POST" and form.is_valid():
        state_situation(**form.cleaned_data)
        messages.success(request, _("Noted."))
        return redirect("housing")
    page = {
        "form": form,
        "title": _("State a life situation"),
        "back": (reverse("housing"), _("Planned homes")),
    }
    return render(request, "plans/network_form.html", page)


@never_cache
@PAGE
def poll(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask the year's one question, and show what was answered once enough have."""
    place = get_object_or_404(Locality, slug=slug)
    form = PollForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        if within_limits(request, "poll", email):
            ask_poll(
                locality=place,
                felt=form.cleaned_data["felt"],
                email=email,
                language=get_language() or "sv",
            )
            return render(request, "plans/look_in_mail.html")
        form.add_error(None, _("That is a lot in a short time. Try again in a while."))
        status = 429
    page = {
        "place": place,
        "form": form,
        "year": timezone.localdate().year,
        "results": poll_results(place),
        "felt": PollAnswer.Felt.choices,
    }
    return render(request, "plans/poll.html", page, status=status)


@never_cache
@PAGE
def confirm_poll(request: HttpRequest) -> HttpResponse:
    """Count an answer by a press of whoever can read the mail."""
    said = poll_of_key(request.GET.get("key", "")[:400])
    if said is None:
        raise Http404
    place = get_object_or_404(Locality, pk=said[0])
    if request.method == "POST":
        count_answer(locality=place, year=said[1], felt=said[2], voter=said[3])
        messages.success(request, _("Thank you. Your answer is counted."))
        return redirect("poll", place.slug)
    return render(request, "plans/confirm.html", {"poll": place})
