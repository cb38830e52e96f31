"""Two runs beside each other: what changed, and which import, opening or closing lies behind."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.desk_forms import LARGEST_ID, DeskAsked, read_desk, whole
from portal.drawing.matrix import area_name, cell_text, class_words
from portal.exports.tables import Table, Value
from portal.queries.desk_notes import run_notes
from portal.views.desk_frame import file_answer, file_links, frame
from portal.views.desk_more import subpages
from services.models import CoverageRun
from services.queries.run_changes import OfferChange, RunChanges, compare_runs


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Lay two runs beside each other: what changed, and what caused it."""
    desk = read_desk(request.GET)
    context = frame(request, desk, "desk-importance")
    if context["run"] is None:
        return render(request, "desk/no_run.html", context)
    runs = list(CoverageRun.objects.filter(status=CoverageRun.Status.FINISHED)[:50])
    by_pk = {one.pk: one for one in runs}
    asked = [by_pk.get(whole(request.GET, name, 1, LARGEST_ID) or 0) for name in ("a", "b")]
    first = asked[0] or (runs[1] if len(runs) > 1 else None)
    second = asked[1] or runs[0]
    if first is None or first == second:
        return render(
            request,
            "desk/compare_runs.html",
            context | {"runs": runs, "subpages": subpages(), "chosen": (first, second)},
        )
    found = compare_runs(first, second)
    table = _compared(found, desk)
    response = file_answer(request, table)
    if response:
        return response
    return render(
        request,
        "desk/compare_runs.html",
        context
        | {
            "runs": runs,
            "chosen": (first, second),
            "found": found,
            "table": table,
            "files": file_links(request, table.kinds),
            "whats": _what_words(),
            "offers": [(one, _what_words()[one.what]) for one in found.offers],
            "subpages": subpages(),
        },
    )


def _what_words() -> dict[str, str]:
    return {
        "opened": _("opened, or became known"),
        "closed": _("closed"),
        "confirmed": _("confirmed"),
        "changed": _("changed"),
    }


def _cause(found: RunChanges, causes: Sequence[OfferChange]) -> str:
    """Say what lies behind a change: the offers got or lost here, else the data that came."""
    what = _what_words()
    if causes:
        return "; ".join(f"{one.name}: {what[one.what]} ({one.on})" for one in causes)
    return "; ".join(f"{_('New data:')} {one.title}" for one in found.imports)


def _compared(found: RunChanges, desk: DeskAsked) -> Table:
    """Return the areas in which a figure or class differs, with the changes of that category."""
    words = class_words()
    rows: list[list[Value]] = []
    points: list[tuple[float, float] | None] = []
    classes: list[str] = []
    for column in found.after.columns if found.is_comparable else ():
        other = found.before.column(column.standard.category.slug)
        if other is None or column.completeness_level == "none":
            continue
        for n, area in enumerate(found.after.areas):
            was, now = cell_text(other, n, "lacking"), cell_text(column, n, "lacking")
            verdicts = (other.verdicts[n], column.verdicts[n])
            if not desk.keeps(column.completeness_level, bool(column.estimated[n])):
                continue
            if was != now or verdicts[0] != verdicts[1]:
                said = [words[one] if one else "" for one in verdicts]
                name = str(column.standard.name)
                causes = found.causes(column.standard, None if area.is_total else n)
                rows.append([area_name(area), name, was, now, *said, _cause(found, causes)])
                place = area.locality.point if area.locality else None
                points.append((place.x, place.y) if place else None)
                classes.append(str(verdicts[1] or ""))
    return Table(
        "jamforelse",
        _("What changed from measurement %(first)s to %(second)s")
        % {"first": found.before.run.pk, "second": found.after.run.pk},
        [
            _("Locality"),
            _("Standard"),
            _("Before"),
            _("After"),
            _("Class before"),
            _("Class after"),
            _("What opened, closed or changed"),
        ],
        rows,
        run_notes(found.after.run),
        points,
        classes,
    )
