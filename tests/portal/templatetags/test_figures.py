"""Figures as people read them."""

import pytest
from django.utils import translation

from portal.templatetags import figures


@pytest.mark.parametrize(
    ("metres", "text"), [(5_760, "5,8 km"), (5_740, "5,7 km"), (0, "0,0 km"), (None, "inte känt")]
)
def test_distance_is_rounded_not_cut(metres, text):
    with translation.override("sv"):
        assert figures.km(metres) == text


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0"), (0.3, "<5"), (4.4, "<5"), (5, "5"), (16_316, "16\xa0316")],
)
def test_one_to_four_people_are_not_shown(count, text):
    with translation.override("sv"):
        assert figures.people(count) == text


@pytest.mark.parametrize(("share", "text"), [(0.904, "90 %"), (1.0, "100 %")])
def test_share_reads_as_per_cent(share, text):
    assert figures.percent(share) == text
