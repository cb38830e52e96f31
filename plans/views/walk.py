"""The yearly walk of a group: sort old points, choose, order priorities, adopt."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.views.done import say_done, say_saved
from plans.actions.adoption import adopt
from plans.actions.priorities import order_priorities
from plans.actions.revision import begin_revision, carry_all, choose
from plans.actions.sorting import Taken, sort_point, take_history, take_text, unsort_point
from plans.errors import PlanError
from plans.forms.walk import (
    SORTED_INTO,
    AdoptForm,
    ChoiceForm,
    PasteForm,
    PrioritiesForm,
    SortForm,
)
from plans.models import Activity, Choice, Goal, PlanVersion
from plans.queries.goals import assess, with_page
from plans.queries.revision import steps
from plans.queries.snapshots import is_of_today
from plans.queries.writing import left_to_choose, unsorted_from
from plans.views.own import number_in, written_group, written_version
from plans.views.writing import PAGE, save
from services.queries.coverage import findings, latest_run
from services.queries.disclosed import protect
from services.tasks import measure_coverage_soon


@never_cache
@PAGE
def sort(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an old plan's points, and show which are sorted."""
    group = written_group(request, slug)
    version = written_version(group)
    form = PasteForm(request.POST or None, request.FILES or None)

    def act() -> None:
        _say_taken(
            request,
            take_text(version=version, text=form.lines(), origin=form.cleaned_data["origin"]),
        )

    if request.method == "POST":
        if save(form, act):
            return redirect(f"{reverse('plan-sort', args=[slug])}#unsorted")
        form.keep_lines()
    points = list(version.loose_points.select_related("as_goal", "as_strategy", "as_activity"))
    page = {
        "group": group,
        "version": version,
        "form": form,
        "unsorted": [one for one in points if not one.is_sorted],
        "sorted": [one for one in points if one.is_sorted],
        "here": number_in(request.GET, "vid"),
        "goals": version.goals.all(),
        "earlier": PlanVersion.objects.filter(
            plan__group=group, status=PlanVersion.Status.LATEST_KNOWN
        ).select_related("plan"),
    }
    return render(request, "plans/sort.html", page)


