"""The queue and what belongs to it: bulk decisions, ready reasons, watched villages, figures."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.permissions import keeps_register
from portal.forms import whole_number
from portal.queries.queue_rows import told
from portal.review_forms import ReasonForm, WatchForm
from route221.actions.bulk import approve_chosen, ask_chosen, dismiss_look_alikes
from route221.actions.rounds import scope_of
from route221.models import ReasonText, Watch
from route221.queries.decided import decided_lately
from route221.queries.turnaround import turnaround
from route221.queries.waiting import (
    CARE,
    DECISIONS,
    WHYS,
    as_waiting,
    waiting_counts,
    waiting_rows,
)
from services.actions.register import confirm_offers

PER_PAGE = 50
WHY_NAMES = {
    "new": gettext_lazy("new, sent for review"),
    "revised": gettext_lazy("changed by its owner"),
    "claimed": gettext_lazy("somebody says it is theirs"),
    "reported": gettext_lazy("reported by somebody"),
    "stale": gettext_lazy("not confirmed for more than a year"),
    "duplicate": gettext_lazy("possible duplicate"),
    "unconfirmed": gettext_lazy("facts nobody has confirmed lately"),
}
# What can be done with many at once: with which rows, and what the button says.
BULK = {
    "approve": (("new", "revised"), gettext_lazy("Approve the chosen as they stand")),
    "confirm": (("unconfirmed",), gettext_lazy("Confirm the chosen facts as of today")),
    "ask": (("stale",), gettext_lazy("Ask the people of the chosen by mail")),
    "apart": (("duplicate",), gettext_lazy("Say that the chosen pairs are two places")),
}


@never_cache
def queue(request: HttpRequest) -> HttpResponse:
    """List what waits, the oldest first: what is to be decided, or the register's care."""
    asked = request.GET.get("visa", "")
    whys = {"": DECISIONS, "vard": CARE}.get(asked) or ((asked,) if asked in WHYS else DECISIONS)
    scope = scope_of(request.user)
    counts = waiting_counts(scope)
    page = Paginator(waiting_rows(whys, scope), PER_PAGE)
    page.count = sum(counts[why] for why in whys)  # counted already
    page_obj = page.get_page(request.GET.get("page"))
    rows = as_waiting(page_obj.object_list)
    there = {row.why for row in rows}
    context = {
        "page_obj": page_obj,
        "rows": rows,
        "told": told(rows),
        "bulk": [(do, words) for do, (of, words) in BULK.items() if there.intersection(of)],
        "query": f"visa={asked}&" if asked else "",
        "asked": asked,
        "chips": [(why, WHY_NAMES[why], counts[why], asked == why) for why in WHYS],
        "decisions": sum(counts[why] for why in DECISIONS),
        "care": sum(counts[why] for why in CARE),
        "why_names": WHY_NAMES,
    }
    return render(request, "portal/review_queue.html", context)


@never_cache
def decided(request: HttpRequest) -> HttpResponse:
    """List what reviewers decided lately, each with the way to undo it."""
    found = decided_lately(scope_of(request.user))
    page_obj = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "portal/review_decided.html", {"page_obj": page_obj})


def _chosen(request: HttpRequest) -> list[tuple[str, int, int]]:
    """Read "why.key.version" of each ticked row; nonsense is left out."""
    found = []
    for value in request.POST.getlist("row")[: PER_PAGE * 2]:
        parts = value.split(".")
        if len(parts) == 3 and parts[0] in WHYS:
            key, version = whole_number(parts[1]), whole_number(parts[2])
            if key is not None and version is not None:
                found.append((parts[0], key, version))
    return found


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Do one thing with the ticked rows it fits; each is decided by itself."""
    of, _words = BULK.get(request.POST.get("do", ""), (WHYS, ""))
    chosen = [one for one in _chosen(request) if one[0] in of]
    asked = request.POST.get("visa", "")
    back = f"{reverse('review')}?visa={asked}" if asked in (*WHYS, "vard") else reverse("review")
    if not chosen:
        messages.warning(request, _("Choose at least one that this can be done with."))
        return redirect(back)
    outcome = approve_chosen(chosen=chosen, actor=request.user)
    done = outcome.done
    done += dismiss_look_alikes(
        keys=[pk for why, pk, _version in chosen if why == "duplicate"], actor=request.user
    )
    done += ask_chosen(
        keys=[pk for why, pk, _version in chosen if why == "stale"], actor=request.user
    )
    offers = [pk for why, pk, _version in chosen if why == "unconfirmed"]
    done += confirm_offers(keys=offers, may=keeps_register.test, by=request.user)
    if done:
        said = ngettext("%(count)s is done.", "%(count)s are done.", done) % {"count": done}
        messages.success(request, said)
    elif not outcome.left:
        messages.warning(request, _("Nothing was done: they wait no longer, or are not yours."))
    if outcome.left:
        words = _("These changed meanwhile and still wait:")
        messages.warning(request, f"{words} {', '.join(outcome.left)}")
    return redirect(back)


@never_cache
def reasons(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """List the ready reasons, and write or change one."""
    found = get_object_or_404(ReasonText, pk=pk) if pk else None
    if request.method == "POST" and found and request.POST.get("do") == "remove":
        found.delete()
        return redirect("review-reasons")
    form = ReasonForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("review-reasons")
    page = {"reasons": ReasonText.objects.all(), "form": form, "found": found}
    return render(request, "portal/review_reasons.html", page)


@never_cache
def watches(request: HttpRequest) -> HttpResponse:
    """List the villages one wants word from, and add or take away one."""
    form = WatchForm(request.POST or None)
    if request.method == "POST" and request.POST.get("remove"):
        key = whole_number(request.POST["remove"])
        Watch.objects.filter(user=request.user, pk=key or 0).delete()
        return redirect("review-watches")
    if request.method == "POST" and form.is_valid():
        Watch.objects.update_or_create(
            user=request.user,
            locality=form.cleaned_data["locality"],
            defaults={"radius_km": form.cleaned_data["radius_km"]},
        )
        messages.success(request, _("Saved."))
        return redirect("review-watches")
    own = Watch.objects.filter(user=request.user).select_related("locality")
    return render(request, "portal/review_watches.html", {"watches": own, "form": form})


@never_cache
def figures(request: HttpRequest) -> HttpResponse:
    """Show the queue in figures: what waits, and how long deciding took."""
    scope = scope_of(request.user)
    counts = waiting_counts(scope)
    oldest = as_waiting(waiting_rows(DECISIONS, scope)[:1])
    page = {
        "counts": [(WHY_NAMES[why], counts[why], why) for why in WHYS],
        "oldest": oldest[0] if oldest else None,
        "turnaround": turnaround(timezone.now(), scope),
    }
    return render(request, "portal/review_figures.html", page)
