"""Importing localities: SCB's file as it comes, twice, corrected, undone."""

import pytest
from django.core.management import CommandError, call_command

from geo.actions.imports import NotUndoable, undo
from geo.models import Dataset, Import, ImportedRow, Locality, Municipality, Population
from geo.tables.localities import Localities

pytestmark = pytest.mark.django_db
HEADER = "code,name,mun_code,mun_name,lan_name,area,pop,year,x,y"
BETTNA = "0482TB101,Bettna,482,Flen,Södermanland,70,375,2020,594664,6530508"
FLEN = "0482TC102,Flen,482,Flen,Södermanland,441,6577,2020,591000,6548000"
VRENA = "0480TB999,Vrena,480,Nyköping,Södermanland,90,600,2020,600000,6526000"


@pytest.fixture
def write(tmp_path):
    def written(*lines, name="tatorter_2020.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes("\r\n".join(lines).encode(encoding))
        return path

    return written


def state():
    """Everything that an import of localities may touch."""
    return (
        sorted(Locality.objects.values_list("pk", "name", "slug", "scb_code", "point", "dataset")),
        sorted(Population.objects.values_list("locality__name", "year", "residents")),
        sorted(Municipality.objects.values_list("pk", "code", "name")),
        sorted(ImportedRow.objects.values_list("key", "object_id", "missing_since")),
        sorted(Dataset.objects.filter(is_active=True).values_list("slug", "pk")),
    )


def test_rows_become_localities_with_residents_and_municipalities(write, municipality):
    call_command("import_localities", write(HEADER, BETTNA, VRENA), publisher="scb")
    bettna = Locality.objects.get(scb_code="0482TB101")
    assert (bettna.kind, bettna.slug, bettna.municipality) == ("tatort", "bettna", municipality)
    assert bettna.populations.get(year=2020).residents == 375
    assert bettna.dataset.licence == "CC0-1.0"
    assert bettna.dataset.publisher == "SCB"
    assert Municipality.objects.get(code="0480").boundary is None


def test_locality_that_is_there_is_found_by_name_and_place(write, locality):
    call_command("import_localities", write(HEADER, BETTNA))
    locality.refresh_from_db()
    assert locality.scb_code == "0482TB101"
    assert Locality.objects.count() == 1


def test_second_time_changes_nothing(write, municipality):
    path = write(HEADER, BETTNA, FLEN)
    call_command("import_localities", path)
    before = state()
    call_command("import_localities", path)
    assert state() == before
    assert Import.objects.first().state == Import.State.UNCHANGED


def test_corrected_name_survives_and_is_shown(write, municipality, capsys):
    call_command("import_localities", write(HEADER, BETTNA))
    Locality.objects.update(name="Bettna kyrkby")
    newer = BETTNA.replace("375", "380").replace(",2020,", ",2023,")
    call_command("import_localities", write(HEADER, newer, name="tatorter_2023.csv"))
    locality = Locality.objects.with_latest_population().get()
    assert (locality.name, locality.residents) == ("Bettna kyrkby", 380)
    assert "name stays Bettna kyrkby (the file says Bettna)" in capsys.readouterr().out


def test_undo_restores_exactly_what_was_there(write, locality):
    call_command("import_localities", write(HEADER, BETTNA, FLEN))
    before = state()
    newer = write(HEADER, BETTNA.replace("Bettna", "Bättna"), VRENA, name="tatorter_2021.csv")
    call_command("import_localities", newer)
    assert state() != before
    done = undo(table=Localities(), imported=Import.objects.first())
    assert state() == before
    assert done["removed"] == 1
    undo(table=Localities(), imported=Import.objects.last())
    locality.refresh_from_db()
    assert (locality.scb_code, Locality.objects.count()) == ("", 1)
    assert not ImportedRow.objects.exists()


def test_undo_leaves_what_was_edited_since(write, municipality):
    call_command("import_localities", write(HEADER, BETTNA))
    newer = write(HEADER, BETTNA.replace(",70,", ",75,"), name="tatorter_2021.csv")
    call_command("import_localities", newer)
    Locality.objects.update(area_ha=99)
    done = undo(table=Localities(), imported=Import.objects.first())
    assert Locality.objects.get().area_ha == 99
    assert done["edited"] == 1


def test_only_the_newest_import_of_a_source_can_be_undone(write, municipality):
    call_command("import_localities", write(HEADER, BETTNA))
    first = Import.objects.get()
    call_command("import_localities", write(HEADER, BETTNA, FLEN, name="tatorter_2021.csv"))
    with pytest.raises(NotUndoable):
        undo(table=Localities(), imported=first)


def test_disappeared_locality_is_kept_and_marked(write, municipality):
    call_command("import_localities", write(HEADER, BETTNA, FLEN))
    call_command("import_localities", write(HEADER, BETTNA, name="tatorter_2021.csv"))
    assert Locality.objects.count() == 2
    assert ImportedRow.objects.get(key="0482TC102").missing_since
    assert Import.objects.first().counts["disappeared"] == 1


def test_several_years_in_one_file_and_an_older_one_after(write, municipality):
    older = BETTNA.replace("375", "390").replace(",2020,", ",2015,").replace("Bettna", "Bettna by")
    call_command("import_localities", write(HEADER, older, BETTNA))
    oldest = older.replace("390", "400").replace(",2015,", ",2010,")
    call_command("import_localities", write(HEADER, oldest, name="tatorter_2010.csv"))
    years = dict(Population.objects.values_list("year", "residents"))
    assert years == {2010: 400, 2015: 390, 2020: 375}
    assert Locality.objects.get().name == "Bettna"


def test_swedish_columns_windows_encoding_and_turned_axes(write, municipality):
    path = write(
        "Tätortskod;Tätort;Kommun;Kommunnamn;Bef;År;Areal;X;Y",
        "0482TB105;Mellösa;0482;Flen;544;2020;100,5;6551000;590000",
        name="tatorter.csv",
        encoding="cp1252",
    )
    call_command("import_localities", path)
    place = Locality.objects.get(name="Mellösa")
    assert (place.point.x, place.point.y, place.area_ha) == (590_000, 6_551_000, 100.5)


def test_rows_that_cannot_be_used_are_rejected_with_row_and_reason(write, municipality, capsys):
    path = write(
        HEADER,
        BETTNA,
        "0482TB102,Nowhere,482,Flen,,1,1,2020,-5,12",
        "0482TB103,,482,Flen,,1,1,2020,591000,6548000",
        "0482TB104,Late,482,Flen,,1,many,2020,591000,6548000",
        BETTNA,
    )
    call_command("import_localities", path)
    said = capsys.readouterr().out
    assert Locality.objects.count() == 1
    assert "row 3 0482TB102 · Nowhere · 482" in said
    for row in ("row 3", "row 4", "row 5", "row 6"):
        assert row in said
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_localities", path, "--strict", "--source", "other")


def test_dry_run_writes_nothing(write, municipality, capsys):
    before = state()
    call_command("import_localities", write(HEADER, BETTNA), "--dry-run")
    assert state() == before
    assert not Import.objects.exists()
    assert "1 added" in capsys.readouterr().out


@pytest.mark.shared_data
def test_scb_file_gives_2017_localities(shared_data, db):
    path = shared_data / "scb_tatorter_2020_wgs84.csv"
    call_command("import_localities", path, publisher="scb")
    assert Locality.objects.filter(kind="tatort").count() == 2017
    assert Population.objects.filter(year=2020).count() == 2017
    call_command("import_localities", path, publisher="scb")
    assert Import.objects.first().state == Import.State.UNCHANGED
    undo(table=Localities(), imported=Import.objects.get(state=Import.State.APPLIED))
    assert not Locality.objects.exists()
    assert not Municipality.objects.exists()
