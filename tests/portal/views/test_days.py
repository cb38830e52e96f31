"""A day by its own times: what it lacks, when all is open, events, nights of other clocks."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from route221.models import AmenityLimit, Attraction, Business, RoadEvent
from route221.queries.on_the_way import Passing, passed_at
from services.models import ServicePoint
from services.queries.hours import SWEDEN

pytestmark = pytest.mark.django_db


@pytest.fixture
def query(demo):
    swim = ServicePoint.objects.get(name="Vadsbrobadet").pk
    fort = Attraction.objects.get(name="Hovby skans").pk
    meal = Business.objects.get(name="Exempel: Vadsbro kafé").pk
    chosen = f"stopp=s{swim}&min_s{swim}=60&stopp=b{fort}&min_b{fort}=30&stopp=f{meal}"
    return f"?tid=2026-07-15T12:00&{chosen}"


@pytest.fixture
def plan(client, query):
    return client.get(f"/vag221/dagsplan/{query}").context["plan"]


def test_missing_is_judged_by_the_times_of_the_day_itself(client, query):
    """A long swim makes the traveller pass the café after it has closed."""

    def lacking(swim_min):
        swim = ServicePoint.objects.get(name="Vadsbrobadet").pk
        asked = f"?tid=2026-07-15T12:00&stopp=s{swim}&min_s{swim}={swim_min}"
        plan = client.get(f"/vag221/dagsplan/{asked}").context["plan"]
        path = [
            Passing("", plan.begin.name, 0.0, 0.0, plan.start, plan.start),
            *(
                Passing(
                    one.at.key,
                    one.at.name,
                    one.at.chainage_m,
                    one.at.aside_m,
                    one.arrival,
                    one.leave,
                )
                for one in plan.planned
            ),
        ]
        path.append(Passing("", plan.finish.name, plan.finish.chainage_m, 0.0, plan.end, plan.end))
        cafe = next(one for one in plan.choices if one.name == "Exempel: Vadsbro kafé")
        return cafe, passed_at(cafe, path), {m.stretch.limit.amenity: m for m in plan.missed}

    AmenityLimit.objects.filter(amenity="food").update(threshold_m=14_000)
    cafe, soon, missed = lacking(30)
    assert cafe.state(soon) == "open"
    assert "food" not in missed or missed["food"].stretch.longest_m < 14_000
    cafe, late, missed = lacking(600)
    assert (late - soon).total_seconds() == pytest.approx(570 * 60, abs=2)
    assert cafe.state(late) == "closed"
    assert missed["food"].stretch.longest_m > 14_000


def test_passing_is_on_the_way_there_and_at_the_planned_time(plan):
    start = Passing("", "Flen", 0.0, 0.0, plan.start, plan.start)
    end = Passing("", "Bettna", 10_000.0, 0.0, *[plan.start + timedelta(minutes=10)] * 2)
    stop = replace(plan.choices[0], chainage_m=5_000.0, offset_m=0.0, detour_m=None)
    assert passed_at(stop, [start, end]) == plan.start + timedelta(minutes=5)
    beyond = replace(stop, chainage_m=20_000.0)
    assert passed_at(beyond, [start, end]) == plan.start + timedelta(minutes=20)
    planned = replace(start, key=stop.key, arrival=plan.end)
    assert passed_at(stop, [start, planned, end]) == plan.end


def test_next_day_when_all_is_open_is_the_first_by_brute_force(client, query):
    winter = client.get(f"/vag221/dagsplan/{query.replace('2026-07-15', '2026-11-24')}").context
    day = winter["open_day"]
    meal = winter["plan"].planned[1]
    assert not winter["is_open"]
    wait = (day - winter["plan"].start).days
    states = [meal.at.opening(meal.arrival + timedelta(days=n)).state for n in range(wait + 1)]
    assert states.index("open") == wait
    moved = client.get(f"/vag221/dagsplan/{winter['on_open_day']}").context
    assert moved["is_open"]
    assert moved["plan"].start == day
    # Without known hours nothing can be promised.
    swim = ServicePoint.objects.get(name="Vadsbrobadet").pk
    alone = client.get(f"/vag221/dagsplan/?stopp=s{swim}").context
    assert (alone["timed"], alone["open_day"]) == ([], None)


def test_tour_chooses_a_day_on_which_its_meal_is_open(demo, client):
    # The season begins on the first of May, a holiday with hours nobody has said.
    ((_row, query),) = client.get("/vag221/?tid=2026-11-24T09:00").context["tours"]
    response = client.get(f"/vag221/dagsplan/{query}")
    assert response.context["plan"].start.strftime("%Y-%m-%d") == "2027-05-02"
    assert "första dagen då allt med kända öppettider är öppet" in response.content.decode()
    # What is shared and taken along is of that day, and moves no more.
    assert "dag=" not in response.context["query"]
    assert "2027-05-02" in response.context["query"]


def test_event_at_a_chosen_stop_and_another_of_the_day_are_told_of(client, query):
    event = RoadEvent.objects.get()
    day = event.starts_at.astimezone(SWEDEN).strftime("%Y-%m-%d")
    response = client.get(f"/vag221/dagsplan/{query.replace('2026-07-15', day)}")
    plan = response.context["plan"]
    assert [one.events for one in plan.planned] == [(), (event,), ()]
    assert event.name in response.content.decode().split("plan-actions")[0]
    swim = ServicePoint.objects.get(name="Vadsbrobadet").pk
    alone = client.get(f"/vag221/dagsplan/?tid={day}T12:00&stopp=s{swim}").context["plan"]
    assert alone.events == [event]
    assert client.get(f"/vag221/dagsplan/{query}").context["plan"].events == []


def test_stops_to_choose_from_are_searched_and_the_chosen_stay(client, query):
    everything = client.get(f"/vag221/dagsplan/{query}").context
    assert everything["choices_shown"] == len(everything["plan"].choices)
    for more in ("&sok=VRENA", "&visa=eat", "&sok=vrena&visa=shop"):
        found = client.get(f"/vag221/dagsplan/{query}{more}")
        assert found.context["plan"].planned == everything["plan"].planned
        shown = found.content.decode().count("data-choice>")
        assert shown == found.context["choices_shown"] < 8
        assert "sok=" not in found.context["query"]
    assert "Handlarn Vrena" in found.content.decode()


def test_what_is_missing_is_added_with_one_press(client, query):
    asked = query.replace("2026-07-15", "2026-11-24")
    found = client.get(f"/vag221/dagsplan/{asked}").context["missed"]
    for one, with_it in found:
        assert bool(with_it) == (one.nearest is not None)
        if with_it:
            again = client.get(f"/vag221/dagsplan/{with_it}").context["plan"]
            assert one.nearest.key in {stop.at.key for stop in again.planned}


@pytest.mark.parametrize(
    ("start", "leaves"), [("2027-03-28T01:00", "05:"), ("2026-10-25T01:00", "03:")]
)
def test_nights_when_clocks_change_are_as_long_as_they_are(client, query, start, leaves):
    """Three hours from one o'clock are over at five in spring, and at three in autumn."""
    asked = query.replace("2026-07-15T12:00", start).replace("=60", "=170")
    plan = client.get(f"/vag221/dagsplan/{asked}").context["plan"]
    swim = plan.planned[0]
    assert swim.leave.strftime("%H:%M").startswith(leaves)
    passed = swim.leave.astimezone(UTC) - plan.start.astimezone(UTC)
    assert passed.total_seconds() == pytest.approx(swim.drive_s + 10_200, abs=1)
    # An hour that is skipped is no error anywhere.
    for page in ("/vag221/", "/vag221/dagsplan/"):
        assert client.get(f"{page}?tid=2027-03-28T02:15&oppet=1").status_code == 200
