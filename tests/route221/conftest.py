"""A short road, a business beside it, its owner and a reviewer."""

import pytest
from django.contrib.gis.geos import LineString, Point


@pytest.fixture
def road(dataset):
    from route221.models import Route

    return Route.objects.create(
        number="221",
        name_sv="Väg 221",
        alignment=LineString((590_000, 6_530_000), (590_000, 6_550_000), srid=3006),
        from_name="söder",
        to_name="norr",
        dataset=dataset,
    )


@pytest.fixture
def owner(django_user_model):
    return django_user_model.objects.create_user("owner@example.se")


@pytest.fixture
def reviewer(django_user_model):
    user = django_user_model.objects.create_user("reviewer@example.se")
    user.roles.create(kind="reviewer")
    return user


@pytest.fixture
def draft(owner, road):
    from route221.models import Business

    business = Business.objects.create(
        name="Exempelkaféet",
        kind="eat",
        summary_sv="Ett kafé",
        opening_hours="Mo-Fr 10:00-16:00",
        point=Point(590_100, 6_535_000, srid=3006),
        precision="exact",
    )
    business.ownerships.create(user=owner, is_confirmed=True)
    return business


@pytest.fixture
def submitted(draft, owner):
    from route221.actions.registration import take_step

    return take_step(business=draft, verb="submit", actor=owner)


@pytest.fixture
def published(submitted, reviewer):
    from route221.actions.review import decide

    return decide(
        business=submitted, verb="approve", version=submitted.version, reason="", actor=reviewer
    )


@pytest.fixture
def coordinator(django_user_model):
    user = django_user_model.objects.create_user("coordinator@example.se")
    user.roles.create(kind="coordinator")
    return user


@pytest.fixture
def links(road, settings, tmp_path):
    """Lay real roads: the 221 along x = 591,000 with a roundabout, and a side road to the west."""
    from geo.models import Dataset, RoadLink

    settings.NETWORK_DIR = tmp_path
    dataset = Dataset.objects.create(
        kind="roads", slug="roads-test", title="Provvägnätet", publisher="Test", licence="CC0-1.0"
    )

    def lay(number, *corners, backward=True):
        line = LineString(*corners, srid=3006)
        RoadLink.objects.create(
            dataset=dataset,
            alignment=line,
            length_m=line.length,
            forward_kmh=72,
            backward_kmh=72,
            forward_permitted=True,
            backward_permitted=backward,
            number=number,
            is_ferry=False,
            is_motorway=False,
        )

    for step in range(0, 20_000, 250):
        y = 6_530_000 + step
        if step == 10_000:
            ring = [(591_000, y), (591_100, y + 125), (591_000, y + 250), (590_900, y + 125)]
            lay("221", *ring[:3], backward=False)
            lay("221", *ring[2:], ring[0], backward=False)
        else:
            lay("221", (591_000, y), (591_000, y + 250))
    for step in range(0, 4_000, 500):
        lay("800", (591_000 - step, 6_535_000), (590_500 - step, 6_535_000))
    return dataset
