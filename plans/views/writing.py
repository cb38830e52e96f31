"""A member's pages: the desk, and one form each for vision, goal, strategy and activity."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views.done import say_done, say_saved
from plans.actions import activities, goals
from plans.actions.reminders import activity_of_key
from plans.actions.versions import begin_plan, change_vision
from plans.errors import ChangedMeanwhile, PlanError
from plans.forms.writing import (
    ActivityForm,
    EditionForm,
    GoalForm,
    OverrideForm,
    StrategyForm,
    VisionForm,
)
from plans.models import Activity, Goal, Strategy
from plans.queries.goals import assess
from plans.queries.writing import desk
from plans.views.own import row_in, written_group, written_version
from services.models import Standard
from services.queries.coverage import findings, latest_run
from services.queries.disclosed import protect

PAGE = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
def write(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the desk: everything of the plan, with what can be done next."""
    group = written_group(request, slug)
    page = desk(group)
    return render(
        request, "plans/desk.html", {"desk": page, "group": group, "progress": Activity.Status}
    )


@require_POST
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a plan where there is none."""
    group = written_group(request, slug)
    try:
        begin_plan(group=group)
    except PlanError as error:
        messages.warning(request, str(error.words))
    return redirect("plan-write", slug)


def save(form: EditionForm | Any, act: Callable[..., Any]) -> Any:
    """Do what the form says and return what came of it; show both versions, or say why not."""
    if not form.is_valid():
        return None
    try:
        return act() or True
    except ChangedMeanwhile as error:
        form.show_both(error.current)
        form.add_error(None, str(error.words))
    except PlanError as error:
        form.add_error(None, str(error.words))
    return None


def _at(slug: str, anchor: str) -> HttpResponse:
    """Lead back to where on the desk something stands."""
    return redirect(f"{reverse('plan-write', args=[slug])}#{anchor}")


def _remove(slug: str, kind: str, known: Any) -> str:
    """Return where something known is taken away; nothing for what is new."""
    return reverse("plan-remove", args=[slug, kind, known.pk]) if known else ""


def _form_page(
    request: HttpRequest,
    slug: str,
    form: Any,
    title: str,
    template: str = "plans/form.html",
    **more: Any,
) -> HttpResponse:
    page = {"form": form, "title": title, "slug": slug, **more}
    status = 409 if getattr(form, "conflict", None) else 200
    return render(request, template, page, status=status)


@never_cache
@PAGE
def vision(request: HttpRequest, slug: str) -> HttpResponse:
    """Write the vision."""
    version = written_version(written_group(request, slug))
    form = VisionForm(request.POST or None, instance=version)
    if request.method == "POST" and save(
        form,
        lambda: change_vision(
            version=version,
            vision=form.cleaned_data["vision"],
            edition=form.cleaned_data["edition"],
        ),
    ):
        say_saved(request, _("the vision"))
        return _at(slug, "vision")
    return _form_page(request, slug, form, _("Vision"))


@never_cache
@PAGE
def goal(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Write a goal, new or known."""
    group = written_group(request, slug)
    version = written_version(group)
    known = get_object_or_404(version.goals, pk=pk) if pk else None
    place = row_in(group.localities.all(), request.GET, "ort")
    blank = Goal(
        version=version,
        locality=place or group.localities.order_by("pk").first(),
        target_standard=row_in(Standard.objects.all(), request.GET, "standard"),
    )
    form = GoalForm(request.POST or None, instance=known or blank, group=group)

    def act() -> Goal:
        if known is None:
            return goals.add_goal(version=version, **form.values())
        return goals.change_goal(
            goal=Goal.objects.get(pk=known.pk),
            edition=form.cleaned_data["edition"],
            **form.values(),
        )

    if request.method == "POST" and (saved := save(form, act)):
        say_saved(request, saved.title)
        return _at(slug, f"goal-{saved.pk}")
    title = known.title if known else _("A new goal")
    return _form_page(
        request,
        slug,
        form,
        title,
        "plans/goal_form.html",
        goal=known,
        remove=_remove(slug, "mal", known),
    )


