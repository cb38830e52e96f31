"""A scenario's outcome in rows that may be shown: nobody can be made out from a difference."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from plans.queries.scenarios import Outcome
from portal.drawing.matrix import area_name, shown_count
from portal.templatetags.figures import threshold
from services.models import Offer
from services.queries.matrix import Area
from services.queries.whatif import SAME, Effect

MOST_PLACES = 2_000


@dataclass(frozen=True)
class EffectRow:
    """One standard in one area, before and after, in words; `change` is None where hidden."""

    standard: str
    area: str
    key: str
    residents: str
    before: str
    after: str
    change: int | None
    verdict_before: str
    verdict_after: str
    is_total: bool


def effect_rows(
    found: Outcome, keeps: Callable[[str, bool], bool] = lambda level, is_estimate: True
) -> list[EffectRow]:
    """Return the areas in which something changes, and the total, of each changed standard.

    `keeps` is asked of each row: how complete its register is, and whether it is estimated.
    """
    rows = []
    for effect in found.changed:
        rows += [
            _row(effect, area, number)
            for number, area in enumerate(found.areas)
            if (area.is_total or _differs(effect, number))
            and keeps(effect.before.completeness_level, bool(effect.before.estimated[number]))
        ]
    return rows


def _differs(effect: Effect, number: int) -> bool:
    return bool(
        abs(effect.change[number]) > SAME
        or effect.verdicts[number] != effect.before.verdicts[number]
        or abs(effect.after.residents[number, 0] - effect.before.residents[number]) > SAME
    )


def _row(effect: Effect, area: Area, number: int) -> EffectRow:
    before = shown_count(float(effect.before.lacking[number]), bool(effect.before.hidden[number]))
    after = shown_count(float(effect.lacking[number]), bool(effect.hidden[number]))
    is_hidden = bool(effect.hidden_change[number])
    plain = not (effect.before.hidden[number] or effect.hidden[number] or is_hidden)
    limit = f"{effect.standard.category.name}, {threshold(effect.standard)}"
    return EffectRow(
        standard=limit,
        area=area_name(area),
        key=area.key,
        residents=shown_count(float(effect.after.residents[number, 0]), False),
        before=before,
        after=_("about as before (less than 5 differ)") if is_hidden else after,
        change=round(float(effect.change[number])) if plain else None,
        verdict_before=str(effect.before.verdicts[number] or ""),
        verdict_after=str(effect.verdicts[number] or ""),
        is_total=area.is_total,
    )


def places_on_map() -> list[dict[str, Any]]:
    """Return the places that count today, for a map on which they can be closed and moved."""
    offers = Offer.objects.existing().confirmed().exclude(service_point__point=None)
    found: dict[int, dict[str, Any]] = {}
    for offer in offers.select_related("service_point", "category").order_by("service_point_id"):
        place = offer.service_point
        if place.pk not in found:
            if len(found) == MOST_PLACES:
                break
            there = place.point.transform(4326, clone=True)
            found[place.pk] = {
                "id": place.pk,
                "name": place.name,
                "lon": round(there.x, 5),
                "lat": round(there.y, 5),
                "categories": [],
            }
        found[place.pk]["categories"].append(offer.category.slug)
    return list(found.values())
