"""A better line for a road: what it moves is known before it is confirmed, and can be undone."""

import numpy as np
import pytest
from django.contrib.gis.geos import Point

from geo.analysis.linear import locate
from route221.actions import measure_stops
from route221.actions.realign import (
    confirm,
    propose_from_lines,
    propose_from_links,
    propose_previous,
)
from route221.actions.stops import measure_again, place_by_hand
from route221.errors import NoLine, RealignedMeanwhile
from route221.models import Attraction, Realignment
from route221.queries.realignment import moves

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(road):
    # Ten kilometres and no more: what leaves and arrives is to be known beforehand.
    road.corridor_min = 0
    road.save()
    for name, x, y in (
        ("Sten", 590_200, 6_532_000),
        ("Borg", 588_000, 6_535_000),
        ("Sjö", 600_500, 6_545_000),
        ("Udde", 580_500, 6_545_000),
    ):
        Attraction.objects.create(
            name=name, kind="attraction", point=Point(x, y, srid=3006), precision="exact"
        )
    measure_stops(route=road)
    return {stop.attraction.name: stop for stop in road.stops.select_related("attraction")}


def test_schematic_road_has_no_detours_by_road(road, places, links):
    road.is_schematic = True
    road.save()
    measure_stops(route=road)
    assert set(road.stops.values_list("detour_m", flat=True)) == {None}


def test_links_of_the_number_become_the_line(road, places, links, coordinator):
    proposed = propose_from_links(route=road, author=coordinator)
    # Up the east of the roundabout, which is driven with the sun's opposite.
    assert (591_100, 6_540_125) in proposed.alignment.coords
    assert proposed.report["lines_given"] == 81
    assert proposed.report["lines_used"] == 80
    assert proposed.report["left_out_m"] == pytest.approx(2 * np.hypot(100, 125), abs=1)
    assert proposed.source == "Provvägnätet"
    road.refresh_from_db()
    assert road.version == 1


def test_report_says_what_confirming_does(road, places, links, coordinator):
    proposed = propose_from_links(route=road, author=coordinator)
    told = {one.name: one for one in moves(road, proposed.alignment).stops}
    assert told["Sten"].before.side == "right"
    assert told["Sten"].side == "left"
    assert told["Sjö"].before is None
    assert told["Udde"].chainage_m is None
    confirm(realignment=proposed)
    road.refresh_from_db()
    after = {stop.attraction.name: stop for stop in road.stops.select_related("attraction")}
    assert set(after) == {"Sten", "Borg", "Sjö"}
    for name, stop in after.items():
        assert stop.chainage_m == pytest.approx(told[name].chainage_m, abs=0.001)
        assert stop.side == told[name].side
        assert stop.attraction.point == Attraction.objects.get(name=name).point
    own = locate(road.alignment.coords, [(588_000, 6_535_000)])
    assert after["Borg"].offset_m == pytest.approx(own.offset_m[0], abs=0.001)


def test_detour_follows_the_roads(road, places, links, coordinator):
    confirm(realignment=propose_from_links(route=road, author=coordinator))
    borg = road.stops.get(attraction__name="Borg")
    # 3,000 m along the side road, on which it lies.
    assert borg.detour_m == pytest.approx(3_000, abs=1)
    assert road.stops.get(attraction__name="Sjö").detour_m is None


def test_stop_placed_by_hand_keeps_its_figures_until_measured_again(road, places, links):
    place_by_hand(stop=places["Borg"], chainage_m=7_000, offset_m=10, side="on", detour_m=50)
    proposed = propose_from_links(route=road, author=None)
    told = next(one for one in moves(road, proposed.alignment).stops if one.name == "Borg")
    assert told.is_manual
    assert told.moved_m == 0
    confirm(realignment=proposed)
    borg = road.stops.get(attraction__name="Borg")
    assert (borg.chainage_m, borg.detour_m, borg.is_manual) == (7_000, 50, True)
    measure_again(stop=borg)
    borg.refresh_from_db()
    assert not borg.is_manual
    assert borg.chainage_m == pytest.approx(5_000, abs=1)


def test_line_can_be_taken_back(road, places, links):
    before = road.alignment.coords
    chainages = dict(road.stops.values_list("attraction__name", "chainage_m"))
    proposed = propose_from_links(route=road, author=None)
    confirm(realignment=proposed)
    back = propose_previous(realignment=Realignment.objects.get(pk=proposed.pk), author=None)
    confirm(realignment=back)
    road.refresh_from_db()
    assert road.alignment.coords == before
    assert road.version == 3
    assert dict(road.stops.values_list("attraction__name", "chainage_m")) == chainages


def test_old_proposal_is_refused_after_another_was_confirmed(road, places, links):
    first = propose_from_links(route=road, author=None)
    second = propose_from_links(route=road, author=None)
    confirm(realignment=first)
    with pytest.raises(RealignedMeanwhile):
        confirm(realignment=second)
    with pytest.raises(RealignedMeanwhile):
        confirm(realignment=first)


def test_road_without_links_has_no_line_to_propose(road):
    with pytest.raises(NoLine):
        propose_from_links(route=road, author=None)


def test_lines_in_pieces_are_refused(road):
    pieces = [np.array([(590_000, 6_530_000), (590_000, 6_531_000)], float)]
    pieces.append(pieces[0] + (0, 15_000))
    with pytest.raises(NoLine):
        propose_from_lines(route=road, lines=pieces, source="x", author=None)


def test_road_that_passes_a_place_twice_says_so(road, places):
    hairpin = [(590_000, 6_530_000), (590_000, 6_536_000), (590_400, 6_536_000)]
    lines = [np.array([*hairpin, (590_400, 6_531_000), (595_000, 6_531_000)], float)]
    proposed = propose_from_lines(route=road, lines=lines, source="hårnål", author=None)
    told = next(one for one in moves(road, proposed.alignment).stops if one.name == "Sten")
    assert told.is_passed_twice
    assert told.chainage_m == pytest.approx(2_000)
