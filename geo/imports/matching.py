"""Find what a row speaks of where no id helps: near, and alike by name."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot

import numpy as np
from rapidfuzz import fuzz
from scipy.spatial import cKDTree

ALIKE = 85.0
LEGAL = re.compile(r"\b(ab|hb|kb|ek for|i|och|the|in)\b")


@dataclass(frozen=True)
class Candidate:
    """Something with a name and perhaps a position; ``groups`` says of what kinds it is."""

    number: int
    name: str
    xy: tuple[float, float] | None
    groups: frozenset[str] = frozenset()


def folded(name: str) -> str:
    """Bring a name to what is compared.

    Examples
    --------
    >>> folded("Handlar'n Vrena AB")
    'handlarn vrena'
    """
    bare = unicodedata.normalize("NFKD", name.casefold().replace("'", ""))
    bare = "".join(c for c in bare if not unicodedata.combining(c))
    bare = re.sub(r"[^a-z0-9 ]+", " ", bare)
    return " ".join(LEGAL.sub(" ", bare).split()) or bare.strip()


def alike(one: str, other: str) -> float:
    """Say how alike two names are, from 0 to 100.

    Examples
    --------
    >>> alike("Stora Coop Hälleforsnäs", "Coop Hälleforsnäs")
    100.0
    >>> alike("ICA Nära Bettna", "ICA Nära Strandhallen") < ALIKE
    True
    """
    a, b = folded(one), folded(other)
    if not a or not b:
        return 0.0
    return float(max(fuzz.token_set_ratio(a, b), fuzz.ratio(a, b)))


def match_near(
    items: Sequence[Candidate], things: Sequence[Candidate], radius_m: float
) -> list[tuple[int, int]]:
    """Pair items with things within a radius and alike by name, the most alike first.

    Two of different kinds are one only if they have the very same name.

    Returns
    -------
    pairs of numbers, each item and each thing at most once

    Examples
    --------
    >>> shop, rows = Candidate(7, "Coop", (0.0, 0.0)), [(90.0, 0.0), (0.0, 1.0)]
    >>> match_near([Candidate(n, "COOP", xy) for n, xy in enumerate(rows)], [shop], 150)
    [(1, 7)]
    """
    placed = [one for one in things if one.xy is not None]
    asked = [one for one in items if one.xy is not None]
    if not placed or not asked:
        return []
    tree = cKDTree(np.array([one.xy for one in placed]))
    near = tree.query_ball_point(np.array([one.xy for one in asked]), radius_m)
    pairs = []
    for item, found in zip(asked, near, strict=True):
        for at in found:
            thing = placed[at]
            score = alike(item.name, thing.name)
            if item.groups and thing.groups and not item.groups & thing.groups:
                score = score if folded(item.name) == folded(thing.name) else 0.0
            if score >= ALIKE:
                away = hypot(item.xy[0] - thing.xy[0], item.xy[1] - thing.xy[1])  # type: ignore[index]
                pairs.append((-score, away, item.number, thing.number))
    chosen: list[tuple[int, int]] = []
    used_items: set[int] = set()
    used_things: set[int] = set()
    for _score, _away, item_number, thing_number in sorted(pairs):
        if item_number not in used_items and thing_number not in used_things:
            used_items.add(item_number)
            used_things.add(thing_number)
            chosen.append((item_number, thing_number))
    return chosen
