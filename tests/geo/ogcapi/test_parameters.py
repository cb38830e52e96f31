"""What a client may ask for is read exactly, and bounded."""

from contextlib import suppress

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from geo.ogcapi.errors import ApiError, BadParameter, UnknownParameter
from geo.ogcapi.parameters import MOST_LIMIT, items_query


@pytest.mark.parametrize(
    "text",
    [
        *("bbox=17,60,16,58", "bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=nan,1,2,3", "bbox=inf,1,2,3"),
        *("bbox=16,58,181,60", "bbox=16,58,17,91", "bbox=a,b,c,d", "bbox="),
        *("limit=0", "limit=-1", "limit=ten", "limit=1.5", "limit=٣", "limit="),
        *("crs=EPSG:9999", "bbox-crs=x", "filter-crs=x", "filter-lang=sql"),
        *("datetime=yesterday", "datetime=2026-13-01", "datetime=2026-02-01/2026-01-01"),
        *("changed-since=x", "sortby=secret", "filter=name%20=", "filter=%27%27%20OR%201=1"),
        *("limit=1&limit=2", "after=%00", "filter=" + "a" * 5_000),
        "filter-lang=cql2-json&filter=" + "[" * 3_000,
    ],
)
def test_parameter_out_of_bounds_is_refused(text):
    with pytest.raises(BadParameter):
        items_query(QueryDict(text))


def test_parameter_unknown_is_refused_with_the_known():
    with pytest.raises(UnknownParameter, match="Known here: bbox"):
        items_query(QueryDict("colour=red"))


def test_limit_huge_is_cut():
    assert items_query(QueryDict("limit=1000000000")).limit == MOST_LIMIT


def test_bbox_in_northing_first_is_turned():
    query = items_query(QueryDict("bbox=6520000,580000,6560000,620000&bbox-crs=EPSG:3006"))
    assert query.bbox == ((580_000, 6_520_000, 620_000, 6_560_000),)


def test_bbox_across_the_antimeridian_is_two():
    query = items_query(QueryDict("bbox=170,50,-170,60"))
    assert query.bbox == ((170, 50, 180, 60), (-180, 50, -170, 60))


@given(st.text(max_size=60), st.sampled_from(["bbox", "limit", "datetime", "filter", "sortby"]))
def test_parameter_of_any_text_is_read_or_refused_in_words(text, name):
    given_query = QueryDict(mutable=True)
    given_query[name] = text
    with suppress(ApiError):
        assert items_query(given_query).limit is not None
