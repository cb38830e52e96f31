"""The demonstration says what the facts allow, no more, and loading it twice changes nothing."""

import re

import pytest
from django.apps import apps
from django.contrib.gis.measure import D
from django.db.models import Sum

from geo.models import Locality, Municipality, PopulationCell
from plans.models import (
    Goal,
    HousingProject,
    LocalPlan,
    PlanVersion,
    PriorityArea,
    Programme,
    VillageGroup,
)
from portal.demo import load_demo
from portal.demo.remove import remove_examples
from portal.queries.measured import measured
from portal.queries.villages import village
from route221.models import Attraction, Business, Route, Stop
from services.models import Category, Completeness, Offer, ServicePoint, Standard
from services.queries.coverage import latest_run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def snapshot():
    """Read every row of every table of ours, history too."""
    labels = {"geo", "services", "route221", "plans"}
    return {
        model._meta.label: list(
            model._base_manager.order_by("pk").values_list(
                *(field.attname for field in model._meta.concrete_fields)
            )
        )
        for model in apps.get_models()
        if model._meta.app_label in labels and model._meta.managed
    }


def test_loading_twice_changes_nothing():
    before = snapshot()
    load_demo()
    assert snapshot() == before


def residents(**where):
    return PopulationCell.objects.filter(**where).aggregate(total=Sum("residents"))["total"]


def test_residents_add_up_exactly():
    assert residents() == pytest.approx(16_316, abs=1e-6)
    for place in Locality.objects.filter(kind="tatort").with_latest_population():
        assert residents(locality=place) == pytest.approx(place.residents, abs=1e-6)
    assert not PopulationCell.objects.filter(is_estimate=False).exists()


def test_16660_stays_june_2019():
    home = Municipality.objects.get(code="0482")
    assert home.populations.get(year=2019).residents == 16_660


def verdicts():
    return {(one.area_name, one.standard.slug): one.verdict.value for one in measured().findings}


@pytest.mark.parametrize(
    ("place", "standard", "expected"),
    [
        ("Bettna", "grocery-10-km", "met"),
        ("Sparreholm", "grocery-10-km", "possible_gap"),
        ("Skebokvarn", "grocery-10-km", "too_close_to_call"),
        ("Bettna", "fuel-20-km", "not_assessed"),
        ("Bettna", "pharmacy-20-km", "not_assessed"),
        ("Flen", "cash-25-km", "not_assessed"),
    ],
)
def test_class_is_what_the_register_allows(place, standard, expected):
    assert verdicts()[place, standard] == expected


def test_nearest_grocery_of_bettna_is_across_the_border():
    page = village(Locality.objects.get(slug="bettna"), measured())
    near = page.nearest_grocery
    assert near.offer.service_point.name == "Handlarn Vrena"
    assert near.offer.service_point.municipality.name == "Nyköping"
    assert near.is_across_border
    assert near.straight_m == pytest.approx(5_800, abs=60)
    assert near.offer.basis == Offer.Basis.INFERRED


@pytest.mark.parametrize("name", ["Coop Hälleforsnäs", "Coop Ärla", "ICA Nära Strandhallen"])
def test_shop_in_two_lists_is_one_place_with_two_offers(name):
    place = ServicePoint.objects.get(name=name)
    assert {offer.category.slug for offer in place.offers.all()} == {
        "grocery",
        "systembolaget-agent",
    }


@pytest.mark.parametrize("name", ["Handlarn Vrena", "Noréns handel"])
def test_agent_in_a_shop_implies_an_inferred_grocery(name):
    offer = Offer.objects.get(service_point__name=name, category__slug="grocery")
    assert offer.basis == Offer.Basis.INFERRED


@pytest.mark.parametrize("slug", ["pharmacy", "fuel", "parcels", "cash", "charging", "restaurant"])
def test_what_no_list_covers_is_not_in_the_register(slug):
    assert Completeness.objects.get(category__slug=slug).level == "none"


def test_groceries_are_partial_because_independents_are_missing():
    stated = Completeness.objects.get(category__slug="grocery")
    assert (stated.level, stated.leaves_out) == ("partial", "fristående butiker")


