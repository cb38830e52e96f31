"""More of the desk: importance, shops by distance, what to confirm first."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import reads_analysis
from portal.desk_forms import read_desk
from portal.drawing.matrix import shown_cost, shown_count
from portal.exports.tables import Table
from portal.queries.desk_notes import run_notes
from portal.templatetags.figures import threshold
from portal.views.desk_frame import file_answer, file_links, frame
from services.models import Offer, ServicePoint
from services.queries.importance import importance as ranked_importance
from services.queries.importance import shops_by_distance, to_confirm
from services.queries.matrix import completeness_at_home

SHOWN = 200


def _page(
    request: HttpRequest, context: dict[str, Any], table: Table, lead: str, **more: Any
) -> HttpResponse:
    """Show a table with its words and files, or answer with the file that is asked for."""
    response = file_answer(request, table)
    if response:
        return response
    links = more.pop("links", None) or [""] * len(table.rows)
    return render(
        request,
        "desk/table.html",
        context
        | {
            "table": table,
            "rows": list(zip(links, table.rows, strict=True))[:SHOWN],
            "lead": lead,
            "files": file_links(request, table.kinds),
            "subpages": subpages(),
            **more,
        },
    )


def subpages() -> list[tuple[str, str]]:
    """Return the pages under *more*."""
    return [
        (_("Importance"), reverse("desk-importance")),
        (_("Shops by distance (21 a §)"), reverse("desk-shops")),
        (_("To confirm first"), reverse("desk-confirm")),
        (_("Compare two measurements"), reverse("desk-compare-runs")),
        (_("Standards"), reverse("desk-standards")),
    ]


def levels() -> dict[int, str]:
    """Return how complete the register declares each category to be here."""
    return {pk: str(one.level) for pk, one in completeness_at_home().items()}


def _at(place: ServicePoint) -> tuple[float, float] | None:
    return (place.point.x, place.point.y) if place.point else None


@require_safe
def importance(request: HttpRequest) -> HttpResponse:
    """Rank places by what closing would do, to planners; in public name only lone ones."""
    asked = read_desk(request.GET)
    context = frame(request, asked, "desk-importance")
    run = context["run"]
    if run is None:
        return render(request, "desk/no_run.html", context)
    known = levels()
    every = [
        one
        for one in ranked_importance(run)
        if asked.keeps(known.get(one.standard.category_id, "none"), one.is_estimate)
    ]
    notes = run_notes(run)
    if not reads_analysis.test(request.user):
        lone = sorted((one for one in every if one.is_only_within), key=lambda one: one.place.name)
        table = Table(
            "ensamma",
            _("The only one within reach"),
            [_("Service place"), _("What it is alone in")],
            [
                [
                    one.place.name,
                    _("the only one of %(service)s within %(limit)s, straight line")
                    % {"service": one.standard.category.name, "limit": threshold(one.standard)},
                ]
                for one in lone
            ],
            notes,
            [_at(one.place) for one in lone],
        )
        lead = _("Places with no other of their kind near. This says nothing of their future.")
        links = [one.place.get_absolute_url() for one in lone]
        return _page(request, context, table, lead, links=links)
    table = Table(
        "betydelse",
        _("Importance"),
        [
            _("Service place"),
            _("Service"),
            _("Residents left with none within the limit"),
            _("Added for the others, resident-km or -hours"),
            _("Limit"),
        ],
        [
            [
                one.place.name,
                str(one.standard.category.name),
                shown_count(one.left_with_none, False),
                _added(one.added_m, one.standard.metric),
                threshold(one.standard),
            ]
            for one in every
        ],
        notes,
        [_at(one.place) for one in every],
    )
    lead = _("What the closing of each place would do. It is not a forecast, and not published.")
    links = [one.place.get_absolute_url() for one in every]
    return _page(request, context, table, lead, links=links)


def _added(added: float, metric: str) -> int:
    return round(added / (3600 if metric == "time" else 1000))


@require_safe
def shops(request: HttpRequest) -> HttpResponse:
    """List the shops by distance to the next with a broad range."""
    asked = read_desk(request.GET)
    context = frame(request, asked, "desk-importance")
    run = context["run"]
    if run is None:
        return render(request, "desk/no_run.html", context)
    known = levels()
    rows = [
        row
        for row in shops_by_distance(run, counts_unconfirmed=asked.asked.counts_unconfirmed)
        if asked.keeps(known.get(row.offer.category_id, "none"), row.is_estimate)
    ]
    unconfirmed = set(
        Offer.objects.unconfirmed(run.measured_on).filter(pk__in=[row.offer.pk for row in rows])
    )
    table = Table(
        "butiker-21a",
        _("Shops by distance to the next (förordning 2000:284, 21 a §)"),
        [
            _("Shop"),
            _("To the next broad-range shop"),
            _("Next shop"),
            _("Passes the distance test"),
            _("Range"),
            _("Season"),
            _("Form"),
            _("Confirmed"),
            _("Ids"),
        ],
        [
            [
                row.offer.service_point.name,
                shown_cost(row.metres, "distance") + ("*" if row.is_estimate else ""),
                row.next_shop.name if row.next_shop else "–",
                _("yes") if row.passes else _("no"),
                str(row.offer.get_range_display()) if row.offer.range else _("not known"),
                row.offer.season or _("not known"),
                str(row.offer.get_form_display()) if row.offer.form else _("not known"),
                _("no") if row.offer in unconfirmed else _("yes"),
                ", ".join(f"{k}={v}" for k, v in row.offer.service_point.external_ids.items()),
            ]
            for row in rows
        ],
        [
            _(
                "Shop to shop, one of the conditions for support to vulnerable shops. Year-round"
                " premises and turnover of at most 11 million SEK are not checked here. A shop of"
                " unknown range counts as broad."
            ),
            *run_notes(run),
        ],
        [_at(row.offer.service_point) for row in rows],
        ["gap" if row.passes else "met" for row in rows],
    )
    lead = _("The distance test, shop to shop, for the shops in the municipality.")
    links = [row.offer.service_point.get_absolute_url() for row in rows]
    return _page(request, context, table, lead, links=links, asks_unconfirmed=True)


@require_safe
def confirm(request: HttpRequest) -> HttpResponse:
    """List what should be confirmed first, because most figures lean on it."""
    asked = read_desk(request.GET)
    context = frame(request, asked, "desk-importance")
    run = context["run"]
    if run is None:
        return render(request, "desk/no_run.html", context)
    known = levels()
    rows = [
        row
        for row in to_confirm(run)
        if asked.keeps(known.get(row.offer.category_id, "none"), run.is_estimate)
    ]
    table = Table(
        "bekrafta",
        _("To confirm first"),
        [_("Service place"), _("Service"), _("Residents who would have it"), _("Last known")],
        [
            [
                row.offer.service_point.name,
                str(row.offer.category.name),
                shown_count(row.residents, False) if row.standard else _("no standard"),
                row.offer.as_of or _("undated"),
            ]
            for row in rows
        ],
        run_notes(run),
        [_at(row.offer.service_point) for row in rows],
    )
    lead = _("Unconfirmed services do not count. These would change the figures most.")
    links = [row.offer.service_point.get_absolute_url() for row in rows]
    return _page(request, context, table, lead, links=links)
