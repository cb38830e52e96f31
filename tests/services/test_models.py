"""What the database refuses of services, and which offers count."""

from datetime import date

import pytest
from django.contrib.gis.geos import Point
from django.db import IntegrityError

from services.models import Category, Completeness, Offer, ServicePoint, Standard

TODAY = date(2026, 11, 24)


@pytest.fixture
def place(db):
    return ServicePoint.objects.create(
        name="Handlarn", point=Point(597_000, 6_525_000, srid=3006), precision="exact"
    )


def test_one_place_holds_several_offers_but_each_category_once(place, grocery):
    parcels = Category.objects.create(slug="parcels", name_sv="Paket", plural_sv="Paket")
    Offer.objects.create(service_point=place, category=grocery)
    Offer.objects.create(service_point=place, category=parcels)
    with pytest.raises(IntegrityError, match="offer_once_per_place_and_category"):
        Offer.objects.create(service_point=place, category=grocery)


def test_closed_offer_makes_room_for_a_new_one(place, grocery):
    Offer.objects.create(service_point=place, category=grocery, state="closed")
    Offer.objects.create(service_point=place, category=grocery)
    assert place.offers.count() == 2


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"threatened_since": TODAY}, "offer_threat_has_a_source"),
        (
            {"valid_from": TODAY, "valid_to": date(2020, 1, 1)},
            "offer_ends_after_it_begins",
        ),
    ],
)
def test_offer_that_cannot_be_is_refused(place, grocery, values, refusal):
    with pytest.raises(IntegrityError, match=refusal):
        Offer.objects.create(service_point=place, category=grocery, **values)


@pytest.mark.parametrize(
    ("confirmed_on", "is_counted"),
    [(date(2024, 11, 24), True), (date(2024, 11, 23), False), (None, False)],
)
def test_offer_counts_while_its_confirmation_is_recent(place, grocery, confirmed_on, is_counted):
    Offer.objects.create(service_point=place, category=grocery, confirmed_on=confirmed_on)
    assert Offer.objects.confirmed(TODAY).exists() is is_counted
    assert Offer.objects.unconfirmed(TODAY).exists() is not is_counted


@pytest.mark.parametrize(
    ("values", "exists"),
    [
        ({}, True),
        ({"state": "paused"}, False),
        ({"state": "planned"}, False),
        ({"valid_from": date(2027, 1, 1)}, False),
        ({"valid_to": TODAY}, False),
        ({"valid_from": TODAY}, True),
    ],
)
def test_offer_exists_on_a_day(place, grocery, values, exists):
    Offer.objects.create(service_point=place, category=grocery, **values)
    assert Offer.objects.existing(TODAY).exists() is exists


def test_offers_of_a_replaced_place_do_not_exist(place, grocery):
    Offer.objects.create(service_point=place, category=grocery)
    place.replaced_by = ServicePoint.objects.create(name="Ny", precision="none")
    place.save()
    assert not Offer.objects.existing(TODAY).exists()


def test_place_replaced_by_itself_is_refused(place):
    place.replaced_by = place
    with pytest.raises(IntegrityError, match="servicepoint_not_replaced_by_itself"):
        place.save()


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"threshold": 0}, "standard_threshold_positive"),
        ({"target_share": 1.01}, "standard_target_share_is_a_share"),
        ({"target_share": 0}, "standard_target_share_is_a_share"),
    ],
)
def test_standard_that_cannot_be_is_refused(grocery, values, refusal):
    with pytest.raises(IntegrityError, match=refusal):
        Standard.objects.create(
            **{"slug": "s", "category": grocery, "threshold": 10_000, "target_share": 0.9} | values
        )


def test_second_primary_standard_of_a_category_is_refused(grocery):
    Standard.objects.create(slug="a", category=grocery, threshold=1, is_primary=True)
    with pytest.raises(IntegrityError, match="standard_one_primary"):
        Standard.objects.create(slug="b", category=grocery, threshold=1, is_primary=True)


def test_completeness_everywhere_is_stated_once(grocery):
    values = {"category": grocery, "level": "none", "source": "-", "stated_on": TODAY}
    Completeness.objects.create(**values)
    with pytest.raises(IntegrityError, match="completeness_once"):
        Completeness.objects.create(**values)
