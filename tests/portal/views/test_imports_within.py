"""Whose role covers one municipality imports, changes and undoes nothing elsewhere."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import User
from geo.models import Import, Municipality
from portal.actions import imports as actions
from portal.demo.people import demo_user
from services.models import ServicePoint
from tests.conftest import square

pytestmark = pytest.mark.django_db
LIST = """id;namn;kategori;x;y;telefon
1;Handlarn;grocery;594664;6530508;0157-1
2;Affären;grocery;650000;6530508;0157-2
3;Utan plats;grocery;;;
"""


@pytest.fixture
def local(client, settings, tmp_path, municipality, grocery, dataset):
    settings.IMPORT_DIR = tmp_path / "imports"
    Municipality.objects.create(
        code="0480",
        name="Nyköping",
        county="",
        boundary=square(640_000, 6_520_000, 20_000),
        dataset=dataset,
    )
    user = User.objects.create_user("local@example.se")
    user.roles.create(kind="planner", municipality=municipality)
    client.force_login(user)
    return client


def send(client, table="services", text=LIST):
    file = SimpleUploadedFile("butiker.csv", text.encode())
    data = {"table": table, "file": file, "publisher": "Flen"}
    response = client.post("/granska/import/", data)
    if response.status_code != 302:
        return None
    imported = Import.objects.first()
    actions.read_import(pk=imported.pk)
    imported.refresh_from_db()
    return imported


def confirm(client, imported):
    page = f"/granska/import/{imported.pk}/beslut/"
    answer = client.post(page, {"verb": "confirm", "digest": imported.digest})
    actions.apply_import(pk=imported.pk)
    return answer


def test_rows_elsewhere_are_rejected_with_the_reason(local):
    imported = send(local)
    assert (imported.counts["added"], imported.counts["rejected"]) == (1, 2)
    page = local.get(f"/granska/import/{imported.pk}/").text
    assert "Den ligger i en kommun som din roll inte omfattar." in page
    confirm(local, imported)
    assert [one.name for one in ServicePoint.objects.all()] == ["Handlarn"]


def test_tables_that_others_rest_on_are_not_offered(local):
    page = local.get("/granska/import/").text
    assert "Din roll omfattar en kommun." in page
    assert 'value="roads"' not in page
    assert send(local, "population") is None


def test_places_elsewhere_are_neither_changed_nor_marked_as_gone(local, client):
    client.force_login(demo_user("reviewer"))
    confirm(client, send(client))
    there = {one.name: one for one in ServicePoint.objects.all()}
    client.force_login(User.objects.get(email="local@example.se"))
    text = "portal_id;namn;telefon\n" + "".join(
        f"{one.pk};{one.name};0157-99\n" for one in there.values()
    )
    imported = send(client, text=text)
    assert (imported.counts["changed"], imported.counts["rejected"]) == (1, 2)
    confirm(client, imported)
    phones = dict(ServicePoint.objects.values_list("name", "phone"))
    assert phones == {"Handlarn": "0157-99", "Affären": "0157-2", "Utan plats": ""}


def test_only_own_imports_are_decided_on(local, client):
    own = User.objects.get(email="local@example.se")
    client.force_login(demo_user("reviewer"))
    imported = send(client)
    client.force_login(own)
    assert "dina egna inläsningar" in client.get(f"/granska/import/{imported.pk}/").text
    assert confirm(client, imported).status_code == 403
    assert not ServicePoint.objects.exists()
    assert client.post("/granska/import/matt/", {}).status_code == 403
