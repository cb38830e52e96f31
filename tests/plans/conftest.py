"""A village group with a draft of this year's plan."""

from datetime import date

import pytest
from django.contrib.auth import get_user_model

from plans.models import LocalPlan, PlanVersion, VillageGroup


@pytest.fixture
def group(locality):
    made = VillageGroup.objects.create(name="Bettna bygderåd", slug="bettna")
    made.localities.add(locality)
    return made


@pytest.fixture
def version(group):
    plan = LocalPlan.objects.create(group=group, name="Utvecklingsplan")
    return PlanVersion.objects.create(plan=plan, year=2026)


@pytest.fixture
def adopted(version):
    version.status, version.adopted_on = "adopted", date(2026, 3, 1)
    version.save()
    return version


@pytest.fixture
def member(group):
    user = get_user_model().objects.create_user("medlem@bettna.example")
    group.members.add(user)
    return user