@require_POST
def take_old(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take the points of a plan that is history."""
    group = written_group(request, slug)
    version = written_version(group)
    earlier = get_object_or_404(PlanVersion, pk=pk, plan__group=group)
    try:
        _say_taken(request, take_history(version=version, earlier=earlier))
    except PlanError as error:
        messages.warning(request, str(error.words))
    return redirect("plan-sort", slug)


def _say_taken(request: HttpRequest, taken: Taken) -> None:
    """Say how many points came, and why the others did not."""
    known = ngettext(
        "%(n)s was here already and is not taken twice.",
        "%(n)s were here already and are not taken twice.",
        taken.known,
    ) % {"n": taken.known}
    if not taken.fresh:
        none = _("No new point: look among the unsorted and the sorted below.")
        messages.info(request, f"{none} {known}" if taken.known else none)
        return
    words = ngettext("%(n)s point taken.", "%(n)s points taken.", taken.fresh) % {"n": taken.fresh}
    say_done(request, f"{words} {known}" if taken.known else words)


@require_POST
def sort_one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Put one point where it belongs, or back among the unsorted; go on with the next."""
    version = written_version(written_group(request, slug))
    point = get_object_or_404(version.loose_points, pk=pk)
    form = SortForm(request.POST, version=version)
    try:
        if request.POST.get("undo"):
            unsort_point(point=point)
            say_done(request, _("Unsorted again: %(what)s") % {"what": point.text})
        elif form.is_valid():
            point = sort_point(point=point, **form.cleaned_data)
            words = SORTED_INTO[form.cleaned_data["into"]] % {"what": point.text}
            say_done(request, words, undo=request.path)
        else:
            messages.warning(request, _("Choose what it is."))
    except PlanError as error:
        messages.warning(request, f"{point.text}: {error.words}")
    nearest = unsorted_from(point)
    here = f"?vid={nearest.pk}#vid" if nearest else ""
    return redirect(f"{reverse('plan-sort', args=[slug])}{here}")


@require_POST
def begin_year(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin this year's revision."""
    group = written_group(request, slug)
    try:
        begin_revision(group=group)
    except PlanError as error:
        messages.warning(request, str(error.words))
    return redirect("plan-revise", slug)


@never_cache
def revise(request: HttpRequest, slug: str) -> HttpResponse:
    """Walk through last year's goals and activities, with what happened since."""
    group = written_group(request, slug)
    version = written_version(group)
    if request.method == "POST":
        carried = carry_all(draft=version)
        messages.success(
            request,
            ngettext("%(n)s carried over.", "%(n)s carried over.", carried) % {"n": carried},
        )
        return redirect("plan-revise", slug)
    run = latest_run()
    found = protect(findings(run)) if run else []
    walk = steps(version, found)
    return render(
        request,
        "plans/revise.html",
        {"group": group, "version": version, "walk": walk, "kinds": Choice.Kind.choices},
    )


@require_POST
def choose_one(request: HttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Choose for one goal or activity of the year before."""
    version = written_version(written_group(request, slug))
    model: Any = Goal if kind == "mal" else Activity
    what = get_object_or_404(model, pk=pk, version=version.supersedes_id)
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Choose one of the four."))
        return redirect("plan-revise", slug)
    try:
        row = choose(draft=version, what=what, **form.cleaned_data)
    except PlanError as error:
        messages.warning(request, f"{what.title}: {error.words}")
        return redirect("plan-revise", slug)
    words = {
        Choice.Kind.CARRY: _("Carried over: %(what)s"),
        Choice.Kind.CHANGE: _("Carried over, to change: %(what)s"),
        Choice.Kind.FINISH: _("Finished: %(what)s"),
        Choice.Kind.DROP: _("Dropped: %(what)s"),
    }[Choice.Kind(form.cleaned_data["kind"])]
    say_done(request, words % {"what": what.title})
    if row is not None and form.cleaned_data["kind"] == Choice.Kind.CHANGE:
        name = "plan-goal" if kind == "mal" else "plan-activity"
        return redirect(name, slug, row.pk)
    return redirect(f"{reverse('plan-revise', args=[slug])}#{kind}-{pk}")


@never_cache
@PAGE
def priorities(request: HttpRequest, slug: str) -> HttpResponse:
    """Order the year's at most five priorities."""
    group = written_group(request, slug)
    version = written_version(group)
    form = PrioritiesForm(request.POST or None, version=version)

    def act() -> None:
        order_priorities(
            version=version,
            chosen=form.chosen(),
            meeting=form.cleaned_data["meeting"],
            edition=form.cleaned_data["edition"],
        )

    if request.method == "POST" and save(form, act):
        say_saved(request, _("the year's priorities"))
        return redirect("plan-write", slug)
    page = {"group": group, "version": version, "form": form}
    return render(request, "plans/priorities.html", page)


@never_cache
@PAGE
def adoption(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the group adopt, knowing which figures are older than the day."""
    group = written_group(request, slug)
    version = written_version(group)
    initial = {"adopted_on": timezone.localdate(), "edition": version.edition}
    form = AdoptForm(request.POST or None, initial=initial)

    def act() -> None:
        adopt(
            version=version,
            adopted_on=form.cleaned_data["adopted_on"],
            meeting=form.cleaned_data["meeting"],
            edition=form.cleaned_data["edition"],
        )

    if request.method == "POST" and save(form, act):
        messages.success(request, _("Adopted. The plan of the year stands on the village's page."))
        return redirect(group)
    run = latest_run()
    page = {
        "group": group,
        "version": version,
        "form": form,
        "run": run,
        "is_of_today": is_of_today(run),
        "left": left_to_choose(version) if version.supersedes_id else [],
        "unsorted": [one for one in version.loose_points.all() if not one.is_sorted],
        "goals": assess(with_page(version.goals.all()), protect(findings(run)) if run else []),
    }
    return render(request, "plans/adopt.html", page)


@require_POST
def measure_now(request: HttpRequest, slug: str) -> HttpResponse:
    """Have the map measured again before the plan is adopted."""
    written_group(request, slug)
    measure_coverage_soon()
    messages.success(request, _("The map is being measured again. Come back in a few minutes."))
    return redirect("plan-adopt", slug)