@pytest.mark.parametrize("slug", ["school", "library", "elderly-care", "health-centre"])
def test_old_or_undated_facts_are_unconfirmed(slug):
    offers = Offer.objects.filter(category__slug=slug)
    assert offers.exists()
    assert offers.confirmed().count() == 0


def test_no_one_is_called_threatened():
    assert not Offer.objects.exclude(threatened_since=None).exists()
    assert not ServicePoint.objects.filter(note__icontains="hot").exists()


@pytest.mark.parametrize("name", ["Vårdcentralen Centrum", "Ekbackens skola"])
def test_what_may_be_gone_is_only_to_be_confirmed(name):
    assert not Offer.objects.existing().filter(service_point__name=name).exists()
    assert Offer.objects.unconfirmed().filter(service_point__name=name).exists()


def test_sparreholm_station_says_that_trains_are_not_confirmed():
    note = Offer.objects.get(service_point__name="Sparreholms station").note
    assert "inte bekräftat" in note


def test_bathing_places_are_merged_with_the_map_where_they_agree():
    baths = ServicePoint.objects.filter(offers__category__slug="bathing-place")
    named = baths.exclude(name__startswith="Badplats utan")
    assert (named.count(), baths.count()) == (8, 12)
    merged = [bath for bath in named if {"hav", "lantmateriet"} <= set(bath.external_ids)]
    assert len(merged) == 7
    for bath in baths:
        near = baths.exclude(pk=bath.pk).filter(point__dwithin=(bath.point, D(m=101)))
        assert not near.exists()


def test_housing_is_as_of_its_year_and_paused_with_a_reason():
    paused = HousingProject.objects.filter(is_paused=True)
    assert {project.name for project in paused} == {"Hyltinge strand", "Hörnjärnet"}
    assert all(project.pause_reason and project.paused_as_of for project in paused)
    assert set(HousingProject.objects.values_list("precision", flat=True)) == {"locality"}


def test_target_of_halleforsnas_is_a_goal_never_a_project():
    assert Goal.objects.get(target_homes=90).locality.name == "Hälleforsnäs"
    assert not HousingProject.objects.filter(locality__name="Hälleforsnäs").exists()


def test_four_blocks_in_the_words_of_the_brochure():
    areas = PriorityArea.objects.filter(programme__frames_village_pages=True)
    assert [area.name_sv for area in areas] == [
        "Kommersiell och offentlig service",
        "IT-infrastruktur",
        "Bygga och bo",
        "Jobb och entreprenörskap",
    ]


def test_nine_groups_are_not_the_eight_urban_areas():
    assert VillageGroup.objects.count() == 9
    assert Locality.objects.filter(kind="tatort").count() == 8
    assert not Locality.objects.get(name="Orrhammar").village_groups.exists()
    vadsbro = VillageGroup.objects.get(slug="vadsbro-blacksta")
    assert {place.name for place in vadsbro.localities.all()} == {"Vadsbro", "Blacksta"}


@pytest.mark.parametrize("name", ["Vadsbro", "Blacksta"])
def test_village_with_an_approximate_position_gets_no_distance(name):
    page = village(Locality.objects.get(name=name), measured())
    assert (page.nearest, page.findings) == ([], [])


def test_old_plans_are_history_not_current_goals():
    old = PlanVersion.objects.filter(year__lte=2013)
    assert {version.status for version in old} == {"latest_known"}
    assert not [one for one in measured().goals if one.goal.version.is_history]


def test_lighting_at_the_junction_is_known_and_its_state_is_not():
    page = village(Locality.objects.get(slug="bettna"), measured())
    (wish,) = [one for one in page.wishes if "Belysning" in one.title]
    assert (wish.status, wish.as_of) == ("unknown", "2012–2013")
    assert "Trafikverket sade nej" in wish.text


def test_road_says_that_it_is_schematic_and_only_proposed():
    route = Route.objects.get(number="221")
    assert route.is_schematic
    assert "Schematisk" in route.alignment_note
    assert route.designation == "idea"


def test_residences_are_seen_from_the_road_never_stops():
    homes = Attraction.objects.filter(name__in=["Harpsund", "Stenhammars slott"])
    assert {home.access for home in homes} == {"outside"}
    assert not Stop.objects.filter(attraction__in=homes).exists()
    assert Stop.objects.filter(attraction__kind="hillfort").exists()


