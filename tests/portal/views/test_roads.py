"""The road's page: order, filters, what is missing, and a constant number of queries."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.contrib.gis.geos import LineString, Point

from route221.actions import measure_stops
from route221.models import AmenityLimit, Attraction, Business, Route
from route221.queries.missing import missing_stops, missing_week, reference_monday
from route221.queries.travellers import road_stops
from services.queries.holidays import holidays
from services.queries.hours import SWEDEN

pytestmark = pytest.mark.django_db
QUERIES = 14


@pytest.fixture
def page(demo, client):
    def get(query=""):
        return client.get(f"/vag221/{query}")

    return get


def names(response):
    return [row.at.name for row in response.context["travel"].rows]


def test_stops_stand_in_order_both_ways(page):
    there, back = names(page()), names(page("?riktning=bakat"))
    assert there[0].startswith("Exempel: Matstället") or "Flen" in " ".join(there[:14])
    assert set(there) == set(back)
    assert there.index("Vadsbrobadet") < there.index("Exempel: Bettna vandrarhem")
    assert back.index("Vadsbrobadet") > back.index("Exempel: Bettna vandrarhem")


def test_filters_are_in_the_address(page):
    assert names(page("?visa=eat")) == ["Exempel: Matstället i Flen", "Exempel: Vadsbro kafé"]
    assert len(names(page("?visa=nonsense&tid=never&riktning=9"))) == len(names(page()))


def test_each_filter_counts_what_it_would_show(page):
    for query in ("", "?visa=eat", "?tema=bad&visa=do", "?oppet=1&tid=2026-07-15T12:00"):
        context = page(query).context
        for chips in ("chips", "good_chips", "theme_chips"):
            for words, url, count, is_on, _icon in context[chips]:
                if count is None or is_on:
                    continue
                shown = set(names(page(url.split("#")[0])))
                already = set(context["asked"].kinds) if chips == "chips" else set()
                if not already and not (chips == "theme_chips" and context["theme"]):
                    assert len(shown) == count, (query, words)


def test_chosen_filters_are_said_in_words_and_each_can_be_removed(page):
    query = "?visa=eat&visa=stay&bra=toilet&tema=bad&oppet=1&tid=2026-07-15T12:00&riktning=bakat"
    response = page(query)
    chosen = response.context["chosen"]
    assert [words for words, _ in chosen] == [
        "Äta",
        "Bo",
        "Toalett",
        "Bad",
        "öppet när jag kommer, start ons 15 jul 12:00",
    ]
    left = [len(page(url.split("#")[0]).context["chosen"]) for _, url in chosen]
    assert left == [4] * 5
    assert all(url.endswith("#urval") for _, url in chosen)
    assert 'id="urval"' in response.content.decode()
    unfiltered = page(response.context["unfiltered"].split("#")[0])
    assert unfiltered.context["chosen"] == []
    assert unfiltered.context["asked"].is_backwards


def test_first_place_of_each_want_is_the_nearest_or_the_nearest_open(page):
    travel = page("?tid=2026-07-15T12:00").context["travel"]
    firsts = {one.what: one for one in travel.firsts}
    assert firsts["fuel"].at is None
    swims = [row.at for row in travel.rows if "bathing-place" in row.at.sorts]
    least = min(stop.chainage_m + stop.aside_m for stop in swims)
    assert firsts["swim"].at.chainage_m + firsts["swim"].at.aside_m == least
    assert firsts["eat"].state == "open"
    # On a winter evening nothing is open: the nearest, and that it is closed.
    evening = page("?tid=2026-11-24T22:00").context["travel"]
    meal = {one.what: one for one in evening.firsts}["eat"]
    assert meal.at.name == "Exempel: Matstället i Flen"
    assert meal.state == "closed"


def test_many_at_one_place_are_folded_until_all_is_asked_for(page):
    assert "<details><summary>14 ställen i och runt Flen, upp till" in page().content.decode()
    assert "<details open><summary>14 ställen" in page("?alla=1").content.decode()


def test_open_on_arrival_leaves_out_what_is_unknown(page):
    shown = names(page("?oppet=1&tid=2026-07-15T12:00"))
    assert "Exempel: Vadsbro kafé" in shown
    assert "Vadsbrobadet" not in shown
    assert "Exempel: Vadsbro kafé" not in names(page("?oppet=1&tid=2026-11-24T12:00"))


def test_what_is_good_to_know_filters_and_counts_the_silent(page):
    Business.objects.filter(name="Exempel: Vadsbro kafé").update(
        good_to_know=["wheelchair", "toilet", "children"]
    )
    response = page("?bra=wheelchair&bra=toilet")
    assert names(response) == ["Exempel: Vadsbro kafé"]
    travel = response.context["travel"]
    assert travel.unsaid == travel.all_stops - 1


def test_theme_shows_its_kinds_and_what_has_no_position(page):
    assert "Vadsbrobadet" in names(page("?tema=bad"))
    assert "Hovby skans" not in names(page("?tema=bad"))
    castles = page("?tema=slott")
    assert names(castles) == []
    assert {one.kind for one in castles.context["unplaced"]} == {"castle"}
    assert len(names(page("?tema=nonsense"))) == len(names(page()))


def test_names_from_people_are_escaped_in_the_list(page):
    Business.objects.filter(name="Exempel: Vadsbro kafé").update(name="<b>Kafé</b> & bar")
    text = page().content.decode()
    assert "&lt;b&gt;Kafé&lt;/b&gt; &amp; bar" in text
    assert "<b>Kafé" not in text


def test_next_of_each_kind_lies_ahead_in_both_directions(page):
    for query in ("", "?riktning=bakat"):
        rows = page(query).context["travel"].rows
        for row in rows:
            for kind, metres in row.next_m:
                ahead = [
                    other.at.chainage_m - row.at.chainage_m
                    for other in rows
                    if kind in other.at.kinds and other.at.chainage_m - row.at.chainage_m > 100
                ]
                assert metres == min(ahead)


def test_tour_opens_as_a_day_plan(page, client):
    ((row, query),) = page("?tid=2027-07-15T09:00").context["tours"]
    plan = client.get(f"/vag221/dagsplan/{query}").context["plan"]
    assert [one.at.name for one in plan.planned] == row.names
    assert plan.start.strftime("%Y-%m-%d %H:%M") == "2027-07-15 12:00"


def test_event_stands_with_its_kilometre_until_it_is_over(page):
    (row,) = page().context["events"]
    assert row.event.is_example
    assert row.chainage_m == row.event.stop.chainage_m
    day = row.event.starts_at.strftime("%Y-%m-%d")
    assert page(f"?tid={day}T09:00").context["events"][0].is_on_day
    assert page("?tid=2099-01-01T09:00").context["events"] == []


def test_missing_by_hour_counts_what_is_open_on_arrival(page, client):
    response = client.get("/vag221/saknas/?sak=food&manad=2027-07&dag=5&timme=11")
    chosen, length_m = response.context["chosen"], Route.objects.get(number="221").alignment.length
    # The restaurant at the start opens at twelve on Saturdays; the café on the way is open.
    assert chosen.to_stop.name == "Exempel: Vadsbro kafé" or chosen.from_stop.name.endswith("kafé")
    assert chosen.longest_m < length_m
    night = client.get("/vag221/saknas/?sak=food&manad=2027-07&dag=5&timme=2").context["chosen"]
    assert night.longest_m == pytest.approx(length_m)
    assert (night.from_stop, night.to_stop) == (None, None)


def test_missing_page_reads_nonsense_as_its_usual_question(page, client):
    usual = client.get("/vag221/saknas/").context["asked"]
    odd = client.get("/vag221/saknas/?sak=x&manad=2027-13&dag=9&timme=-1&riktning=z").context[
        "asked"
    ]
    assert (odd.month, odd.day, odd.hour, odd.is_backwards) == (7, usual.day, usual.hour, False)


def test_homes_are_no_stops(page):
    outside = set(Attraction.objects.filter(access="outside").values_list("name", flat=True))
    assert outside.isdisjoint(names(page()))


def test_amenity_outside_the_register_is_not_assessed(page):
    found = {row.limit.amenity: row.verdict for row in page().context["travel"].missing}
    assert found["fuel"] == found["charging"] == found["toilet"] == "not_assessed"


def test_queries_do_not_grow_with_stops(page, django_assert_max_num_queries):
    page()
    with django_assert_max_num_queries(QUERIES):
        page()
    road = Route.objects.get(number="221")
    for number in range(30):
        x, y = road.alignment.coords[number % 5]
        Business.objects.create(
            name=f"Exempel {number}",
            kind="shop",
            state="published",
            point=Point(x + number, y, srid=3006),
            precision="exact",
            is_example=True,
            dataset=road.dataset,
        )
    measure_stops(route=road)
    with django_assert_max_num_queries(QUERIES):
        assert len(names(page())) > 60


def test_business_page_says_whether_it_is_open_and_describes_itself(demo, client):
    hostel = Business.objects.get(name="Exempel: Bettna vandrarhem")
    response = client.get(hostel.get_absolute_url())
    assert response.context["opening"].state == "open"
    assert json.loads(response.context["structured"])["@type"] == "LodgingBusiness"


def test_attraction_page_describes_itself(demo, client):
    fort = Attraction.objects.get(name="Hovby skans")
    response = client.get(fort.get_absolute_url())
    assert json.loads(response.context["structured"])["name"] == "Hovby skans"


def test_week_agrees_with_each_moment_asked_alone(demo):
    route = Route.objects.get(number="221")
    limit = AmenityLimit.objects.get(amenity="food")
    for backwards in (False, True):
        stops, length_m = road_stops(route, backwards=backwards), route.alignment.length
        week = missing_week(stops, length_m, limit, date(2027, 7, 5))
        for day, hour in ((0, 9), (2, 10), (5, 11), (5, 16), (6, 23)):
            when = datetime(2027, 7, 5 + day, hour, tzinfo=SWEDEN)
            alone = missing_stops(stops, length_m, when)
            assert week[day][hour] == next(one for one in alone if one.limit == limit)
            assert week[day][hour].at_best_m <= week[day][hour].longest_m


@pytest.mark.parametrize(("year", "month"), [(2026, 12), (2027, 3), (2027, 5), (2027, 6)])
def test_reference_week_has_no_holiday(year, month):
    monday = reference_monday(year, month)
    assert (monday.year, monday.month, monday.weekday()) == (year, month, 0)
    assert not {monday + timedelta(day) for day in range(7)} & holidays(year)


def test_business_page_tells_what_a_visitor_asks(demo, client):
    meal = Business.objects.get(name="Exempel: Matstället i Flen")
    Business.objects.filter(pk=meal.pk).update(
        price_level="middle", good_to_know=["toilet", "wheelchair"], website="https://example.se"
    )
    response = client.get(meal.get_absolute_url())
    page, text = response.context["page"], response.content.decode()
    assert len(response.context["days"]) == 7
    assert page.way.from_locality_m < 1_000
    assert [one.place.name for one in page.way.stops] == ["Flens station"]
    assert [one.metres for one in page.near] == sorted(one.metres for one in page.near)
    assert page.near[0].metres <= 5_000
    assert page.after.metres >= 0
    for words in ("Prisnivå", "Utan bil", "Vad mer som finns nära", "Planera en dag"):
        assert words in text
    told = json.loads(response.context["structured"])
    assert told["priceRange"] == "€€"
    assert len(told["amenityFeature"]) == 2
    assert {one["opens"] for one in told["openingHoursSpecification"]} == {"10:30", "12:00"}


def test_place_nobody_knows_the_hours_of_says_no_hours(demo, client):
    fort = Attraction.objects.get(name="Hovby skans")
    response = client.get(fort.get_absolute_url())
    assert response.context["opening"].state == "unknown"
    assert response.context["days"] == []
    assert "openingHoursSpecification" not in json.loads(response.context["structured"])
    church = Attraction.objects.get(name="Vadsbro kyrka")
    assert client.get(church.get_absolute_url()).context["page"].near == []


@pytest.fixture
def other_road(demo):
    """Another road along the middle of 221, so that they share stops."""
    road = Route.objects.get(number="221")
    middle = LineString(road.alignment.coords[3:5], srid=3006)
    other = Route.objects.create(
        number="55",
        name_sv="Väg 55",
        alignment=middle,
        corridor_m=3_000,
        from_name="A",
        to_name="B",
        dataset=road.dataset,
        is_schematic=True,
    )
    measure_stops(route=other)
    return other


def test_place_on_two_roads_is_told_of_on_each(demo, client, other_road):
    fort = Attraction.objects.get(name="Hovby skans")
    assert {stop.route.number for stop in fort.stop_set.all()} == {"221", "55"}
    for number in ("221", "55"):
        listed = {row.at.name: row.at.url for row in stops_on(client, number)}
        assert listed["Hovby skans"] == f"/vag{number}/b{fort.pk}-hovby-skans/"
        response = client.get(listed["Hovby skans"])
        assert response.status_code == 200
        page, told = response.context["page"], json.loads(response.context["structured"])
        assert page.stop.route.number == number
        assert told["url"].endswith(listed["Hovby skans"])
        beside = [one for one in (page.before, page.after) if one]
        assert all(one.stop.route.number == number for one in beside)
    assert fort.get_absolute_url().startswith("/vag221/")


def test_place_is_led_to_the_road_it_lies_on(demo, client, other_road):
    fort = Attraction.objects.get(name="Hovby skans")
    Route.objects.get(number="221").stops.filter(attraction=fort).delete()
    response = client.get(fort.get_absolute_url())
    assert (response.status_code, response.url) == (302, f"/vag55/b{fort.pk}-hovby-skans/")
    assert client.get(f"/vag999/b{fort.pk}-x/").url == response.url
    nowhere = Attraction.objects.filter(point=None).first()
    assert client.get(nowhere.url_on("55")).url == nowhere.get_absolute_url()
    assert client.get(nowhere.get_absolute_url()).status_code == 200
    assert client.get(f"/vag55/b{fort.pk}-other-name/").status_code == 301


def test_road_for_a_map_holds_its_line_stops_and_what_is_missing(demo, client):
    AmenityLimit.objects.filter(amenity="groceries").update(threshold_m=5_000)
    found = client.get("/api/fraga/vag?nummer=221").json()
    by_kind = {}
    for one in found["features"]:
        by_kind.setdefault(one["properties"]["kind"], []).append(one)
    route = Route.objects.get(number="221")
    assert len(by_kind["road"][0]["geometry"]["coordinates"]) == len(route.alignment.coords)
    stops = {one["properties"]["key"]: one for one in by_kind["stop"]}
    assert list(stops) == [stop.key for stop in road_stops(route)]
    fort = Attraction.objects.get(name="Hovby skans")
    lon, lat = stops[f"b{fort.pk}"]["geometry"]["coordinates"]
    assert (lon, lat) == pytest.approx((16.612169, 58.951781), abs=1e-6)
    assert "groceries" in [one["properties"]["amenity"] for one in by_kind["missing"]]
    for wrong in ("", "?nummer=999", "?nummer=%00"):
        assert client.get(f"/api/fraga/vag{wrong}").status_code == 400


def stops_on(client, number):
    return client.get(f"/vag{number}/").context["travel"].rows
