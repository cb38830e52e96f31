"""Find anything by its name or by what it is, forgiving how it is written."""

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from rapidfuzz.distance import OSA

from geo.models import Locality, Precision
from portal.models import SearchEntry
from portal.queries.words import misspelled, stems, words_of

CANDIDATES = 200
FEW = 3
LONG_WORD = 7
SHORTEST_PART = 3
LONGEST_QUESTION = 100

Kind = SearchEntry.Kind
# Without a position, what most people mean by a name comes first.
KINDS_IN_ORDER = (
    Kind.LOCALITY,
    Kind.CATEGORY,
    Kind.SERVICE,
    Kind.ATTRACTION,
    Kind.BUSINESS,
    Kind.GROUP,
    Kind.HOUSING,
    Kind.PAGE,
)


@dataclass(frozen=True)
class Hit:
    entry: SearchEntry
    distance_m: float | None
    is_guess: bool


def search(text: str, *, near: Point | None = None, limit: int = 20) -> list[Hit]:
    """Return what the words lead to, the best first, then the nearest.

    A word is found inside other words; when little is found, one slip of the keyboard in each
    word is forgiven, and a long word may be two.
    """
    words = words_of(text[:LONGEST_QUESTION])
    if not words:
        return []
    with transaction.atomic():
        _by_index_alone()
        return _search(words, near, limit)


def _by_index_alone() -> None:
    """Keep the planner, for this transaction, from what it wrongly holds to be cheaper.

    It guesses badly how few rows share a word, and would read the whole table; and it holds
    distances to be so dear that it starts parallel workers, which cost more than the search.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_seqscan', 'off', true),"
            " set_config('max_parallel_workers_per_gather', '0', true)"
        )


def _search(words: list[str], near: Point | None, limit: int) -> list[Hit]:
    hits = _hits(_containing(words), words, near, limit)
    if not hits:
        hits = _hits(_without_endings(words), words, near, limit)
    if len(hits) < FEW:
        known = {hit.entry.pk for hit in hits}
        guesses = _hits(_slipped(words), words, near, CANDIDATES, is_guess=True)
        close = [one for one in guesses if one.entry.pk not in known and _is_close(one, words)]
        hits += sorted(close, key=lambda one: not _is_named(one, words))
    if not hits:
        hits = _hits(_compounds(words), words, near, limit, is_guess=True)
    return hits[:limit]


def _containing(words: list[str]) -> Q:
    return Q(*(Q(folded__contains=word) for word in words))


def _without_endings(words: list[str]) -> Q:
    return Q(*(reduce(or_, (Q(folded__contains=stem) for stem in stems(word))) for word in words))


def _slipped(words: list[str]) -> Q:
    return Q(
        *(
            Q(folded__contains=word) | Q(misspellings__overlap=sorted(misspelled(word)))
            for word in words
        )
    )


def _compounds(words: list[str]) -> Q:
    """Read each long word as two: Swedish and German write together what others do not."""
    return Q(*(_parts(word) for word in words))


def _parts(word: str) -> Q:
    found = Q(folded__contains=word)
    if len(word) >= LONG_WORD:
        for cut in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            found |= Q(folded__contains=word[:cut]) & Q(folded__contains=word[cut:])
    return found


def _is_named(hit: Hit, words: list[str]) -> bool:
    """Whether the name itself, not only what stands under it, is one slip away."""
    return OSA.distance(" ".join(words), hit.entry.folded_names.strip(), score_cutoff=1) <= 1


def _is_close(hit: Hit, words: list[str]) -> bool:
    """Whether each word stands there, or one at most one slip away from it."""
    there = hit.entry.folded.split()
    return all(
        word in hit.entry.folded
        or any(OSA.distance(word, one, score_cutoff=1) <= 1 for one in there)
        for word in words
    )


def _hits(
    condition: Q, words: list[str], near: Point | None, limit: int, *, is_guess: bool = False
) -> list[Hit]:
    found = _ranked(SearchEntry.objects.filter(condition), words, near)[:limit]
    vague = _vague_villages() if near else set()
    return [Hit(entry, _metres(entry, vague), is_guess) for entry in found]


def _vague_villages() -> set[str]:
    """Name the villages of which it is not known well where they lie."""
    vague = Locality.objects.exclude(precision=Precision.EXACT)
    return {str(key) for key in vague.values_list("pk", flat=True)}


def _metres(entry: SearchEntry, vague: set[str]) -> float | None:
    distance = getattr(entry, "distance", None)
    is_vague = entry.kind == SearchEntry.Kind.LOCALITY and entry.object_key in vague
    return None if distance is None or is_vague else float(distance.m)


def _ranked(
    found: QuerySet[SearchEntry], words: list[str], near: Point | None
) -> QuerySet[SearchEntry]:
    whole = " ".join(words)
    begun = Q(*(Q(folded_names__contains=f" {word}") for word in words))
    tier = Case(
        When(folded_names=f" {whole}", then=Value(0)),
        When(begun, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    kind = Case(
        *(When(kind=kind, then=Value(place)) for place, kind in enumerate(KINDS_IN_ORDER)),
        output_field=IntegerField(),
    )
    ranked = found.annotate(tier=tier, kind_place=kind).defer("misspellings")
    if near is None:
        return ranked.order_by("tier", "kind_place", "folded_names", "pk")
    return ranked.annotate(distance=Distance("point", near)).order_by(
        "tier", F("distance").asc(nulls_last=True), "kind_place", "pk"
    )