def test_stops_are_where_postgis_says():
    from django.contrib.gis.db.models.functions import LineLocatePoint

    route = Route.objects.get(number="221")
    located = Attraction.objects.filter(stop__route=route).annotate(
        share=LineLocatePoint(route.alignment, "point")
    )
    for attraction in located:
        stop = route.stops.get(attraction=attraction)
        expected = attraction.share * route.alignment.length
        assert stop.chainage_m == pytest.approx(expected, abs=0.01)


def made_up():
    """Name every row, history included, that is made up."""
    return [
        str(row)
        for model in apps.get_models()
        if "is_example" in {field.name for field in model._meta.concrete_fields}
        for row in model._base_manager.filter(is_example=True)
    ]


def test_examples_say_so_in_their_name_and_go_with_one_command():
    for model in (Business, Goal):
        for one in model.objects.filter(is_example=True):
            assert str(one).startswith("Exempel:")
    assert all(one.is_example for one in Business.objects.all())
    assert made_up()
    remove_examples()
    assert made_up() == []
    assert not LocalPlan.objects.filter(name__startswith="Exempel").exists()
    assert Goal.objects.get(target_homes=90)
    assert Standard.objects.get(category__slug="grocery", is_primary=True).slug == "grocery-20-km"


def test_removed_examples_come_back_when_the_demonstration_is_loaded_again():
    before = len(made_up())
    remove_examples()
    load_demo()
    assert len(made_up()) == before
    assert Standard.objects.get(category__slug="grocery", is_primary=True).slug == "grocery-10-km"


def test_own_empty_plan_stays_when_examples_go():
    group = VillageGroup.objects.get(slug="flen")
    LocalPlan.objects.create(group=group, name="Vår plan")
    remove_examples()
    assert LocalPlan.objects.filter(name="Vår plan").exists()


def test_example_standard_stays_while_a_real_goal_aims_at_it():
    goal = Goal.objects.get(target_homes=90)
    goal.target_homes, goal.target_standard = None, Standard.objects.get(slug="grocery-10-km")
    goal.save()
    remove_examples()
    assert Standard.objects.filter(is_example=True).count() == 1


def test_example_goals_reach_across_the_four_areas():
    areas = Goal.objects.filter(is_example=True).values_list("area__slug", flat=True)
    assert set(areas) == {
        "kommersiell-och-offentlig-service",
        "it-infrastruktur",
        "bygga-och-bo",
        "jobb-och-entreprenorskap",
    }


def test_visitor_facts_of_2014_say_so_and_have_no_distance_along_the_road():
    old = Attraction.objects.filter(as_of="2014")
    assert {place.name for place in old} >= {"Yxtaholms slott", "Rockelstad slott"}
    assert not Stop.objects.filter(attraction__in=old).exists()


def test_hillforts_lie_in_the_terrain():
    hillforts = Attraction.objects.filter(kind="hillfort")
    assert hillforts.count() == 22
    assert set(hillforts.values_list("access", "precision")) == {("terrain", "exact")}


def test_earlier_programme_is_not_loaded():
    years = Programme.objects.values_list("from_year", "to_year")
    assert set(years) == {(2014, 2020), (2024, 2030)}


def test_form_of_housing_for_older_people_is_not_guessed():
    heden = HousingProject.objects.get(name="Heden")
    assert (heden.for_whom, heden.plan_stage, heden.as_of) == ("unknown", "granskning", "2018")


def test_who_lives_outside_is_about_24_percent_and_60_outside_the_town():
    flen = Locality.objects.get(slug="flen")
    assert residents(locality=None) / 16_316 == pytest.approx(0.24, abs=0.006)
    assert 1 - residents(locality=flen) / 16_316 == pytest.approx(0.6, abs=0.006)


def test_every_leaf_category_has_its_words_in_three_languages():
    for category in Category.objects.all():
        words = [category.name_sv, category.name_en, category.name_de, category.plural_sv]
        assert all(words), category.slug


def test_nothing_private_is_copied():
    text = str(snapshot())
    assert not re.search(r"\b07\d[- ]?\d{3} ?\d{2} ?\d{2}\b", text)


def test_run_is_marked_estimated():
    assert latest_run().is_estimate
