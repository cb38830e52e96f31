"""Taking away from a plan what was written in it, after a question."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.views.removing import Removal, ask_and_remove
from plans.actions import activities, goals
from plans.actions.links import remove_link
from plans.errors import PlanError
from plans.models import Activity, Goal, GoalLink, Strategy
from plans.views.own import written_group, written_version

PAGE = require_http_methods(["GET", "HEAD", "POST"])
REMOVABLE: dict[str, tuple[Any, Callable[..., None], str]] = {
    "mal": (Goal, goals.remove_goal, "goal"),
    "strategi": (Strategy, goals.remove_strategy, "strategy"),
    "aktivitet": (Activity, activities.remove_activity, "activity"),
}


@never_cache
@PAGE
def remove(request: HttpRequest, slug: str, kind: str, pk: int) -> HttpResponse:
    """Take a goal, strategy or activity out of the draft."""
    version = written_version(written_group(request, slug))
    if kind not in REMOVABLE:
        raise Http404
    model, verb, name = REMOVABLE[kind]
    own = {"goal__version": version} if model is Strategy else {"version": version}
    row = get_object_or_404(model, pk=pk, **own)
    removal = Removal(
        what=row.title,
        back=_back(slug, row),
        question={
            "mal": _("Take away this goal?"),
            "strategi": _("Take away this strategy?"),
            "aktivitet": _("Take away this activity?"),
        }[kind],
        loses=tuple(_lost_with(row)),
        keeps=_kept(row),
    )
    try:
        return ask_and_remove(request, removal, lambda: verb(**{name: row}))
    except PlanError as error:
        messages.warning(request, str(error.words))
        return redirect("plan-write", slug)


def _back(slug: str, row: Goal | Strategy | Activity) -> str:
    """Lead to where on the desk it stood, or to the goal that it stood under."""
    goal = None if isinstance(row, Goal) else row.goal
    anchor = f"#goal-{goal.pk}" if goal else "#goals" if isinstance(row, Goal) else "#loose"
    return f"{reverse('plan-write', args=[slug])}{anchor}"


def _lost_with(row: Goal | Strategy | Activity) -> list[str]:
    """Say in words what would go with it."""
    found = []
    if isinstance(row, Goal):
        n = row.strategies.count()
        found.append((n, ngettext("%(n)s strategy", "%(n)s strategies", n)))
    if isinstance(row, Goal | Activity):
        n = row.links.count()
        found.append((n, ngettext("%(n)s tie to the map", "%(n)s ties to the map", n)))
        n = row.priorities.count()
        found.append(
            (n, ngettext("its place among the priorities", "its places among the priorities", n))
        )
    return [words % {"n": n} for n, words in found if n]


def _kept(row: Goal | Strategy | Activity) -> str:
    """Say in words what stays though it stood under it."""
    if isinstance(row, Activity) or not row.activities.exists():
        return ""
    if isinstance(row, Goal):
        return _("Its activities stay in the plan, without a goal.")
    return _("Its activities stay under the goal.")


@never_cache
@PAGE
def unlink(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Untie a goal or an activity."""
    version = written_version(written_group(request, slug))
    own = GoalLink.objects.filter(goal__version=version) | GoalLink.objects.filter(
        activity__version=version
    )
    link = get_object_or_404(own, pk=pk)
    tied: Any = link.goal or link.activity
    anchor = f"goal-{tied.pk}" if link.goal else f"activity-{tied.pk}"
    removal = Removal(
        what=f"{tied.title} – {link.get_relation_display()}: {link.leads_to[0]}",
        back=f"{reverse('plan-write', args=[slug])}#{anchor}",
        question=_("Untie this from the map?"),
        loses=(_("the note: %(note)s") % {"note": link.note},) if link.note else (),
    )
    return ask_and_remove(request, removal, lambda: remove_link(link=link))
