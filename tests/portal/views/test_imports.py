"""Staff take a file in: upload, look, confirm, undo; and take it out again unchanged."""

import io
import json
from datetime import date

import pytest
from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile

from geo.models import Dataset, Import, Locality, Population
from portal.actions import imports as actions
from portal.demo.people import demo_user
from portal.imports import TABLES
from services.models import Completeness, Offer, ServicePoint

pytestmark = pytest.mark.django_db
LIST = """namn;kategori;lon;lat;telefon;öppettider
Handlarn i Bettna;Dagligvaror;16,643233;58,903855;0157-700 00;Mo-Fr 09:00-19:00
Handlarn i Bettna;cash;16,643233;58,903855;;
=HYPERLINK("x");grocery;16,7;58,95;;
Utan kategori;;16,7;58,95;;
"""


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.IMPORT_DIR = tmp_path / "imports"
    return settings.IMPORT_DIR


@pytest.fixture
def staff(client):
    client.force_login(demo_user("reviewer"))
    return client


@pytest.fixture
def categories(grocery):
    from services.models import Category

    cash = Category.objects.create(slug="cash", name_sv="Kontantuttag", plural_sv="Kontantuttag")
    return grocery, cash


def send(client, text, name="butiker.csv", table="services", **more):
    content = text if isinstance(text, bytes) else text.encode("cp1252")
    file = SimpleUploadedFile(name, content)
    data = {"table": table, "file": file, "publisher": "Flens kommun", **more}
    response = client.post("/granska/import/", data)
    assert response.status_code == 302, response.context["form"].errors
    imported = Import.objects.first()
    actions.read_import(pk=imported.pk)
    imported.refresh_from_db()
    return imported


def decide(client, imported, verb):
    client.post(f"/granska/import/{imported.pk}/beslut/", {"verb": verb, "digest": imported.digest})
    if verb == "confirm":
        actions.apply_import(pk=imported.pk)
    imported.refresh_from_db()
    return imported


def test_upload_is_shown_before_anything_changes(staff, categories, municipality, folder):
    imported = send(staff, LIST, valid_on=date(2026, 11, 1))
    assert imported.state == Import.State.READY
    assert imported.counts["added"] == 2
    assert not ServicePoint.objects.exists()
    page = staff.get(f"/granska/import/{imported.pk}/").content.decode()
    assert "Handlarn i Bettna" in page
    assert "Raden saknar kategori." in page
    assert "Avbryt" in page
    points = staff.get(f"/granska/import/{imported.pk}/punkter/").json()["features"]
    assert [round(p["geometry"]["coordinates"][1], 5) for p in points] == [58.90386, 58.95]
    assert len(list(folder.iterdir())) == 1


def test_confirmed_import_is_taken_in_and_can_be_undone(staff, categories, municipality, folder):
    imported = decide(staff, send(staff, LIST, valid_on="2026-11-01"), "confirm")
    assert imported.state == Import.State.APPLIED
    shop = ServicePoint.objects.get(name="Handlarn i Bettna")
    assert sorted(shop.offers.values_list("category__slug", flat=True)) == ["cash", "grocery"]
    assert shop.offers.get(category__slug="grocery").confirmed_on == date(2026, 11, 1)
    assert (shop.municipality, shop.phone) == (municipality, "0157-700 00")
    assert shop.history.get().history_user == demo_user("reviewer")
    assert Completeness.objects.get(category__slug="cash").level == "partial"
    assert not list(folder.iterdir())
    assert "Ångra hela importen" in staff.get(f"/granska/import/{imported.pk}/").content.decode()
    imported = decide(staff, imported, "undo")
    assert imported.state == Import.State.UNDONE
    assert not ServicePoint.objects.exists()
    assert not Offer.objects.exists()
    assert not Completeness.objects.exists()


