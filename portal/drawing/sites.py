"""The answer of a search for the best places, in words, on a small map and as tables."""

from math import ceil
from typing import Any

from django.contrib.gis.geos import Point
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from geo.analysis.disclosure import is_small
from portal.drawing.area_map import Mark, draw_marks
from portal.drawing.matrix import shown_count
from portal.exports.tables import Table
from portal.scenario_forms import changes_query
from portal.templatetags.figures import km, percent
from route221.models import Route
from services.models import SiteSearch
from services.queries.siting import ROADSIDE_M

Place = dict[str, Any]


def figures(answer: dict[str, Any]) -> dict[str, str]:
    """Write how many lack it, before and after; a difference of so few is not to be had."""
    before, after = answer["lacking_before"], answer["lacking_after"]
    then = shown_count(after, False)
    if is_small(before - after):
        then = _("about as before (less than 5 differ)")
    return {
        "before": shown_count(before, False),
        "after": then,
        "from_best": from_best(answer),
    }


def chosen_rows(search: SiteSearch) -> list[tuple[Place, str, str]]:
    """Pair each chosen place with whom it helps, and the scenario in which it opens."""
    return [
        (
            one | {"name": place_name(one)},
            shown_count(one["gain"], False),
            try_address(search, [one]),
        )
        for one in search.answer["chosen"]
    ]


def place_name(one: Place) -> str:
    """Name a chosen place: its own name, else the road and how far it is from which locality."""
    if one["name"] or not one.get("near"):
        return str(one["name"])
    said = {"road": one["road"] or _road_by(one), "far": km(one["near_m"]), "place": one["near"]}
    if said["road"]:
        return _("by road %(road)s, %(far)s from %(place)s") % said
    return _("%(far)s from %(place)s") % said


def _road_by(one: Place) -> str:
    """Return the number of the portal's own road beside a place, where no link is imported."""
    at = Point(*one["point"], srid=3006)
    road = Route.objects.filter(alignment__dwithin=(at, ROADSIDE_M)).first()
    return str(road.number) if road else ""


def from_best(answer: dict[str, Any]) -> str:
    """Write how far an answer with a bound may be from the best, rounded up."""
    return percent(ceil(answer.get("from_best", 0.0) * 100) / 100)


def try_address(search: SiteSearch, places: list[Place]) -> str:
    """Return the scenario in which these places open."""
    texts = []
    for one in places:
        there = Point(*one["point"], srid=3006).transform(4326, clone=True)
        texts.append(f"oppna,{search.standard.category.slug},{there.x:.5f},{there.y:.5f}")
    return reverse("desk-scenarios") + changes_query(texts)


def sites_map(search: SiteSearch) -> SafeString:
    """Draw the places there were, and the chosen ones by their order."""
    marks = [Mark((x, y), "") for x, y in search.answer["today"]]
    marks += [
        Mark(tuple(one["point"]), f"{number}. {place_name(one)}", "met", try_address(search, [one]))
        for number, one in enumerate(search.answer["chosen"], start=1)
    ]
    return draw_marks(marks, _("The best places on the map"))


def sites_table(search: SiteSearch, notes: list[str]) -> Table:
    """Make the chosen places a table, with the proof of the choice and what it changes."""
    answer = search.answer
    proof = (
        _("Computed exactly: no other choice is better.")
        if answer["is_exact"]
        else _("The best found in the time given: at most %(percent)s from the best.")
        % {"percent": from_best(answer)}
    )
    said = figures(answer)
    change = _("Residents beyond today: %(before)s; with the new ones: %(after)s.") % said
    return Table(
        name="basta-plats",
        title=_("Where best: %(standard)s") % {"standard": search.standard.name},
        columns=[_("Place"), _("Gain the service"), _("Order")],
        rows=[
            [place_name(one), shown_count(one["gain"], False), number]
            for number, one in enumerate(answer["chosen"], start=1)
        ],
        notes=[proof, change, _("Method: whole-number programme, solved by HiGHS."), *notes],
        points=[tuple(one["point"]) for one in answer["chosen"]],
        classes=["met" for _one in answer["chosen"]],
    )


def capacity_table(search: SiteSearch, notes: list[str]) -> Table:
    """Make the capacity within reach a table, the least first."""
    rows = search.answer["capacity"]
    return Table(
        name="kapacitet",
        title=_("Capacity per thousand residents, shared among all who are near (E2SFCA)"),
        columns=[_("Locality"), _("Residents"), _("Per thousand")],
        rows=[
            [name or _("Outside localities"), shown_count(residents, False), round(share, 1)]
            for _key, name, residents, share in rows
        ],
        notes=notes,
    )
