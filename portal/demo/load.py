"""Load the whole demonstration, in one transaction; safe to repeat."""

from collections.abc import Callable

from django.db import transaction

from portal.demo import guide, network, places, plans, road, services
from portal.demo.cells import load_cells
from services.actions.coverage import run_coverage
from services.queries.coverage import latest_run


def load_demo(say: Callable[[str], object] = lambda words: None) -> None:
    """Load Flen's facts, the estimates and the examples; measure once if nothing is measured."""
    with transaction.atomic():
        datasets = places.load_datasets()
        say("Municipalities and localities")
        municipalities = places.load_municipalities(datasets)
        home = municipalities["Flen"]
        localities = places.load_localities(datasets, home)
        say("Population, estimated")
        load_cells(datasets["population-estimate"], home)
        say("Services")
        categories = services.load_categories()
        services.load_services(datasets, categories, localities, municipalities)
        services.load_completeness(categories)
        standards = services.load_standards(categories)
        say("Road 221")
        route = road.load_route(datasets["road-221"])
        road.load_attractions(datasets["attractions"], localities)
        road.load_example_businesses(datasets["examples"], localities)
        road.load_stops(route)
        guide.load_guide(route, datasets["examples"])
        say("Plans, programmes and housing")
        groups = plans.load_groups(datasets["plans"], localities)
        areas = plans.load_programmes(datasets["plans"], categories, standards)
        plans.load_housing(datasets["housing"], localities)
        plans.load_history(datasets["plans"], groups, localities, areas)
        plans.load_example_goals(datasets["examples"], groups, localities, areas, standards)
        network.load_example_network(datasets["examples"], groups, localities)
    if latest_run() is None:
        say("What every resident reaches")
        run_coverage(metrics=["distance", "time"])
    services.keep_todays_level(latest_run())