def test_place_that_leaves_the_list_is_kept_marked_and_no_longer_counts(
    staff, categories, municipality
):
    decide(staff, send(staff, LIST, valid_on="2026-11-01"), "confirm")
    shorter = "\n".join(
        line for line in LIST.splitlines() if "cash" not in line and "=" not in line
    )
    imported = decide(staff, send(staff, shorter, valid_on="2026-11-01"), "confirm")
    assert imported.counts["disappeared"] == 1
    gone = Offer.objects.get(service_point__name__startswith="=")
    assert gone.missing_since
    assert not Offer.objects.confirmed(date(2026, 11, 2)).filter(pk=gone.pk).exists()
    decide(staff, imported, "undo")
    gone.refresh_from_db()
    assert gone.missing_since is None


def test_register_shows_what_was_corrected_by_hand_and_what_the_source_says(
    staff, categories, municipality
):
    decide(staff, send(staff, LIST, valid_on="2026-11-01"), "confirm")
    shop = ServicePoint.objects.get(name="Handlarn i Bettna")
    address = f"/granska/tjanster/{shop.pk}/"

    def shown():
        return [
            (one.label, one.here, one.said, one.source)
            for one in staff.get(address).context["corrections"]
        ]

    # Confirming what the list says is no correction of it.
    shop.offers.filter(category__slug="cash").update(confirmed_on="2026-11-20", basis="confirmed")
    assert shown() == []
    ServicePoint.objects.filter(pk=shop.pk).update(phone="0157-711 11")
    shop.offers.filter(category__slug="grocery").update(opening_hours="Mo-Su 08:00-21:00")
    assert [row[1:3] for row in shown()] == [
        ("0157-711 11", "0157-700 00"),
        ("Mo-Su 08:00-21:00", "Mo-Fr 09:00-19:00"),
    ]
    assert {row[3] for row in shown()} == {Dataset.objects.get(kind="services").title}
    assert "0157-700 00" in staff.get(address).content.decode()
    # Another list that says what stands here: then nobody corrected it.
    other = "namn;kategori;lon;lat;telefon\nHandlarn i Bettna;grocery;16,643233;58,903855;"
    other += "0157-711 11\nKiosken;grocery;16,75;58,97;\n"
    decide(staff, send(staff, other, name="annan.csv", publisher="En annan"), "confirm")
    assert [row[1] for row in shown()] == ["Mo-Su 08:00-21:00"]
    # Read again, the list changes neither.
    again = send(staff, LIST, valid_on="2026-11-01")
    assert again.counts["changed"] == 0


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "gpkg"])
def test_out_and_in_again_changes_nothing_and_an_edit_is_taken(
    staff, categories, municipality, ending
):
    decide(staff, send(staff, LIST, valid_on="2026-11-01"), "confirm")
    out = staff.get(f"/granska/import/hamta/services.{ending}")
    content = b"".join(out.streaming_content)
    if ending == "csv":
        assert b"'=HYPERLINK" in content
    again = send(staff, content, name=f"services.{ending}")
    assert again.state == Import.State.UNCHANGED, again.counts
    assert again.counts["unchanged"] == 2
    if ending != "csv":
        return
    edited = content.replace(b"0157-700 00", b"0157-711 11")
    decide(staff, send(staff, edited, name="services.csv"), "confirm")
    assert ServicePoint.objects.get(name="Handlarn i Bettna").phone == "0157-711 11"
    # What was edited so is a correction by hand for the list it first came from.
    kept = send(staff, LIST, valid_on="2026-11-01")
    assert kept.counts["kept"] == 1


@pytest.mark.parametrize("ending", ["csv", "xlsx", "geojson", "gpkg"])
def test_localities_go_out_and_in_unchanged(staff, locality, ending):
    Population.objects.create(locality=locality, year=2020, residents=375)
    out = staff.get(f"/granska/import/hamta/localities.{ending}")
    again = send(staff, b"".join(out.streaming_content), f"localities.{ending}", "localities")
    assert again.state == Import.State.UNCHANGED, (again.refusal, again.counts)


