"""Service places out of OpenStreetMap: by the categories' tags, one place with all it offers."""

import pytest
from django.core.management import CommandError, call_command

from geo.models import Dataset, RoadLink
from services.models import Category, Offer, ServicePoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def categories(db):
    for slug, tags in {
        "grocery": ["shop=supermarket", "shop=convenience"],
        "fuel": ["amenity=fuel"],
        "recycling": ["amenity=recycling&recycling_type=centre"],
        "pharmacy": ["amenity=pharmacy"],
        "bus-stop": ["highway=bus_stop"],
    }.items():
        Category.objects.create(slug=slug, name_sv=slug, plural_sv=slug, osm_tags=tags)


def node(number, lon=16.6, lat=58.9, **tags):
    inside = "".join(f'<tag k="{k.replace("__", ":")}" v="{v}"/>' for k, v in tags.items())
    at = f'lon="{lon}" lat="{lat}" version="1" timestamp="2026-05-01T10:00:00Z"'
    return f'<node id="{number}" {at}>{inside}</node>'


@pytest.fixture
def take(tmp_path, categories):
    def taken(*elements, name="flen.osm", **options):
        path = tmp_path / name
        path.write_text(f'<osm version="0.6">{"".join(elements)}</osm>', encoding="utf-8")
        call_command("import_services", path, **options)

    return taken


def test_tags_become_place_and_offer(take):
    take(
        node(
            1,
            name="Handlarn",
            shop="supermarket",
            amenity="fuel",
            opening_hours="Mo-Fr 09:00-18:00",
            addr__street="Storgatan",
            addr__housenumber="1",
            addr__city="Bettna",
            wheelchair="limited",
            delivery="only",
            contact__phone="+46 157 700 00",
            website="handlarn.example",
        )
    )
    place = ServicePoint.objects.get()
    assert (place.name, place.wheelchair) == ("Handlarn", "limited")
    assert place.address == "Storgatan 1, Bettna"
    assert place.website == "https://handlarn.example"
    assert place.external_ids == {"osm": "node/1"}
    assert sorted(place.offers.values_list("category__slug", flat=True)) == ["fuel", "grocery"]
    offer = place.offers.get(category__slug="grocery")
    assert offer.opening_hours == "Mo-Fr 09:00-18:00"
    assert offer.delivery == "yes"
    assert str(offer.confirmed_on) == "2026-05-01"
    assert place.dataset.licence == "ODbL-1.0"


def test_parts_of_one_place_are_one_place(take):
    take(
        node(1, name="OKQ8", amenity="fuel"),
        node(2, lon=16.6002, name="OKQ8", shop="convenience"),
        node(3, lon=16.61, name="OKQ8", amenity="fuel"),
    )
    assert ServicePoint.objects.count() == 2
    both = ServicePoint.objects.get(external_ids__osm="node/1;node/2")
    assert both.offers.count() == 2


def test_building_stands_as_a_point_inside_it(take):
    corners = [(16.6, 58.9), (16.601, 58.9), (16.601, 58.901), (16.6, 58.901)]
    nodes = [node(n, lon, lat) for n, (lon, lat) in enumerate(corners, start=1)]
    ring = "".join(f'<nd ref="{n}"/>' for n in (1, 2, 3, 4, 1))
    tags = '<tag k="shop" v="supermarket"/><tag k="name" v="Coop"/>'
    take(*nodes, f'<way id="9" version="1">{ring}{tags}</way>')
    place = ServicePoint.objects.get()
    assert place.external_ids == {"osm": "way/9"}
    at = place.point.transform(4326, clone=True)
    assert (at.x, at.y) == pytest.approx((16.6005, 58.9005), abs=1e-4)


def test_all_tags_of_a_rule_must_be_there_and_the_door_open(take):
    take(
        node(1, name="Container", amenity="recycling"),
        node(2, name="Central", amenity="recycling", recycling_type="centre"),
        node(3, name="Depå", amenity="fuel", access="private"),
    )
    assert ServicePoint.objects.get().name == "Central"


def test_what_cannot_be_read_is_left_out_and_counted(take, capsys):
    take(node(1, shop="supermarket", opening_hours="when I am up", phone="ask"))
    place = ServicePoint.objects.get()
    assert place.name == "Grocery"
    assert place.offers.get().opening_hours == ""
    assert "opening hours that could not be read: 1" in capsys.readouterr().out


def test_importing_twice_changes_nothing_not_even_history(take):
    shop = node(1, name="Handlarn", shop="supermarket")
    take(shop)
    before = (ServicePoint.history.count(), Offer.history.count(), Dataset.objects.count())
    take(shop)
    assert (ServicePoint.history.count(), Offer.history.count(), Dataset.objects.count()) == before


def test_corrected_name_survives_and_history_tells_who(take):
    take(node(1, name="Handlarn", shop="supermarket"))
    place = ServicePoint.objects.get()
    place.name = "Handlarn i Bettna"
    place.save()
    take(node(1, name="Handlarn", shop="supermarket", phone="+46 157 1"))
    place.refresh_from_db()
    assert (place.name, place.phone) == ("Handlarn i Bettna", "+46 157 1")
    assert place.history.first().history_change_reason.startswith("import ")


@pytest.mark.parametrize(
    "content", [b"", b"<osm", b"\x00\x00\x00\x0d\x0a\x09OSMHeader" + b"x" * 99]
)
def test_broken_file_is_refused_and_changes_nothing(categories, tmp_path, content):
    path = tmp_path / "broken.osm.pbf"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_services", path)
    assert not Dataset.objects.exists()


@pytest.mark.shared_data
def test_a_whole_country_in_one_command_each(shared_data, settings, tmp_path, django_db_blocker):
    from portal.demo.services import load_categories

    settings.NETWORK_DIR = tmp_path / "networks"
    load_categories()
    path = shared_data / "osm" / "liechtenstein-latest.osm.pbf"
    call_command("import_roads", path, area="any")
    call_command("import_services", path, area="any")
    assert RoadLink.objects.filter(dataset__is_active=True).count() > 5_000
    assert ServicePoint.objects.filter(precision="exact").count() > 250
    assert Offer.objects.filter(category__slug="grocery").exclude(opening_hours="").exists()
    before = ServicePoint.history.count()
    call_command("import_services", path, area="any")
    assert ServicePoint.history.count() == before
