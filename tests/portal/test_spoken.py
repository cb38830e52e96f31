"""A text of the data is marked with its language where the page speaks another."""

import pytest
from django.utils.translation import override

from plans.models import Goal, LocalPlan, PlanVersion, VillageGroup
from portal.templatetags.page import spoken
from services.models import Standard


def test_text_without_a_translation_is_marked_on_pages_in_other_languages():
    standard = Standard(name_sv="Mat <inom> 10 km")
    with override("de"):
        assert spoken(standard, "name") == '<span lang="sv">Mat &lt;inom&gt; 10 km</span>'
    with override("sv"):
        assert spoken(standard, "name") == "Mat &lt;inom&gt; 10 km"


def test_translated_text_is_the_pages_own():
    standard = Standard(name_sv="Mat", name_en="Food")
    with override("en"):
        assert spoken(standard, "name") == "Food"


@pytest.mark.django_db
def test_goal_of_a_village_says_its_language(client):
    group = VillageGroup.objects.create(name="Bettna bygderåd", slug="bettna")
    version = PlanVersion.objects.create(
        plan=LocalPlan.objects.create(group=group, name="Plan"), year=2026
    )
    Goal.objects.create(version=version, title="Ljus i korsningen")
    assert '<span lang="sv">Ljus i korsningen</span>' in client.get("/de/planer/bettna/").text
    assert '<p class="place__name">Ljus i korsningen' in client.get("/planer/bettna/").text
