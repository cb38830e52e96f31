"""The stops of a day plan's form as HTML, written in one go: a template for each took longest."""

from collections.abc import Sequence
from functools import cache
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.queries.gathering import many_words, same_place
from portal.templatetags.figures import km
from portal.templatetags.travel import aside
from route221.queries.travellers import RoadStop


def draw_choices(
    stops: Sequence[RoadStop], minutes: dict[str, int], usual_min: int, *, is_open: bool = False
) -> SafeString:
    """Write one choice for each stop, with its minutes.

    Many at one place are folded under its name, unless one of them is chosen or all are to be seen.
    """
    write = _Choice(minutes, usual_min, is_open)
    items = (
        write.one(group[0]) if len(group) == 1 else write.many(group) for group in same_place(stops)
    )
    return mark_safe("".join(items))  # noqa: S308


class _Choice:
    def __init__(self, minutes: dict[str, int], usual_min: int, is_open: bool) -> None:
        self.minutes, self.usual_min, self.is_open = minutes, usual_min, is_open
        self.minutes_at, self.as_of = _("Minutes at %(name)s"), _("as of %(as_of)s")
        self.along = _("%(km)s along the road")
        self.km = cache(lambda hundreds: km(hundreds * 100))
        self.sorts: dict[tuple[str, str], str] = {}

    def many(self, stops: Sequence[RoadStop]) -> str:
        is_open = " open" if self.is_open or any(stop.key in self.minutes for stop in stops) else ""
        head, inner = f"many-{stops[0].key}", "".join(self.one(stop, True) for stop in stops)
        return (
            f'<li class="plan-choices__many"><details{is_open}><summary id="{head}">'
            f"<strong>{escape(many_words(stops))}</strong>"
            f' <span class="plan-choices__meta">{self._km(stops[0])}</span></summary>'
            f'<ul aria-labelledby="{head}">{inner}</ul></details></li>'
        )

    def one(self, stop: RoadStop, is_inner: bool = False) -> str:
        key, name = stop.key, escape(stop.name)
        about = [] if is_inner else [self._km(stop)]
        about += [self._sort(stop), aside(stop)]
        if stop.as_of:
            about.append(self.as_of % {"as_of": stop.as_of})
        checked = " checked" if key in self.minutes else ""
        return (
            f'<li data-choice><label class="check" for="s-{key}">'
            f'<input id="s-{key}" type="checkbox" name="stopp" value="{key}"{checked}>'
            f'<span>{name}<span class="plan-choices__meta">'
            f"{escape(' · '.join(about))}</span></span></label>"
            f'<label class="plan-choices__minutes"><span class="visually-hidden">'
            f"{self.minutes_at % {'name': name}}</span>"
            f'<input type="number" name="min_{key}" min="0" max="600"'
            f' value="{self.minutes.get(key, self.usual_min)}"> min</label></li>'
        )

    def _km(self, stop: RoadStop) -> str:
        return self.along % {"km": self.km(round(stop.chainage_m / 100))}

    def _sort(self, stop: RoadStop) -> str:
        if not stop.kind:
            return stop.sort
        key = (stop.key[0], stop.kind)
        if key not in self.sorts:
            self.sorts[key] = stop.sort
        return self.sorts[key]
