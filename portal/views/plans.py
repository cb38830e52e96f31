"""Plans of the villages, programmes and planned housing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from plans.models import VillageGroup
from plans.queries.goals import GoalStatus
from portal.queries.measured import measured
from portal.queries.planning import group_plans, group_rows, housing_by_locality, programme_rows


def plans(request: HttpRequest) -> HttpResponse:
    """Show all villages' plans in one table."""
    known = measured()
    context = {"rows": group_rows(known), "statuses": list(GoalStatus), "measured": known}
    return render(request, "plans/plans.html", context)


def village_group(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one group with its plans, goals and history."""
    group = get_object_or_404(VillageGroup.objects.prefetch_related("localities"), slug=slug)
    known = measured()
    context = {
        "group": group,
        "plans": group_plans(group),
        "goals": [one for one in known.goals if one.goal.version.plan.group_id == group.pk],
        "measured": known,
    }
    return render(request, "plans/group.html", context)


def programmes(request: HttpRequest) -> HttpResponse:
    """Show the programmes side by side with the goals that serve their areas."""
    known = measured()
    return render(
        request, "plans/programmes.html", {"rows": programme_rows(known), "measured": known}
    )


def housing(request: HttpRequest) -> HttpResponse:
    """Show planned housing, village by village."""
    return render(request, "plans/housing.html", {"rows": housing_by_locality()})


def network(request: HttpRequest) -> HttpResponse:
    """Say what the village network is, and who is in it."""
    members = VillageGroup.objects.filter(is_in_network=True).prefetch_related("localities")
    return render(request, "plans/network.html", {"members": members})
