"""Search at 50,000 names, beside plain trigram similarity on the same table.

Run with ``script/manage shell -c "from benchmarks.search import main; main()"``. Everything is made in
one transaction and rolled back; the portal's own rows are left as they are.
"""

import random
import statistics
import time
from collections.abc import Callable

from django.contrib.gis.geos import Point
from django.db import connection, transaction

from portal.models import SearchEntry
from portal.queries.search import search
from portal.queries.searchable import entry
from portal.queries.words import fold

NAMES = 50_000
ROUNDS = 5
LIMIT_MS = 100
FIRST = [
    "Björk",
    "Gran",
    "Häll",
    "Sjö",
    "Norr",
    "Söder",
    "Öster",
    "Väster",
    "Ekeby",
    "Skog",
    "Ås",
    "Berg",
    "Kyrk",
    "Kvarn",
    "Lund",
]
MIDDLE = [
    "torp",
    "by",
    "sta",
    "näs",
    "holm",
    "vik",
    "dal",
    "mo",
    "fors",
    "berga",
    "hult",
    "ryd",
    "åker",
    "gård",
    "ö",
    "lund",
]
LAST = [
    "skola",
    "bibliotek",
    "livsmedel",
    "badplats",
    "kyrka",
    "station",
    "café",
    "gård",
    "museum",
    "loppis",
]
QUESTIONS = (
    "Björktorp", "bjorktorp", "Bjrktorp", "kyrka", "kyrkå", "Söderbysta livsmedel", "hällnäs",
    "Ekebymo skola", "ekebymoskola", "västerholm", "badplats ås", "qqqq", "a", "lund museum",
    "Norrfros", "Skogvikk",
)  # fmt: skip


def _fill() -> None:
    chance = random.Random(221)  # noqa: S311 - no secret is made of it
    rows = []
    for number in range(NAMES):
        name = f"{chance.choice(FIRST)}{chance.choice(MIDDLE)}{chance.choice(MIDDLE)}"
        what = chance.choice(LAST)
        rows.append(
            entry(
                SearchEntry.Kind.SERVICE,
                f"benchmark-{number}",
                {"sv": f"{name} {what}"},
                url=("home",),
                details={"sv": f"{what} · {chance.choice(FIRST)}{chance.choice(MIDDLE)}"},
                point=Point(chance.uniform(5e5, 7e5), chance.uniform(6.4e6, 6.7e6), srid=3006),
            )
        )
    SearchEntry.objects.bulk_create(rows, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE portal_searchentry")


def _similar(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM portal_searchentry WHERE %s <%% folded "
            "ORDER BY word_similarity(%s, folded) DESC LIMIT 20",
            [fold(text), fold(text)],
        )
        cursor.fetchall()


def _times_ms(ask: Callable[[str], object]) -> list[float]:
    times = []
    for _round in range(ROUNDS):
        for question in QUESTIONS:
            started = time.perf_counter()
            ask(question)
            times.append((time.perf_counter() - started) * 1000)
    return sorted(times)


def main() -> None:
    """Print median, 95th percentile and worst of each, and the ratio of the medians."""
    near = Point(600_000, 6_540_000, srid=3006)
    with transaction.atomic():
        _fill()
        found = {
            "search": _times_ms(search),
            "search near": _times_ms(lambda text: search(text, near=near)),
            "pg_trgm alone": _times_ms(_similar),
        }
        transaction.set_rollback(True)
    own = statistics.median(found["search"])
    for name, times in found.items():
        median, late = statistics.median(times), times[int(len(times) * 0.95)]
        print(
            f"{name:14} median {median:6.1f} ms  95th {late:6.1f} ms  worst {times[-1]:6.1f} ms"
            f"  ratio {median / own:.2f}"
        )
    print(f"limit {LIMIT_MS} ms at {NAMES:,} names")
