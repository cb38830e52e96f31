"""Plans of the villages as everyone reads them, programmes and planned housing."""

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone

from plans.models import PlanVersion, Situation, VillageGroup
from plans.permissions import calls_meetings
from plans.queries.homes_added import homes_added
from plans.queries.living import life_rows
from plans.queries.snapshots import content_of, figures_are
from plans.queries.steering import steering_documents
from plans.queries.years import changes
from portal.exports.goals import DOCX, as_document, as_table
from portal.exports.tables import answer
from portal.queries.kept import kept
from portal.queries.measured import measured
from portal.queries.planning import (
    group_page,
    group_rows,
    housing_by_locality,
    on_map,
    programme_rows,
    subject_goals,
    subjects,
)


def plans(request: HttpRequest) -> HttpResponse:
    """Show all villages' plans in one table."""
    known = measured()
    rows = group_rows(known)
    context = {
        "rows": rows,
        "measured": known,
        "subjects": subjects(),
        "documents": steering_documents(),
    }
    return render(request, "plans/plans.html", context)


def goals_on_subject(request: HttpRequest, kind: str = "") -> HttpResponse:
    """Show, or hand out as a file, all villages' goals on one subject."""
    known = measured()
    chosen = request.GET.get("amne", "").replace("\0", "")[:80]
    goals = subject_goals(known, chosen)
    subject = next((one for one in subjects() if one.key == chosen), None)
    if kind == "docx":
        response = HttpResponse(as_document(goals, subject, known.run), content_type=DOCX)
        name = f"mal-{subject.key if subject else 'alla'}.docx"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    if kind:
        return answer(as_table(goals, subject, known.run), kind) or HttpResponseNotFound()
    context = {"goals": goals, "subject": subject, "subjects": subjects(), "measured": known}
    return render(request, "plans/subject.html", context)


def village_group(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one group with its plan in force, goals, both acts of decision and history."""
    group = _group(slug)

    def body() -> str:
        known = measured()
        return render_to_string(
            "plans/_group_body.html", group_page(group, known) | {"measured": known}, request
        )

    # Kept apart for those who may propose a conflict for a meeting's agenda.
    address = f"{request.path}#propose" if calls_meetings.test(request.user) else request.path
    return render(request, "plans/group.html", {"group": group, "body": kept(address, body)})


def plan_sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one village's plan on one A4, for whoever decides."""
    group = _group(slug)
    known = measured()
    context = {"measured": known, "printed_on": timezone.localdate()}
    return render(request, "plans/sheet.html", group_page(group, known) | context)


def adopted_plan(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Show a plan as the group adopted it; it never changes."""
    version = _version(slug, year)
    content = content_of(version)
    figures = figures_are(content, version.snapshot.is_of_the_day)
    context = {"version": version, "plan": content, "figures": figures}
    return render(request, "plans/adopted.html", context)


def plan_changes(request: HttpRequest, slug: str, year: int) -> HttpResponse:
    """Show what changed since the year before, side by side."""
    version = _version(slug, year)
    return render(
        request, "plans/changes.html", {"version": version, "comparison": changes(version)}
    )


def _group(slug: str) -> VillageGroup:
    return get_object_or_404(VillageGroup.objects.prefetch_related("localities"), slug=slug)


def _version(slug: str, year: int) -> PlanVersion:
    return get_object_or_404(
        PlanVersion.objects.select_related("plan__group", "supersedes", "snapshot"),
        plan__group__slug=slug,
        year=min(year, 9_999),
        snapshot__isnull=False,
    )


def programmes(request: HttpRequest) -> HttpResponse:
    """Show the programmes side by side with the goals that serve their areas."""
    known = measured()
    return render(
        request, "plans/programmes.html", {"rows": programme_rows(known), "measured": known}
    )


def housing(request: HttpRequest) -> HttpResponse:
    """Show planned housing, village by village, and whether one can live one's whole life there."""
    rows = housing_by_locality()
    projects = [one.project for _place, found in rows for one in found]
    life = life_rows([place for place, _found in rows])
    page = {
        "rows": rows,
        "life_known": [row for row in life if row.says_something],
        "life_unknown": [row for row in life if not row.says_something],
        "situations": list(Situation.choices),
        "on_map": on_map(projects),
        "added": homes_added(),
    }
    return render(request, "plans/housing.html", page)
