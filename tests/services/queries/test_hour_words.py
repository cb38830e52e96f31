"""Hours in words, in three languages."""

import pytest
from django.utils.translation import override

from services.queries.hour_words import hours_in_words


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("Mo-Fr 10:00-16:00", "sv", "mån–fre 10:00–16:00"),
        ("May-Sep: We-Su 11:00-17:00", "sv", "maj–september: ons–sön 11:00–17:00"),
        ("Mo,We 10:00-12:00,13:00-16:00", "en", "Mon, Wed 10:00–12:00, 13:00–16:00"),
        ("24/7", "de", "rund um die Uhr"),
        ("Mo 10:00-16:00; PH off; Dec 24 off", "en", None),
        ("2026 Jul 01-2026 Jul 14 off", "sv", None),
        ("Mo 10:00-16:00; Jun 19-25 Fr off", "sv", "mån 10:00–16:00; Midsommarafton stängt"),
        ('Mo "ring först"', "sv", "mån ring först"),
        ("", "sv", ""),
    ],
)
def test_hours_read_as_people_write_them(text, language, words):
    with override(language):
        said = hours_in_words(text)
    if words is not None:
        assert said == words
    assert " off" not in said


def test_a_day_of_the_year_is_written_with_its_month():
    with override("en"):
        assert hours_in_words("Dec 24 off") == "24 December closed"
        assert hours_in_words("2026 Jul 01-2026 Jul 14 off") == "1 July 2026–14 July 2026 closed"
