"""The map's own background: boundaries, roads and names from the database, each to be read."""

import pytest
from django.contrib.gis.geos import LineString
from playwright.sync_api import expect

from geo.models import Dataset, Locality, RoadLink

READY = "portal-map[data-state=ready]"
COVERED = """() => {
  const box = (node) => node.getBoundingClientRect();
  const marks = [...document.querySelectorAll(".cluster, .marker")].map(box);
  const meet = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return [...document.querySelectorAll(".map-name > :not([hidden])")].filter((word) => {
    const {left, right, top, bottom} = box(word);
    const middle = (top + bottom) / 2;
    const said = {left: left + 8, right: right - 8, top: middle - 7, bottom: middle + 7};
    return marks.some((mark) => meet(mark, said));
  }).map((word) => word.textContent);
}"""
DRAWN = """() => [...document.querySelectorAll(".ground-roads canvas")].some((canvas) =>
  canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data.some(Boolean))"""


@pytest.fixture(scope="module")
def roads(portal, django_db_blocker):
    """Lay a road between two villages where the server sees it; the demonstration has none."""
    with django_db_blocker.unblock():
        dataset = Dataset.objects.create(
            slug="test-roads", kind="roads", title="Vägar", publisher="<b>Vägverket</b>"
        )
        ends = [Locality.objects.get(slug=slug).point for slug in ("flen", "malmkoping")]
        RoadLink.objects.create(
            dataset=dataset,
            alignment=LineString([(end.x, end.y) for end in ends], srid=3006),
            length_m=ends[0].distance(ends[1]),
            forward_permitted=True,
            backward_permitted=True,
            road_class=2,
            is_ferry=False,
            is_motorway=False,
        )
        yield
        dataset.delete()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_names_stand_clear_of_the_marks(portal, new_page, theme):
    page = new_page(theme=theme)
    page.goto(portal)
    page.wait_for_selector(READY, state="attached")
    for part in (".ground-home", ".ground-neighbour", ".route-line"):
        expect(page.locator(part).first).to_be_attached()
    for name in ("Flen", "Malmköping", "Bettna", "Sparreholm", "Hälleforsnäs"):
        expect(page.locator(".map-name > a", has_text=name).first).to_be_visible()
    page.wait_for_function(f"({COVERED})().length === 0")
    assert page.faults == []


def test_imported_roads_are_drawn_and_named(portal, new_page, roads):
    page = new_page()
    page.goto(portal)
    page.wait_for_selector(READY, state="attached")
    page.wait_for_function(DRAWN)
    expect(page.locator(".leaflet-control-attribution")).to_contain_text("<b>Vägverket</b>")
    assert page.faults == []


def test_road_tiles_that_fail_leave_the_map_and_say_so(portal, new_page, roads):
    page = new_page()
    page.context.route("**/tiles/roads/**", lambda route: route.fulfill(status=503, body="down"))
    page.goto(portal)
    page.wait_for_selector(READY, state="attached")
    expect(page.locator("[data-map-says]")).to_contain_text("bakgrunden")
    expect(page.locator("[data-map-list] li").first).to_be_visible()


OTHER_MAPS = (
    ("/bostader/", "housing-map"),
    ("/vag221/", "road-map"),
    ("/analys/scenario/", "scenario-map"),
)


@pytest.mark.parametrize(("path", "element"), OTHER_MAPS)
def test_other_maps_draw_the_same_roads_and_name_them(portal, new_page, roads, path, element):
    page = new_page()
    page.goto(portal + path)
    page.locator(element).scroll_into_view_if_needed()
    expect(page.locator(f"{element} .ground-roads canvas").first).to_be_attached()
    page.wait_for_function(DRAWN)
    expect(page.locator(f"{element} .leaflet-control-attribution")).to_contain_text("Vägverket")
    expect(page.locator(f"{element} .map-name").first).to_be_attached()
    # On a map that changes something a press on a name sets a point, and must not lead away.
    links = 0 if element == "scenario-map" else page.locator(f"{element} .map-name").count()
    expect(page.locator(f"{element} .map-name > a")).to_have_count(links)
    assert page.faults == []
