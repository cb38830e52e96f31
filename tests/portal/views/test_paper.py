"""The map on paper: what is chosen, drawn by the server, in every language and however asked."""

from io import BytesIO
from xml.etree import ElementTree as Et

import pytest
from django.http import QueryDict
from pypdf import PdfReader

from geo.models import RoadLink
from portal.drawing.map_view import APART, draw_map, grouped
from portal.forms import TALLEST, view
from portal.queries.filters import read_filters
from portal.queries.map_view import map_view
from portal.queries.measured import measured
from services.models import ServicePoint

pytestmark = pytest.mark.django_db
SPARREHOLM = "vy=16.75,59.03,16.90,59.10"


def seen(query=""):
    given = QueryDict(query)
    return map_view(read_filters(given), view(given), measured())


@pytest.mark.parametrize("prefix", ["", "/en", "/de"])
def test_drawn_map_and_its_list_open_in_each_language(client, demo, db, prefix):
    response = client.get(f"{prefix}/skriv-ut/")
    assert response.status_code == 200
    assert "Coop Hälleforsnäs" in response.text
    assert f'href="{prefix}/skriv-ut/karta.pdf"' in response.text


@pytest.mark.parametrize(
    "query",
    [
        "vy=%00",
        "vy=a,b,c,d",
        "vy=nan,nan,nan,nan",
        "vy=17,59,16,58",
        "vy=-180,-90,180,90",
        "vy=16.5,58.9,16.5000001,58.9000001",
        "vy=4,51,32,72",
        "layer=none",
        "open=now&stepfree=1&selfservice=1&q=%F0%9F%A6%8C",
        "q=" + "x" * 5000,
    ],
)
def test_any_view_is_drawn_calmly(client, demo, db, query):
    response = client.get(f"/skriv-ut/?{query}")
    assert response.status_code == 200
    assert "paper-map" in response.text


def test_view_holds_what_lies_in_it_and_nothing_else(demo, db):
    found = seen(SPARREHOLM)
    west, south, east, north = found.extent
    assert "Sparreholms station" in {mark.name for mark in found.marks}
    assert all(
        west <= mark.point.x <= east and south <= mark.point.y <= north for mark in found.marks
    )
    assert "Coop Hälleforsnäs" not in {mark.name for mark in found.marks}


def test_filters_choose_what_is_drawn(demo, db):
    names = {mark.what for mark in seen("layer=services&category=grocery").marks}
    assert names == {"dagligvaror"}
    classes = seen("layer=gaps").marks
    assert classes
    assert all(mark.finding for mark in classes)


def test_every_place_has_a_number_that_stands_apart_from_the_others(demo, db):
    found = seen()
    groups = grouped(found)
    assert [group.number for group in groups] == list(range(1, len(groups) + 1))
    assert sum(len(group.marks) for group in groups) == len(found.marks)
    for group in groups:
        for other in groups[: group.number - 1]:
            assert abs(group.x - other.x) >= APART or abs(group.y - other.y) >= APART


def test_roads_of_the_network_are_drawn_and_names_cannot_break_out(demo, db):
    place = ServicePoint.objects.get(name="Sparreholms station")
    RoadLink.objects.create(
        dataset=place.dataset or place.municipality.dataset,
        alignment=f"SRID=3006;LINESTRING({place.point.x} {place.point.y}, "
        f"{place.point.x + 400} {place.point.y})",
        length_m=400,
        forward_permitted=True,
        backward_permitted=True,
        road_class=5,
        is_ferry=False,
        is_motorway=False,
    )
    found = seen(SPARREHOLM)
    assert len(found.roads) == 1
    drawing = draw_map(found, grouped(found), "<script>&\u202e🦌")
    root = Et.fromstring(drawing)  # noqa: S314 - drawn by us
    assert "<script>" not in drawing
    assert root.find("{http://www.w3.org/2000/svg}title").text == "<script>&\u202e🦌"


def test_extent_is_fit_for_a_page():
    tall = view(QueryDict("vy=16.5,58,16.6,60")).extent
    assert (tall[3] - tall[1]) / (tall[2] - tall[0]) == pytest.approx(TALLEST)


def test_pdf_holds_the_same_names(client, demo, db):
    response = client.get(f"/en/skriv-ut/karta.pdf?layer=services&layer=gaps&{SPARREHOLM}")
    assert response["Content-Type"] == "application/pdf"
    reader = PdfReader(BytesIO(response.content))
    text = " ".join(page.extract_text() for page in reader.pages)
    assert "Sparreholms station" in text
    assert "Possible gap" in text
    assert "estimated" in text
    assert reader.trailer["/Root"]["/Lang"] == "en"


def test_drawing_asks_the_same_number_of_queries_however_much_is_shown(
    demo, db, django_assert_max_num_queries
):
    # What is kept of a run in this process is read once, whatever is drawn.
    seen("layer=none")
    with django_assert_max_num_queries(25):
        seen("layer=services&layer=attractions&layer=businesses&layer=housing")
