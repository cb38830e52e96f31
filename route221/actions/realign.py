"""Give a road a better line: propose it, read what it moves, confirm it."""

from collections.abc import Sequence
from typing import Any

from django.contrib.gis.geos import LineString
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from geo.analysis.alignments import Alignment, string_together
from geo.analysis.costs import Floats
from geo.models import Dataset
from geo.queries.roads import links_of_road
from route221.actions.stops import measure_stops
from route221.errors import NoLine, RealignedMeanwhile
from route221.models import Realignment, Route

# The same number exists in other counties; a schematic line may lie far from the road itself.
NEAR_M = 30_000.0


def propose_from_lines(
    *,
    route: Route,
    lines: Sequence[Floats],
    source: str,
    author: User | None,
    publisher: str = "",
    licence: str = "",
    is_schematic: bool = False,
    forward: Sequence[bool] | None = None,
    backward: Sequence[bool] | None = None,
) -> Realignment:
    """Put lines together from the road's one end to the other, and keep the result for a look."""
    ends = route.alignment.coords[0], route.alignment.coords[-1]
    try:
        found = string_together(lines, *ends, forward=forward, backward=backward)
    except ValueError as error:
        raise NoLine(str(error)) from error
    return Realignment.objects.create(
        route=route,
        alignment=LineString(found.xy.tolist(), srid=3006),
        source=source,
        publisher=publisher,
        licence=licence,
        is_schematic=is_schematic,
        report=_report(found, len(lines)),
        author=author,
        route_version=route.version,
    )


def propose_from_links(*, route: Route, author: User | None) -> Realignment:
    """Propose the line of the imported links that carry the road's number."""
    links = links_of_road(route.number, route.alignment, NEAR_M)
    if not links.lines:
        raise NoLine("no imported link carries the road's number")
    return propose_from_lines(
        route=route,
        lines=links.lines,
        source=links.title,
        publisher=links.publisher,
        licence=links.licence,
        author=author,
        forward=links.forward,
        backward=links.backward,
    )


def propose_previous(*, realignment: Realignment, author: User | None) -> Realignment:
    """Propose the line that a confirmed one replaced, so that a mistake can be taken back."""
    if realignment.previous is None:
        raise NoLine("it was never confirmed")
    route = realignment.route
    return Realignment.objects.create(
        route=route,
        alignment=realignment.previous,
        source=realignment.report.get("previous_source", ""),
        is_schematic=realignment.report.get("previous_is_schematic", True),
        report={},
        author=author,
        route_version=route.version,
    )


@transaction.atomic
def confirm(*, realignment: Realignment) -> Route:
    """Put the line in place and measure every stop anew; refused if the road changed meanwhile."""
    route = Route.objects.select_for_update().get(pk=realignment.route_id)
    realignment = Realignment.objects.select_for_update(of=("self",)).get(pk=realignment.pk)
    if realignment.confirmed_at or realignment.route_version != route.version:
        raise RealignedMeanwhile
    realignment.previous = route.alignment
    realignment.report |= {
        "previous_source": route.alignment_note,
        "previous_is_schematic": route.is_schematic,
    }
    realignment.confirmed_at = timezone.now()
    realignment.save()
    route.alignment = realignment.alignment
    route.version += 1
    route.is_schematic = realignment.is_schematic
    route.alignment_note = realignment.source
    route.dataset = _dataset(realignment)
    route.save()
    measure_stops(route=route)
    return route


def _dataset(realignment: Realignment) -> Dataset:
    """Make the dataset that the new line belongs to, in place of the one before."""
    slug = f"road-{realignment.route.number}"
    Dataset.objects.filter(slug=slug, is_active=True).update(is_active=False)
    return Dataset.objects.create(
        kind=Dataset.Kind.ROUTES,
        slug=slug,
        title=realignment.source[:200] or slug,
        publisher=realignment.publisher,
        licence=realignment.licence,
        retrieved_on=timezone.localdate(),
        is_estimate=realignment.is_schematic,
    )


def _report(found: Alignment, given: int) -> dict[str, Any]:
    return {
        "lines_given": given,
        "lines_used": len(found.used),
        "left_out_m": round(found.left_out_m),
        "against_m": round(found.against_m),
        "gaps": found.gaps.round().tolist(),
        "start_gap_m": round(found.start_gap_m),
        "end_gap_m": round(found.end_gap_m),
    }
