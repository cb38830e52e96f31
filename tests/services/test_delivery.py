"""Whether a thing comes to one's home: who says so, who asks, and what is not known."""

import pytest
from django.contrib.gis.geos import Point
from django.core.management import call_command

from services.forms.register import OfferForm
from services.imports.table import Services
from services.models import Offer, ServicePoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(locality, grocery):
    grocery.can_be_delivered = True
    grocery.save()
    place = ServicePoint.objects.create(
        name="Lanthandeln",
        point=Point(594_700, 6_530_500, srid=3006),
        precision="exact",
        locality=locality,
        municipality=locality.municipality,
    )
    return Offer.objects.create(service_point=place, category=grocery)


@pytest.mark.parametrize(
    ("delivery", "form", "told"),
    [("", "", None), ("yes", "", True), ("no", "staffed", False), ("", "delivery", True)],
)
def test_page_and_api_say_what_is_known(client, offer, delivery, form, told):
    Offer.objects.update(delivery=delivery, form=form, delivery_terms="torsdagar, 79 kr")
    offer.refresh_from_db()
    assert offer.is_delivered is told
    page = client.get(offer.service_point.get_absolute_url()).text
    fact = page.partition("Levereras hem?")[2].partition("</div>")[0]
    assert ("torsdagar, 79 kr" in fact) is (told is True)
    assert ("inte känt" in fact) is (told is None)
    answer = client.get("/api/collections/services/items?f=json").json()
    said = answer["features"][0]["properties"]["delivery"]
    assert said == {None: None, True: "yes", False: "no"}[told]


def test_nobody_asks_whether_a_bathing_place_comes_home(client, offer):
    offer.category.can_be_delivered = False
    offer.category.save()
    assert "Levereras hem?" not in client.get(offer.service_point.get_absolute_url()).text


def test_terms_need_a_yes(offer):
    given = {"category": offer.category_id, "state": "open", "source": "Besök"}
    terms = {"delivery_terms": "79 kr"}
    assert "delivery" in OfferForm(given | terms, offer=offer).errors
    form = OfferForm(given | terms | {"delivery": "yes"}, offer=offer)
    assert form.is_valid(), form.errors
    assert form.values()["delivery_terms"] == "79 kr"


def test_file_tells_it_and_the_download_gives_it_back(locality, grocery, tmp_path):
    path = tmp_path / "butiker.csv"
    rows = ("namn;kategori;lon;lat;hemsändning;leveransvillkor",)
    rows += (
        "Lanthandeln;grocery;16.64;58.9;Ja;hela kommunen, 79 kr",
        "Kiosken;grocery;16.7;58.9;;",
    )
    path.write_text("\n".join(rows), encoding="utf-8")
    call_command("import_services", path)
    told = {one["name"]: (one["delivery"], one["delivery_terms"]) for one in Services().export()}
    assert told == {"Lanthandeln": ("yes", "hela kommunen, 79 kr"), "Kiosken": ("", "")}
