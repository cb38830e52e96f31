"""A road's filters as links: each says how many stops it would show, each chosen one in words."""

from collections.abc import Collection, Mapping, Sequence

from django.utils.translation import gettext as _

from portal.road_forms import GOOD_ASKED, KINDS_ASKED, RoadAsked
from portal.templatetags.travel import good_name, kind_name, moment
from route221.models import Theme

# Where the page stands after a filter is pressed.
PLACE = "#urval"
Chip = tuple[str, str, int | None, bool, str]
Counts = Mapping[str, int]


def kind_chips(asked: RoadAsked, counts: Counts) -> list[Chip]:
    """Make the filters of what a stop is; each adds or takes away one kind."""
    chips: list[Chip] = [(_("All"), asked.query(kinds=()) + PLACE, None, not asked.kinds, "")]
    for kind in KINDS_ASKED:
        url = asked.query(kinds=_toggled(asked.kinds, kind)) + PLACE
        count = counts.get(f"kind:{kind}", 0)
        chips.append((kind_name(kind), url, count, kind in asked.kinds, ""))
    return chips


def good_chips(asked: RoadAsked, counts: Counts) -> list[Chip]:
    """Make the filters for what places say is good to know."""
    return [
        (
            good_name(one),
            asked.query(good=_toggled(asked.good, one)) + PLACE,
            counts.get(f"good:{one}", 0),
            one in asked.good,
            "",
        )
        for one in GOOD_ASKED
    ]


def theme_chips(asked: RoadAsked, themes: Collection[Theme], counts: Counts) -> list[Chip]:
    """Make a filter of each theme; pressing the chosen one again shows all."""
    return [
        (
            str(one),
            asked.query(theme="" if one.slug == asked.theme else one.slug) + PLACE,
            counts.get(f"theme:{one.slug}", 0),
            one.slug == asked.theme,
            "",
        )
        for one in themes
    ]


def chosen_filters(asked: RoadAsked, theme: Theme | None) -> list[tuple[str, str]]:
    """Say each chosen filter in words, with the address of the page without it."""
    found = [
        (kind_name(kind), asked.query(kinds=_toggled(asked.kinds, kind))) for kind in asked.kinds
    ]
    found += [(good_name(one), asked.query(good=_toggled(asked.good, one))) for one in asked.good]
    if theme is not None:
        found.append((str(theme), asked.query(theme="")))
    if asked.only_open:
        words = _("open when I get there, start %(when)s") % {"when": moment(asked.start)}
        found.append((words, asked.query(only_open=False)))
    return [(words, url + PLACE) for words, url in found]


def without_filters(asked: RoadAsked) -> str:
    """Return the address that shows all stops again, at the same time and in the same direction."""
    return asked.query(kinds=(), good=(), theme="", only_open=False) + PLACE


def _toggled(chosen: Sequence[str], one: str) -> tuple[str, ...]:
    others = tuple(other for other in chosen if other != one)
    return others if one in chosen else (*chosen, one)
