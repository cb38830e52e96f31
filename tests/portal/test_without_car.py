"""The operator's trip planner: checked at the start, linked from three kinds of pages."""

import pytest

from portal.environment import SettingError
from portal.trip_planner import read_template, trip_url
from route221.models import Attraction
from services.models import ServicePoint

PLANNER = "https://planner.example/?to={lat},{lon}&name={name}"


def test_place_is_written_into_the_template_and_escaped():
    found = trip_url(PLANNER, lat=58.9, lon=16.64, name="Ost & ägg")
    assert found == "https://planner.example/?to=58.90000,16.64000&name=Ost%20%26%20%C3%A4gg"


def test_without_template_or_position_there_is_no_link():
    assert trip_url("", lat=58.9, lon=16.6, name="x") == ""
    assert trip_url(PLANNER, lat=None, lon=None, name="x") == ""
    assert trip_url("https://p.example/{name}", lat=None, lon=None, name="x") != ""


@pytest.mark.parametrize(
    "text",
    [
        "http://planner.example/{lat}/{lon}",
        "https://planner.example/",
        "https://planner.example/{lat}",
        "https://planner.example/{lat}/{lon}/{user}",
        "https://planner.example/{name.__class__}",
        "https://planner.example/{lat",
        "javascript:alert({lat},{lon})",
    ],
)
def test_template_that_cannot_work_is_refused_at_the_start(text):
    with pytest.raises(SettingError):
        read_template(text)


@pytest.mark.django_db
def test_pages_of_villages_places_and_stops_lead_to_the_planner(client, demo, settings):
    paths = ["/orter/bettna/"]
    paths += [
        model.objects.filter(precision="exact").first().get_absolute_url()
        for model in (ServicePoint, Attraction)
    ]
    for path in paths:
        assert "planner.example" not in client.get(path).text
    settings.TRIP_PLANNER_URL = read_template(PLANNER)
    for path in paths:
        assert 'href="https://planner.example/?to=5' in client.get(path).text


@pytest.mark.django_db
def test_address_of_the_page_stands_there_to_share(client, demo, settings):
    for path in ("/orter/bettna/", "/vag221/"):
        page = client.get(path).text
        assert f'data-address="{settings.SITE_URL}{path}"' in page
        assert f'<a href="{settings.SITE_URL}{path}"' in page
