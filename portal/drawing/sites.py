"""The answer of a search for the best places, in words, on a small map and as tables."""

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
from services.models import SiteSearch

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
        "bound": shown_count(answer["lacking_bound"], False),
    }


def chosen_rows(search: SiteSearch) -> list[tuple[Place, str, str]]:
    """Pair each chosen place with whom it helps, and the scenario in which it opens."""
    return [
        (one, shown_count(one["gain"], False), try_address(search, [one]))
        for one in search.answer["chosen"]
    ]


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
        Mark(tuple(one["point"]), f"{number}. {one['name']}", "met", try_address(search, [one]))
        for number, one in enumerate(search.answer["chosen"], start=1)
    ]
    return draw_marks(marks, _("The best places on the map"))


def sites_table(search: SiteSearch, notes: list[str]) -> Table:
    """Make the chosen places a table, with the proof of the choice and what it changes."""
    answer = search.answer
    proof = (
        _("Exact: no other choice is better (HiGHS).")
        if answer["is_exact"]
        else _("The best found in the time given; no choice reaches more than the bound %(bound)s.")
        % {"bound": round(answer["bound"])}
    )
    said = figures(answer)
    change = _("Residents beyond today: %(before)s; with the new ones: %(after)s.") % said
    return Table(
        name="basta-plats",
        title=_("Where best: %(standard)s") % {"standard": search.standard.name},
        columns=[_("Place"), _("Gain the service"), _("Order")],
        rows=[
            [one["name"], shown_count(one["gain"], False), number]
            for number, one in enumerate(answer["chosen"], start=1)
        ],
        notes=[proof, change, *notes],
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
