"""A road as a strip: kilometres from the chosen end, stops on their side, what is missing."""

from collections.abc import Callable, Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from portal.queries.gathering import anchor, same_place, short_words
from portal.templatetags.figures import km as km_text
from route221.queries.missing import MissingStretch
from route221.queries.travellers import RoadStop

# As wide as a phone's page without its margins, so that the letters are as large as they say.
WIDTH, MIDDLE, MARGIN = 328, 164, 26
# Labels are links: none is nearer to the next than a finger needs.
LABEL_STEP = 24
SHORTEST, KILOMETRE = 420, 12
LONGEST_LABEL = 19
# Where too many lie close together, labels of places nearer than this become one; then half more.
NEAR, FARTHER = 6.0, 1.5
TITLE_NAMES = 8
SVG = "http://www.w3.org/2000/svg"
Group = list[RoadStop]


def draw_strip(
    stops: Sequence[RoadStop],
    length_m: float,
    missing: Sequence[MissingStretch],
    ends: tuple[str, str],
    title: str,
    list_url: str = "",
) -> SafeString:
    """Draw the strip from top (the chosen end) to bottom; every name is escaped.

    Stops that cannot be told apart are one label, which leads to them in the list of `list_url`
    (of the same page without it).
    """
    inner = max(SHORTEST, length_m / 1000 * KILOMETRE)

    def y_at(chainage_m: float) -> float:
        return MARGIN + inner * chainage_m / length_m

    sides: dict[str, list[RoadStop]] = {"left": [], "right": []}
    for stop in stops:
        sides["left" if stop.side == "left" else "right"].append(stop)
    height = inner + 2 * MARGIN
    parts = [
        f'<svg xmlns="{SVG}" viewBox="0 0 {WIDTH} {height:.0f}" class="strip" role="group">'
        f"<title>{escape(title)}</title>"
    ]
    parts += [
        _line("strip__missing", y_at(one.from_chainage_m), y_at(one.to_chainage_m))
        for one in missing
        if one.is_lacking
    ]
    parts.append(_line("strip__road", MARGIN, MARGIN + inner))
    parts += _kilometres(length_m, y_at)
    parts.append(_text(ends[0], MIDDLE, 14, "middle", "strip__end"))
    last = f"{ends[1]} · {km_text(length_m)}"
    parts.append(_text(last, MIDDLE, height - 8, "middle", "strip__end"))
    for side, some in sides.items():
        groups = gather(some, [y_at(stop.chainage_m) for stop in some], inner)
        parts += _labels(groups, side, inner, y_at, list_url)
    parts.append("</svg>")
    return mark_safe("".join(parts))  # noqa: S308


def gather(stops: Sequence[RoadStop], at: Sequence[float], room: float) -> list[Group]:
    """Put stops into as few groups as it takes for all labels to fit into the room."""
    groups = same_place(stops)
    near = NEAR
    while len(groups) * LABEL_STEP > room:
        groups, first = [], 0.0
        for stop, y in zip(stops, at, strict=True):
            if groups and y - first <= near:
                groups[-1].append(stop)
            else:
                groups.append([stop])
                first = y
        near *= FARTHER
    return groups


def _kilometres(length_m: float, y_at: Callable[[float], float]) -> list[str]:
    step_km = 1 if length_m < 30_000 else 5 if length_m < 150_000 else 25
    parts = []
    for km in range(0, int(length_m // 1000) + 1, step_km):
        y = y_at(km * 1000)
        parts.append(f'<circle cx="{MIDDLE}" cy="{y:.1f}" r="1.4" class="strip__km"/>')
        if km % (5 * step_km) == 0 and km:
            parts.append(_text(f"{km} km", MIDDLE, y + 4, "middle", "strip__number"))
    return parts


def _labels(
    groups: Sequence[Group],
    side: str,
    inner: float,
    y_at: Callable[[float], float],
    list_url: str,
) -> list[str]:
    """Write the names on one side, moved apart so that none covers another."""
    sign, anchored = (-1, "end") if side == "left" else (1, "start")
    wanted = [y_at(group[0].chainage_m) for group in groups]
    parts = []
    for group, y, label_y in zip(
        groups, wanted, spread(wanted, MARGIN, MARGIN + inner), strict=True
    ):
        knee, end = MIDDLE + sign * 10, MIDDLE + sign * 20
        url, name, title = _words(group, list_url)
        radius, more = (3.5, "") if len(group) == 1 else (5, " strip__dot--many")
        keys = " ".join(stop.key for stop in group)
        parts.append(
            f'<a href="{escape(url)}" class="strip__stop" data-stops="{keys}">{title}'
            f'<polyline points="{MIDDLE + sign * 4},{y:.1f} {knee},{y:.1f} {end},{label_y:.1f}"'
            ' class="strip__lead"/>'
            f'<circle cx="{MIDDLE + sign * 6}" cy="{y:.1f}" r="{radius}" class="strip__dot{more}"/>'
            f"{_text(name, end + sign * 3, label_y + 4, anchored, 'strip__name')}</a>"
        )
    return parts


def _words(group: Group, list_url: str) -> tuple[str, str, str]:
    """Return where a label leads, what it says, and the title that names all."""
    if len(group) == 1:
        name = group[0].name
        is_long = len(name) > LONGEST_LABEL
        title = f"<title>{escape(name)}</title>" if is_long else ""
        return group[0].url, f"{name[: LONGEST_LABEL - 1]}…" if is_long else name, title
    names = ", ".join(stop.name for stop in group[:TITLE_NAMES])
    more = ", …" if len(group) > TITLE_NAMES else ""
    title = f"<title>{escape(names + more)}</title>"
    words = short_words(group)
    if len(words) > LONGEST_LABEL:
        words = _("%(count)s places") % {"count": len(group)}
    return f"{list_url}#{anchor(group[0])}", words, title


def spread(wanted: Sequence[float], low: float, high: float) -> list[float]:
    """Move ascending positions apart by a label's height, and keep them within the strip."""
    placed: list[float] = []
    for y in wanted:
        placed.append(max(y, placed[-1] + LABEL_STEP) if placed else max(y, low))
    limit = high
    for number in range(len(placed) - 1, -1, -1):
        placed[number] = min(placed[number], limit)
        limit = placed[number] - LABEL_STEP
    return placed


def _line(name: str, y1: float, y2: float) -> str:
    return f'<line x1="{MIDDLE}" x2="{MIDDLE}" y1="{y1:.1f}" y2="{y2:.1f}" class="{name}"/>'


def _text(text: str, x: float, y: float, anchored: str, name: str) -> str:
    return (
        f'<text x="{x}" y="{y:.1f}" text-anchor="{anchored}" class="{name}">{escape(text)}</text>'
    )