@never_cache
@PAGE
def strategy(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Write a strategy under a goal."""
    version = written_version(written_group(request, slug))
    rows = Strategy.objects.filter(goal__version=version).select_related("goal__version")
    known = get_object_or_404(rows, pk=pk) if pk else None
    under: Any = known.goal if known else row_in(version.goals.all(), request.GET, "mal")
    if under is None:
        return redirect("plan-write", slug)
    form = StrategyForm(request.POST or None, instance=known or Strategy(goal=under))

    def act() -> Strategy:
        title = form.cleaned_data["title"]
        if known is None:
            return goals.add_strategy(goal=under, title=title)
        return goals.change_strategy(
            strategy=known, title=title, edition=form.cleaned_data["edition"]
        )

    if request.method == "POST" and (saved := save(form, act)):
        say_saved(request, saved.title)
        return _at(slug, f"goal-{under.pk}")
    more = {"under": under, "remove": _remove(slug, "strategi", known)}
    return _form_page(request, slug, form, _("Strategy"), **more)


@never_cache
@PAGE
def activity(request: HttpRequest, slug: str, pk: int | None = None) -> HttpResponse:
    """Write an activity, new or known."""
    version = written_version(written_group(request, slug))
    known = get_object_or_404(version.activities, pk=pk) if pk else None
    under: Any = None if known else row_in(version.goals.all(), request.GET, "mal")
    blank = Activity(version=version, goal=under)
    form = ActivityForm(request.POST or None, instance=known or blank, version=version)

    def act() -> Activity:
        if known is None:
            return activities.add_activity(version=version, **form.values())
        return activities.change_activity(
            activity=Activity.objects.get(pk=known.pk),
            edition=form.cleaned_data["edition"],
            **form.values(),
        )

    if request.method == "POST" and (saved := save(form, act)):
        say_saved(request, saved.title)
        return _at(slug, f"activity-{saved.pk}")
    title = known.title if known else _("A new activity")
    return _form_page(request, slug, form, title, remove=_remove(slug, "aktivitet", known))


@never_cache
@PAGE
def status(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show how a goal stands, and let its status be set by hand with a reason."""
    version = written_version(written_group(request, slug))
    known = get_object_or_404(version.goals.select_related("version__plan__group"), pk=pk)
    initial = {"status": known.override, "reason": known.override_reason}
    form = OverrideForm(request.POST or None, initial=initial)

    def act() -> None:
        goals.override_status(goal=known, **form.cleaned_data)

    if request.method == "POST" and save(form, act):
        say_saved(request, known.title)
        return _at(slug, f"goal-{known.pk}")
    run = latest_run()
    (assessed,) = assess([known], protect(findings(run)) if run else [])
    return _form_page(request, slug, form, _("Status by hand"), assessed=assessed)


@require_POST
def progress(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Note in one press how an activity goes."""
    version = written_version(written_group(request, slug))
    known = get_object_or_404(version.activities, pk=pk)
    given = request.POST.get("status", "")
    if given not in Activity.Status.values:
        messages.warning(request, _("Choose how it goes."))
    else:
        activities.note_progress(activity=known, status=given)
        say_done(request, _("Noted: %(what)s") % {"what": known.title})
    back = "village-group" if request.POST.get("back") == "page" else "plan-write"
    return redirect(f"{reverse(back, args=[slug])}#activity-{pk}")


@never_cache
@PAGE
def progress_by_link(request: HttpRequest) -> HttpResponse:
    """Note how an activity goes from the link of a mail, without signing in."""
    found = activity_of_key(request.GET.get("key", "")[:300])
    if found is None:
        raise Http404
    group = found.version.plan.group
    if request.method == "POST" and request.POST.get("status") in Activity.Status.values:
        activities.note_progress(activity=found, status=request.POST["status"])
        say_done(request, _("Noted: %(what)s") % {"what": found.title})
        return redirect(f"{group.get_absolute_url()}#activity-{found.pk}")
    page = {"activity": found, "group": group, "choices": Activity.Status.choices}
    return render(request, "plans/progress.html", page)
