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
