"""The growth of access and its peers as a drawing: seconds by number of nodes, both logarithmic."""

from math import log10

COLOURS = {
    "engine": ("#0b5c8a", "this engine, links"),
    "arcs": ("#1b8a5a", "this engine, arcs"),
    "scipy": ("#444444", "scipy, bare"),
    "igraph": ("#8a5a0b", "igraph"),
    "networkx": ("#8a0b5c", "networkx"),
    "pandana": ("#b3261e", "pandana"),
}
NODES_PER_TILE = 25_127
LEFT, TOP, WIDE, HIGH, GAP = 60, 34, 230, 280, 170
LEAST_S, MOST_S = -3.0, 2.0


def growth(results: list[dict]) -> str:
    """Draw the query alone, and build and query together, side by side."""
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 820 360" font-family="sans-serif"'
        ' font-size="12"><title>Seconds on the clock by number of nodes</title>'
        '<rect width="820" height="360" fill="#fff"/>'
    ]
    for number, (title, keys) in enumerate(
        (("Query", ["query"]), ("Build + query", ["build", "query"]))
    ):
        parts.append(_panel(results, LEFT + number * (WIDE + GAP), title, keys))
    return "\n".join([*parts, "</svg>\n"])


def _panel(results: list[dict], left: int, title: str, keys: list[str]) -> str:
    def across(tiles: int) -> float:
        return left + 20 + (WIDE - 40) * log10(tiles) / 2

    def up(seconds: float) -> float:
        return TOP + HIGH * (MOST_S - log10(seconds)) / (MOST_S - LEAST_S)

    drawn = [f'<text x="{left}" y="20" font-weight="bold">{title}</text>']
    for power in range(int(LEAST_S), int(MOST_S) + 1):
        y = up(10.0**power)
        drawn.append(f'<path d="M{left} {y:.1f}h{WIDE}" stroke="#ddd"/>')
        drawn.append(
            f'<text x="{left - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>'
        )
    for tiles in (1, 10, 100):
        drawn.append(
            f'<text x="{across(tiles):.1f}" y="{TOP + HIGH + 18}" text-anchor="middle">'
            f"{NODES_PER_TILE * tiles:,}</text>"
        )
    labels: list[tuple[float, str, str]] = []
    for peer, (colour, name) in COLOURS.items():
        seen = sorted(
            (one["tiles"], sum(one[key] for key in keys)) for one in results if one["peer"] == peer
        )
        if not seen:
            continue
        line = " ".join(f"{across(tiles):.1f},{up(seconds):.1f}" for tiles, seconds in seen)
        drawn.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        labels.append((up(seen[-1][1]), colour, name))
    lowest = 0.0
    for y, colour, name in sorted(labels):
        lowest = max(y, lowest + 14)  # so that no name covers another
        drawn.append(f'<text x="{left + WIDE}" y="{lowest + 4:.1f}" fill="{colour}">{name}</text>')
    return "\n".join(drawn)
