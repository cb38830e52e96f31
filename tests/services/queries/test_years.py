"""Coverage by year: an opening and a closing turn the year they happened, and no other."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from services.models import Offer, Standard
from services.queries.coverage import latest_run
from services.queries.matrix import matrix
from services.queries.years import by_year

pytestmark = pytest.mark.django_db


@pytest.fixture
def standard(demo):
    return Standard.objects.select_related("category").get(slug="grocery-10-km")


def shops():
    return Offer.objects.filter(category__slug="grocery")


def test_without_a_known_change_no_years_are_drawn(standard):
    shops().update(valid_from=None, valid_to=None)
    assert by_year(latest_run(), standard) is None


def test_an_opening_and_a_closing_turn_their_own_year(standard, client):
    shops().update(valid_from=None, valid_to=None)
    now = timezone.localdate().year
    opened = shops().get(service_point__name="Coop Malmköping")
    opened.valid_from = date(now - 2, 6, 1)
    opened.save()
    found = by_year(latest_run(), standard)
    assert [one.year for one in found.years] == [now - 3, now - 2, now - 1, now]
    totals = [float(one.lacking[-1]) for one in found.years]
    today = float(matrix(latest_run()).column("grocery").lacking[-1])
    assert totals[1:] == pytest.approx([today] * 3)
    assert totals[0] > today
    # The same as a present without it, measured another way.
    from plans.queries.changes import read_changes
    from plans.queries.scenarios import outcome

    then = outcome(latest_run(), read_changes([f"stang,{opened.service_point_id},grocery"]))
    effect = next(one for one in then.effects if one.standard == standard)
    assert totals[0] == pytest.approx(float(effect.lacking[-1]))

    page = client.get(reverse("desk-cell", args=["alla", "grocery"])).content.decode()
    assert "År för år" in page
    address = reverse("desk-cell", args=["alla", "grocery"]) + "?del=ar&fil=csv"
    rows = client.get(address).content.decode("utf-8-sig").splitlines()
    assert [row.split(";")[0] for row in rows[1:5]] == [str(one.year) for one in found.years]

    opened.state, opened.valid_to = "closed", date(now - 1, 3, 1)
    opened.save()
    totals = [float(one.lacking[-1]) for one in by_year(latest_run(), standard).years]
    assert totals[0] == totals[2] == totals[3] > totals[1]
