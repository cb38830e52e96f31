"""What may be the same thing as a business that is being registered."""

import pytest

from route221.queries.registration import look_alikes
from services.models import ServicePoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def place_at(draft, locality):
    def make(name, precision):
        return ServicePoint.objects.create(
            name=name, point=draft.point, precision=precision, locality=locality
        )

    return make


def test_place_on_the_same_spot_may_be_the_same(draft, place_at):
    place = place_at("Något annat", "exact")
    assert look_alikes(draft) == [place]


@pytest.mark.parametrize("precision", ["locality", "approximate"])
def test_place_only_known_by_its_locality_shares_no_spot(draft, place_at, precision):
    place_at("Biblioteket", precision)
    assert look_alikes(draft) == []


def test_the_villages_name_makes_no_two_things_alike(draft, place_at, locality):
    locality.point = draft.point.clone()
    locality.point.y += 900
    locality.save()
    draft.name = "Bettna bageri"
    draft.save()
    place_at("Bettna skola", "locality")
    bakery = place_at("Bageriet i Bettna", "locality")
    assert look_alikes(draft) == [bakery]


@pytest.mark.parametrize(("village_away_m", "found"), [(0, False), (500, True)])
def test_business_set_on_the_villages_point_shares_no_spot(
    draft, place_at, locality, village_away_m, found
):
    place_at("Något annat", "exact")
    locality.point = draft.point.clone()
    locality.point.y += village_away_m
    locality.save()
    assert bool(look_alikes(draft)) is found


def test_name_alike_is_shown_however_well_the_position_is_known(draft, place_at):
    place = place_at(draft.name, "locality")
    assert look_alikes(draft) == [place]
