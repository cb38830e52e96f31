"""Search finds what people mean, however they write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from portal.actions.search_index import rebuild_index
from portal.models import SearchEntry
from portal.queries.search import search
from portal.queries.words import misspelled, words_of
from services.models import ServicePoint

letters = st.text("abcdo", min_size=4, max_size=9)


@given(letters, letters)
def test_words_one_slip_apart_share_a_misspelling(one, other):
    if OSA.distance(one, other) <= 1:
        assert misspelled(one) & misspelled(other)


@given(st.text(max_size=400))
def test_words_of_anything_are_few_and_short(text):
    words = words_of(text)
    assert len(words) <= 8
    assert all(0 < len(word) <= 38 and word == word.strip() for word in words)


@pytest.fixture
def found(demo, db):
    return lambda text, **options: [hit.entry.name for hit in search(text, **options)]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Bettna", "Bettna"),
        ("halleforsnas", "Hälleforsnäs"),
        ("HÄLLEFORSNÄS", "Hälleforsnäs"),
        ("Skebokvrn", "Skebokvarn"),
        ("Skebokvanr", "Skebokvarn"),
        ("Beettna", "Bettna"),
        ("Feln", "Flen"),
        ("strandhallen", "ICA Nära Strandhallen"),
        ("apotek", "Apotek och apoteksombud"),
        ("apoteket", "Apotek och apoteksombud"),
        ("affären", "Dagligvaror"),
        ("badplatserna", "Badplatser"),
        ("Apotheke", "Apotek och apoteksombud"),
        ("pharmacy", "Apotek och apoteksombud"),
        ("bensin", "Drivmedel"),
    ],
)
def test_first_hit_is_what_was_meant(found, text, first):
    assert found(text)[0] == first


def test_compound_finds_its_parts(found):
    assert "Coop Hälleforsnäs" in found("hälleforsnäscoop")


def test_two_words_must_both_stand_there(found):
    assert found("coop hälleforsnäs")[0] == "Coop Hälleforsnäs"
    assert "Coop Ärla" not in found("coop hälleforsnäs")


def test_nearest_comes_first_when_a_position_is_known(demo, db):
    vrena = ServicePoint.objects.get(name="Handlarn Vrena").point
    hits = [hit for hit in search("livsmedel", near=vrena) if hit.entry.kind == "service"]
    assert hits[0].entry.name == "Handlarn Vrena"
    distances = [hit.distance_m for hit in hits if hit.distance_m is not None]
    assert distances == sorted(distances)
    assert distances[0] == 0


@pytest.mark.parametrize("text", ["", "   ", "\0", "%", "_", "'; --", "🦌", "א", "x" * 5000])
def test_nonsense_is_answered_with_nothing(found, text):
    assert found(text) == []


def test_rebuilding_gives_what_the_signals_kept(demo, db):
    def rows():
        fields = ("kind", "object_key", "names", "details", "folded", "url_args", "url_tail")
        return set(map(str, SearchEntry.objects.exclude(kind="page").values_list(*fields)))

    kept = rows()
    rebuild_index()
    assert rows() == kept
    assert SearchEntry.objects.filter(kind="page").count() == 8


def test_search_asks_few_queries(demo, db, django_assert_max_num_queries):
    with django_assert_max_num_queries(7):
        search("skebokvrn skola")