def test_years_of_localities_come_one_after_another_and_go_again(staff, municipality):
    def year(number, residents, name="Vadsbro"):
        text = f"tatortskod;namn;kommunkod;bef;ar;x;y\n0482TB101;{name};0482;{residents};{number};"
        return send(staff, f"{text}600000;6530000\n", f"tatorter_{number}.csv", "localities")

    def known():
        return list(Population.objects.order_by("year").values_list("year", "residents"))

    oldest = decide(staff, year(2015, 40), "confirm")
    newest = year(2020, 55, "Vadsbro kyrkby")
    page = staff.get(f"/granska/import/{newest.pk}/").text
    assert "Vadsbro kyrkby" in page
    assert known() == [(2015, 40)], "only looked at so far"
    decide(staff, newest, "confirm")
    # A year in between adds its residents, and neither name nor place of a newer one goes.
    between = decide(staff, year(2018, 50), "confirm")
    assert known() == [(2015, 40), (2018, 50), (2020, 55)]
    assert Locality.objects.get().name == "Vadsbro kyrkby"
    assert [one.state for one in (oldest, newest, between)] == ["applied"] * 3
    assert decide(staff, between, "undo").state == Import.State.UNDONE
    assert known() == [(2015, 40), (2020, 55)]
    assert decide(staff, newest, "undo").state == Import.State.UNDONE
    assert (known(), Locality.objects.get().name) == ([(2015, 40)], "Vadsbro")
    assert decide(staff, oldest, "undo").state == Import.State.UNDONE
    assert not Locality.objects.exists()


@pytest.mark.parametrize("ending", ["geojson", "gpkg"])
def test_boundaries_go_out_and_in_unchanged(staff, municipality, ending):
    out = staff.get(f"/granska/import/hamta/municipalities.{ending}")
    name = f"municipalities.{ending}"
    again = send(staff, b"".join(out.streaming_content), name, "municipalities")
    assert again.state == Import.State.UNCHANGED, (again.refusal, again.counts)


def test_columns_chosen_by_hand_are_remembered(staff, categories, municipality):
    text = "A;B;C;D\nHandlarn;grocery;16,7;58,95\n"
    imported = send(staff, text)
    assert imported.state == Import.State.REFUSED
    page = staff.get(f"/granska/import/{imported.pk}/").content.decode()
    assert "Ingen kolumn hittades för: name" in page
    chosen = {"name": "A", "category": "B", "lon": "C", "lat": "D"}
    staff.post(f"/granska/import/{imported.pk}/beslut/", {"verb": "columns", **chosen})
    actions.read_import(pk=imported.pk)
    imported.refresh_from_db()
    assert (imported.state, imported.counts["added"]) == (Import.State.READY, 1)
    other = send(staff, text.replace("Handlarn", "Affären"), name="b.csv")
    assert other.state == Import.State.READY


def test_file_without_a_usable_row_stays_so_that_its_columns_can_be_pointed_out(
    staff, categories, municipality, folder
):
    text = "namn;sort;lon;lat\nLanthandeln;dagligvara;16,643233;58,903855\n"
    imported = send(staff, text)
    assert (imported.state, imported.counts["rejected"]) == (Import.State.REFUSED, 1)
    page = staff.get(f"/granska/import/{imported.pk}/").content.decode()
    assert "Ingen rad kunde användas" in page
    assert "Vilken kolumn som är vilken" in page
    staff.post(
        f"/granska/import/{imported.pk}/beslut/",
        {"verb": "columns", "name": "namn", "category": "sort", "lon": "lon", "lat": "lat"},
    )
    actions.read_import(pk=imported.pk)
    page = staff.get(f"/granska/import/{imported.pk}/").content.decode()
    assert "Närmast: Dagligvaror (grocery)" in page
    decide(staff, imported, "drop")
    assert list(folder.iterdir()) == []


def test_plan_that_changed_meanwhile_is_not_carried_out(staff, locality):
    text = "name;scb_code;municipality;area_ha;x;y\nBettna;0482TB101;0482;70;594664;6530508\n"
    imported = send(staff, text, table="localities")
    Locality.objects.update(area_ha=99)
    decide(staff, imported, "confirm")
    assert imported.state == Import.State.READY
    assert "Något har ändrats sedan du tittade" in (
        staff.get(f"/granska/import/{imported.pk}/").content.decode()
    )
    locality.refresh_from_db()
    assert locality.scb_code == ""


