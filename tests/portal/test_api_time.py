"""`datetime` goes by what time each feature speaks of, as its published properties say."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from geo.models import Dataset
from portal.api import SERVICE
from services.models import Offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo", "road_links", "indicator")]
PERIODS = {
    "2019": (date(2019, 1, 1), date(2019, 12, 31)),
    "2023-03-28": (date(2023, 3, 28), date(2023, 3, 28)),
    "../2019-11-30": (date.min, date(2019, 11, 30)),
    "2020-06-01/": (date(2020, 6, 1), date.max),
    "2018-02-01T10:00:00Z/2018-02-01T11:00:00Z": (date(2018, 2, 1), date(2018, 2, 1)),
    "1900-01-01/1900-12-31": (date(1900, 1, 1), date(1900, 12, 31)),
}
ASKED = {"2019": "2019-01-01/2019-12-31"}


def days_of(said, is_last):
    """Read a year, month, day or span of them as its first or last day; none if there is none."""
    found = re.findall(r"\d{4}(?:-\d\d)*", str(said or ""))
    if not found:
        return None
    year, month, day = (*map(int, found[-1 if is_last else 0].split("-")), 0, 0)[:3]
    if day:
        return date(year, month, day)
    if not is_last:
        return date(year, month or 1, 1)
    year, month = (year + 1, 1) if month in {0, 12} else (year, month + 1)
    return date(year, month, 1) - timedelta(days=1)


def time_of(feature, timing):
    properties = feature["properties"]
    begin = days_of(properties[timing.begins], is_last=False)
    return begin or date.min, days_of(properties[timing.ends], is_last=True) or date.max


def read(client, name, **query):
    answer = client.get(f"/api/collections/{name}/items", {"limit": 10_000} | query)
    assert answer.status_code == 200, answer.content
    return answer.json()["features"]


@pytest.fixture
def timed():
    """Give what the demonstration leaves open a time, in some rows."""
    Dataset.objects.filter(kind__in=["boundaries", "roads", "routes"]).update(valid_on="2023-01-01")
    for number, offer in enumerate(Offer.objects.order_by("pk")):
        if number % 3:
            offer.valid_from = date(2010 + number % 12, 1, 1 + number % 28)
        if number % 2:
            offer.valid_to = timezone.localdate() + timedelta(days=1 + 40 * number)
        offer.save()


@pytest.mark.usefixtures("timed")
@pytest.mark.parametrize("name", list(SERVICE.by_id))
def test_datetime_keeps_what_speaks_of_then_and_what_has_no_time(client, name):
    timing = SERVICE.by_id[name].timing
    every = read(client, name)
    assert every
    for asked, (since, until) in PERIODS.items():
        found = {one["id"] for one in read(client, name, datetime=ASKED.get(asked, asked))}
        expected = set()
        for feature in every:
            begin, end = time_of(feature, timing)
            if begin <= until and end >= since:
                expected.add(feature["id"])
        assert found == expected, asked


@pytest.mark.usefixtures("timed")
@pytest.mark.parametrize("name", list(SERVICE.by_id))
def test_collection_says_what_time_its_features_speak_of(client, name):
    timing = SERVICE.by_id[name].timing
    times = [time_of(one, timing) for one in read(client, name)]
    extent = client.get(f"/api/collections/{name}").json()["extent"]
    begins = [begin for begin, _ in times if begin > date.min]
    if not begins:
        assert "temporal" not in extent
        return
    begin, end = extent["temporal"]["interval"][0]
    assert parse_datetime(begin).date() == min(begins)
    ends = [end for begin, end in times if begin > date.min]
    assert (parse_datetime(end).date() if end else date.max) == max(ends)


def test_place_that_closes_is_there_until_its_last_day(client):
    offer = Offer.objects.existing().filter(service_point__point__isnull=False).first()
    place = offer.service_point
    closes = timezone.localdate() + timedelta(days=30)
    place.offers.update(valid_to=closes)
    feature = client.get(f"/api/collections/services/items/{place.pk}").json()
    last_day = closes - timedelta(days=1)
    assert feature["properties"]["valid_until"] == last_day.isoformat()
    for day, is_there in ((last_day, True), (closes, False)):
        found = {one["id"] for one in read(client, "services", datetime=day.isoformat())}
        assert (place.pk in found) is is_there, day


def test_document_and_schema_say_what_datetime_goes_by(client):
    document = client.get("/api/openapi").json()
    for name, collection in SERVICE.by_id.items():
        given = document["paths"][f"/api/collections/{name}/items"]["get"]["parameters"]
        said = next(one for one in given if one.get("name") == "datetime")["description"]
        assert f"`{collection.timing.begins}`" in said
        assert f"`{collection.timing.ends}`" in said
    described = client.get("/api/collections/services/schema").json()["properties"]
    assert described["valid_from"]["x-ogc-role"] == "primary-interval-start"
    assert described["valid_until"]["x-ogc-role"] == "primary-interval-end"
    described = client.get("/api/collections/cells/schema").json()["properties"]
    assert described["valid_on"]["x-ogc-role"] == "primary-instant"
