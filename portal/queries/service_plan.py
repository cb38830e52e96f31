"""What a service plan says: each chapter's words, with tables, a map and plots from the figures."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from geo.models import Locality
from plans.models import Activity, ServicePlan, ServicePlanText
from plans.queries.goals import versions_in_force
from portal.drawing.area_map import Mark, draw_marks
from portal.drawing.matrix import area_name, cell_text, class_words, shown_count
from portal.drawing.plots import ranking
from portal.exports.tables import Table, Value
from portal.queries.desk_notes import asked_notes, run_notes
from portal.queries.measured import Measured
from portal.templatetags.figures import people, percent, threshold
from services.models import CoverageRun, Offer, Standard
from services.queries.matrix import Matrix, matrix

Chapter = ServicePlanText.Chapter
MOST_AREAS = 25


@dataclass(frozen=True)
class Part:
    """One chapter ready to be set: heading, words, tables and drawings."""

    chapter: str
    heading: str
    text: str
    tables: list[Table] = field(default_factory=list)
    drawings: list[tuple[str, str]] = field(default_factory=list)  # SVG and what it shows


def parts(plan: ServicePlan, run: CoverageRun | None, step: Callable[[int], None]) -> list[Part]:
    """Gather all chapters; `step` is told the per cent done and may stop by raising."""
    words = dict(plan.texts.values_list("chapter", "text"))
    found = matrix(run) if run else None
    measured = Measured(run)
    makers: dict[Any, Callable[[], tuple[list[Table], list[tuple[str, str]]]]] = {
        Chapter.PLACE: lambda: ([_places()], []),
        Chapter.STANDARDS: lambda: ([_standards()], []),
        Chapter.GAPS: lambda: _gaps(found) if found else ([], []),
        Chapter.THREATENED: lambda: ([_threatened()], []),
        Chapter.GOALS: lambda: ([_goals(measured)], []),
        Chapter.ACTIVITIES: lambda: ([_activities()], []),
        Chapter.FOLLOW_UP: lambda: ([_follow_up(run)] if run else [], []),
    }
    made = []
    chapters = Chapter.choices
    for number, (chapter, heading) in enumerate(chapters):
        step(round(70 * number / len(chapters)))
        tables, drawings = makers[chapter]() if chapter in makers else ([], [])
        made.append(Part(chapter, str(heading), words.get(chapter, ""), tables, drawings))
    return made


def _table(title: str, columns: list[str], rows: list[list[Value]], notes: list[str]) -> Table:
    return Table("serviceplan", title, columns, rows, notes)


def _places() -> Table:
    places = Locality.objects.in_home_municipality().with_latest_population().order_by("name")
    return _table(
        _("Localities"),
        [_("Locality"), _("Kind"), _("Residents"), _("Year")],
        [
            [
                one.name,
                str(one.get_kind_display()),
                people(one.residents),
                str(one.residents_year or ""),
            ]
            for one in places
        ],
        [],
    )


def _standards() -> Table:
    standards = Standard.objects.select_related("category").order_by("category__position")
    return _table(
        _("Standards and where they come from"),
        [_("Standard"), _("Limit"), _("Share"), _("Applies to"), _("Origin")],
        [
            [
                str(one.name),
                threshold(one),
                percent(one.target_share) if one.target_share else "–",
                str(one.get_scope_display()),
                str(one.origin),
            ]
            for one in standards
        ],
        [],
    )


def _gaps(found: Matrix) -> tuple[list[Table], list[tuple[str, str]]]:
    """Return one table per standard that is assessed, with its ranking, and a map of classes."""
    words, tables, drawings = class_words(), [], []
    unknown = [one for one in found.columns if one.completeness_level == "none"]
    for column in found.columns:
        if column in unknown:
            continue
        order = found.order(column.standard.category.slug, "lacking")
        # On paper only the worst; the desk's own table has them all.
        order = [*order[:-1][:MOST_AREAS], order[-1]]
        rows: list[list[Value]] = []
        bars = []
        for n in order:
            verdict, text = column.verdicts[n], cell_text(column, n, "lacking")
            name = area_name(found.areas[n])
            share = cell_text(column, n, "share")
            rows.append(
                [
                    name,
                    shown_count(float(column.residents[n]), bool(column.hidden_residents[n])),
                    text,
                    share,
                    words[verdict] if verdict else "–",
                ]
            )
            if not found.areas[n].is_total:
                size = 0.0 if column.hidden[n] else float(column.lacking[n])
                bars.append((name, size, text, str(verdict or "")))
        headings = [_("Locality"), _("Residents"), _("Beyond"), _("Share within"), _("Class")]
        notes = asked_notes(found)
        left_out = len(found.areas) - len(order)
        if left_out:
            said = _("%(count)s areas with fewer beyond are left out.") % {"count": left_out}
            notes = [said, *notes]
        tables.append(_table(str(column.standard.name), headings, rows, notes))
        drawings.append((ranking(bars, str(column.standard.name)), str(column.standard.name)))
    first = next((one for one in found.columns if one not in unknown), None)
    if first:
        marks = [
            Mark((area.locality.point.x, area.locality.point.y), area.name, str(first.verdicts[n]))
            for n, area in enumerate(found.areas)
            if area.locality and area.locality.point
        ]
        title = _("%(standard)s, by class") % {"standard": first.standard.name}
        drawings.insert(0, (draw_marks(marks, title), title))
    if unknown:
        names: list[list[Value]] = [
            [str(one.standard.name), words["not_assessed"]] for one in unknown
        ]
        tables.append(
            _table(_("Not assessed: not in the register"), [_("Standard"), _("Class")], names, [])
        )
    return tables, drawings


def _threatened() -> Table:
    since = timezone.localdate() - relativedelta(months=settings.THREAT_EXPIRES_AFTER_MONTHS)
    offers = (
        Offer.objects.existing()
        .filter(threatened_since__gte=since)
        .select_related("service_point", "category")
        .order_by("service_point__name")
    )
    return _table(
        _("Said to be threatened, with the source"),
        [_("Service place"), _("Service"), _("Since"), _("Source")],
        [
            [
                one.service_point.name,
                str(one.category.name),
                str(one.threatened_since),
                one.threatened_source,
            ]
            for one in offers
        ],
        [],
    )


def _goals(measured: Measured) -> Table:
    rows: list[list[Value]] = []
    for one in measured.goals:
        name = one.goal.version.plan.group.name
        share = percent(one.finding.share_within) if one.finding and one.value is not None else ""
        example = f" ({_('Example')})" if one.goal.is_example else ""
        rows.append([name, one.goal.title + example, one.status.label, share])
    headings = [_("Village group"), _("Goal"), _("Status"), _("Share within")]
    notes = run_notes(measured.run) if measured.run else []
    return _table(_("Goals of the plans in force"), headings, rows, notes)


def _activities() -> Table:
    activities = Activity.objects.filter(version__in=versions_in_force()).select_related(
        "version__plan__group"
    )
    return _table(
        _("Activities of the plans in force"),
        [_("Village group"), _("Activity"), _("Who"), _("Due"), _("Status")],
        [
            [
                one.version.plan.group.name,
                one.title,
                str(one.get_doer_display()) if one.doer else "",
                str(one.due_on or ""),
                str(one.get_status_display()),
            ]
            for one in activities.order_by("version__plan__group__name", "position")
        ],
        [],
    )


def _follow_up(run: CoverageRun) -> Table:
    """Compare with the oldest run that is kept."""
    runs = CoverageRun.objects.filter(status=CoverageRun.Status.FINISHED).exclude(pk=run.pk)
    before = runs.order_by("started_at").first()
    now = matrix(run)
    then = matrix(before) if before else None
    rows: list[list[Value]] = []
    last = len(now.areas) - 1
    for column in now.columns:
        other = then.column(column.standard.category.slug) if then else None
        was = cell_text(other, len(then.areas) - 1, "lacking") if other and then else "–"
        rows.append([str(column.standard.name), was, cell_text(column, last, "lacking")])
    earlier = str(before.measured_on) if before else _("no earlier measurement is kept")
    return _table(
        _("Residents beyond each standard in the whole municipality"),
        [_("Standard"), earlier, str(run.measured_on)],
        rows,
        run_notes(run),
    )
