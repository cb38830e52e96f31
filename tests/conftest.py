"""Fixtures of all tests: a tiny municipality, and nothing that reaches beyond this machine."""

import os
import socket
from pathlib import Path

import pytest
from django.contrib.gis.geos import LineString, MultiPolygon, Point, Polygon
from django.core.cache import cache
from django.db import transaction
from django.test import override_settings
from django.utils import translation

LOCAL = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch):
    """Refuse connections to anything but this machine and its socket files."""
    connect = socket.socket.connect

    def guarded(self, address):
        if self.family != socket.AF_UNIX and address[0] not in LOCAL:
            raise AssertionError(f"a test tried to reach {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True, scope="session")
def static_files_from_the_source(tmp_path_factory):
    """Serve static files as they stand, without collecting them first."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": plain,
    }
    with override_settings(STORAGES=storages, STATIC_ROOT=tmp_path_factory.mktemp("static")):
        yield


@pytest.fixture(autouse=True)
def empty_cache():
    """Start each test with an empty cache."""
    cache.clear()


@pytest.fixture(autouse=True)
def first_language(settings):
    """Begin each test in the language people meet first: a request leaves its own active."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Find the collected open data; tests that need it skip, loudly, without."""
    home = Path(__file__).resolve().parent.parent
    folder = Path(os.environ.get("SHARED_DATA", home.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"the collected open data is not at {folder}")
    return folder


@pytest.fixture
def dataset(db):
    from geo.models import Dataset

    return Dataset.objects.create(
        kind="localities", slug="test", title="Test", publisher="Test", licence="CC0-1.0"
    )


def square(x: float, y: float, side_m: float) -> MultiPolygon:
    """Make a square from its south-west corner."""
    corners = [(x, y), (x + side_m, y), (x + side_m, y + side_m), (x, y + side_m), (x, y)]
    return MultiPolygon(Polygon(corners), srid=3006)


@pytest.fixture
def municipality(dataset):
    from geo.models import Municipality

    return Municipality.objects.create(
        code="0482",
        name="Flen",
        county="Södermanland",
        boundary=square(580_000, 6_520_000, 40_000),
        dataset=dataset,
    )


@pytest.fixture
def locality(municipality):
    from geo.models import Locality

    return Locality.objects.create(
        name="Bettna",
        kind="tatort",
        municipality=municipality,
        point=Point(594_664, 6_530_508, srid=3006),
        precision="exact",
        as_of="2020",
    )


@pytest.fixture
def grocery(db):
    from services.models import Category

    return Category.objects.create(
        slug="grocery", name_sv="Dagligvaror", plural_sv="Dagligvaror", icon="grocery"
    )


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """Load the demonstration once for a module; each test's own changes are rolled back.

    A test that asks for it needs ``django_db`` too.
    """
    from portal.demo import load_demo

    with django_db_blocker.unblock(), transaction.atomic():
        load_demo()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def road_links(db):
    """Lay three links near Flen, as the demonstration has no road network."""
    from geo.models import Dataset, RoadLink

    dataset = Dataset.objects.create(
        kind="roads", slug="links", title="Links", publisher="Test", licence="CC0-1.0"
    )
    plain = {"dataset": dataset, "is_ferry": False, "is_motorway": False}
    plain |= {"forward_permitted": True, "backward_permitted": True}
    for number, road_class in (("55", 3), ("221", 4), ("", 9)):
        x = 590_000 + 500 * road_class
        line = LineString((x, 6_545_000), (x + 400, 6_546_000), (x + 900, 6_547_000), srid=3006)
        RoadLink.objects.create(
            alignment=line, length_m=line.length, number=number, road_class=road_class, **plain
        )


@pytest.fixture
def indicator(db):
    """Tell one figure of the demonstration's municipality, as it has none itself."""
    from geo.models import Dataset, Indicator, Municipality, Observation

    dataset = Dataset.objects.create(
        kind="indicators", slug="pts", title="Bredband", publisher="PTS", licence="CC0-1.0"
    )
    made = Indicator.objects.create(slug="bredband", name="Bredband 100 Mbit/s", unit="%")
    home = Municipality.objects.get(code="0482")
    Observation.objects.create(
        dataset=dataset,
        indicator=made,
        municipality=home,
        year=2024,
        value=87.5,
        point=home.boundary.point_on_surface,
    )
    return made
