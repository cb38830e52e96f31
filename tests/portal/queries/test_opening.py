"""A moment in an address is read in Swedish time, and nonsense is none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.queries.opening import moment, now_at
from services.models import Offer, ServicePoint


def test_local_time_is_read_in_sweden():
    assert moment("2026-11-24T13:30") == datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "soon", "2026-13-01T00:00", "9999-01-01T00:00", "now "])
def test_nonsense_is_no_moment(text):
    assert moment(text) is None


@given(st.text(max_size=40))
def test_any_text_is_read(text):
    moment(text)


def test_offer_always_open_says_so():
    now = now_at(Offer(opening_hours="24/7"))
    assert now.opening.state == "open"
    assert now.words


def test_open_question_says_what_is_known_and_leaves_out_the_rest(client, demo, db):
    places = list(ServicePoint.objects.filter(offers__category__slug="grocery").order_by("pk")[:3])
    for place, hours, call in zip(places, ("24/7", "off", ""), (False, False, True), strict=True):
        place.offers.filter(category__slug="grocery").update(
            opening_hours=hours, by_arrangement=call
        )
    answer = client.get("/api/fraga/oppet", {"at": "2026-11-24T16:00"}).json()
    assert answer["at"] == "2026-11-24T16:00"
    said = [answer["services"][str(place.pk)]["grocery"] for place in places]
    assert said == ["open", "closed", "by_arrangement"]
    unknown = Offer.objects.existing().filter(opening_hours="", by_arrangement=False)
    both = {(str(one.service_point_id), one.category.slug) for one in unknown}
    assert not both & {(k, slug) for k, some in answer["services"].items() for slug in some}


@pytest.mark.parametrize("at", ["soon", "", "2026-99-99T00:00", "%00"])
def test_open_question_refuses_what_is_no_time(client, db, at):
    response = client.get(f"/api/fraga/oppet?at={at}")
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