@pytest.mark.parametrize("language", ["", "/en", "/de"])
def test_pages_stand_in_three_languages(staff, categories, municipality, language):
    imported = send(staff, LIST)
    for path in ("/granska/import/", f"/granska/import/{imported.pk}/?visa=rejected"):
        assert staff.get(f"{language}{path}").status_code == 200


def test_refused_file_changes_nothing_and_says_why(staff, categories):
    imported = send(staff, b"%PDF-1.7", name="lista.csv")
    assert imported.state == Import.State.REFUSED
    assert "Det här är en PDF" in staff.get(f"/granska/import/{imported.pk}/").content.decode()
    decide(staff, imported, "drop")
    assert imported.state == Import.State.DROPPED


def test_upload_is_bounded(staff, settings):
    settings.IMPORT_MOST_MB = 1
    file = SimpleUploadedFile("stor.csv", b"a,b\n" * 300_000)
    data = {"table": "services", "file": file, "publisher": "x"}
    page = staff.post("/granska/import/", data).content.decode()
    assert "Filen är större än 1 MB" in page
    assert not Import.objects.exists()


def test_each_table_can_be_taken_out(staff, locality):
    from portal.exports.register import FORMATS

    for table in TABLES:
        for ending in FORMATS[table]:
            out = staff.get(f"/granska/import/hamta/{table}.{ending}")
            assert out.status_code == 200
            assert b"".join(out.streaming_content)
    assert staff.get("/granska/import/hamta/services.exe").status_code == 404


def test_history_costs_the_same_however_long(staff, categories, django_assert_max_num_queries):
    for number in range(6):
        Import.objects.create(table="services", source=f"s{number}", file_name=f"{number}.csv")
    with django_assert_max_num_queries(14):
        staff.get("/granska/import/")


def test_worker_is_told_how_far_it_is(staff, categories, municipality):
    imported = send(staff, LIST)
    answer = staff.get(f"/granska/import/{imported.pk}/lage/").json()
    assert answer["state"] == "ready"
    assert not answer["is_working"]


def test_found_by_search_at_once(staff, categories, municipality):
    from portal.models import SearchEntry

    imported = decide(staff, send(staff, LIST), "confirm")
    assert SearchEntry.objects.filter(folded_names__contains="handlarn i bettna").exists()
    decide(staff, imported, "undo")
    assert not SearchEntry.objects.filter(folded_names__contains="handlarn i bettna").exists()


def test_geojson_in_metres_without_ids(staff, categories, municipality):
    point = Point(594_664, 6_530_508, srid=3006)
    feature = {
        "type": "Feature",
        "properties": {"Namn": "Macken", "Kategori": "grocery"},
        "geometry": json.loads(point.geojson),
    }
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3006"}}
    text = json.dumps({"type": "FeatureCollection", "features": [feature], "crs": crs})
    imported = send(staff, io.BytesIO(text.encode()).getvalue(), name="mack.geojson")
    decide(staff, imported, "confirm")
    assert ServicePoint.objects.get().point.equals_exact(point, 0.01)


def test_import_speaks_of_its_source_and_counts_as_people_do(staff, categories, municipality):
    two_bad = LIST + "Också utan;;16,7;58,95;;\n"
    imported = send(staff, two_bad)
    page = staff.get(f"/granska/import/{imported.pk}/").text
    assert "Källa: Flens kommun" in page
    assert imported.counts["rejected"] == 2
    assert "avvisade rader" in page
    assert "nya rader" in page
    assert 'href="/granska/rapporter/"' in page, "the tabs stand here too"


def test_imports_name_sources_by_title_and_say_which_columns_are_needed(staff, dataset):
    Dataset.objects.create(
        kind="population",
        slug="population-estimate",
        title="Uppskattad befolkning",
        publisher="Test",
        is_active=True,
    )
    page = staff.get("/granska/import/")
    assert '<span class="source-note">Uppskattad befolkning</span>' in page.text
    assert '<span class="source-note">population-estimate' not in page.text
    for one in page.context["needed"]:
        for title, names in one.needed:
            assert f"<strong>{title}</strong> ({names})" in page.text
    services = page.context["needed"][0]
    assert services.needed == [("namn", "name, namn, benamning, verksamhet")]
