"""Undoing an import of any kind puts back exactly what was there; a dry run changes nothing."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from geo.actions.imports import undo
from geo.models import Dataset, Import
from portal.imports import TABLES, table_of
from portal.models import SearchEntry
from route221.models import Route
from services.models import ServicePoint
from tests.dumps import BOOKS, dump
from tests.imported import FILES

pytestmark = pytest.mark.django_db
# An import and its undoing are kept in mind as what happened: in history, as versions not in use.
MEMORY = (*BOOKS, "services_historicaloffer", "services_historicalservicepoint", "geo_dataset")
MEMORY += ("route221_historicalroute",)
# Rows of the index of search are made anew, with keys of their own.
INDEX = "portal_searchentry"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
CORRECTED = {
    "services": {"name": "Handlarn i Bettna"},
    "municipalities": {"county": "Sörmland"},
    "areas": {"name": "Norra delen"},
    "localities": {"name": "Vadsbro-Blacksta"},
    "routes": {"name": "Bygdens väg"},
}


def in_use():
    active = Dataset.objects.filter(is_active=True).order_by("pk")
    entries = SearchEntry.objects.order_by("kind", "object_key")
    # A road counts its lines, so that what was proposed against another is seen to be old.
    Route.objects.update(version=1)
    # Being put back is a change, too, of which those must hear who keep a copy.
    ServicePoint.objects.update(updated_at=LONG_AGO)
    return dump(without=(*MEMORY, INDEX), in_use=True) | {
        "datasets": list(active.values()),
        "search": [row | {"id": 0} for row in entries.values()],
    }


@pytest.mark.parametrize("table", TABLES)
def test_undone_twice_everything_is_as_it_was(locality, grocery, tmp_path, table):
    empty = in_use()
    call_command(*FILES[table].write(tmp_path))
    correct(table)
    first = in_use()
    call_command(*FILES[table].write(tmp_path, 2021))
    newest, oldest = Import.objects.filter(state="applied")
    assert difference(first, in_use())
    undo(table=table_of(table), imported=newest)
    assert not difference(first, in_use())
    if table not in CORRECTED:
        undo(table=table_of(table), imported=oldest)
        assert not difference(empty, in_use())


def test_what_an_import_or_its_undoing_changes_is_changed_since_then(locality, grocery, tmp_path):
    def changed():
        rows = ServicePoint.objects.filter(updated_at__gt=LONG_AGO)
        names = sorted(rows.values_list("name", flat=True))
        ServicePoint.objects.update(updated_at=LONG_AGO)
        return names

    call_command(*FILES["services"].write(tmp_path))
    assert changed() == ["Boden", "Handlarn", "Macken"]
    call_command(*FILES["services"].write(tmp_path, 2021))
    # Macken stands in both files alike; of Boden only what it offers is no longer listed.
    assert changed() == ["Boden", "Handlarn", "Kiosken"]
    undo(table=table_of("services"), imported=Import.objects.first())
    assert changed() == ["Boden", "Handlarn"]


def difference(one, other):
    """Say what is in one and not in the other."""
    return {
        name: (
            [row for row in one.get(name, []) if row not in other.get(name, [])],
            [row for row in other.get(name, []) if row not in one.get(name, [])],
        )
        for name in one | other
        if one.get(name) != other.get(name)
    }


def correct(table):
    """Correct something by hand, if the table's rows can be."""
    if table in CORRECTED:
        row = table_of(table).model.objects.order_by("pk").last()
        for name, value in CORRECTED[table].items():
            setattr(row, name, value)
        row.save()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("year", [2020, 2021])
def test_dry_run_changes_nothing_and_says_the_same(
    locality, grocery, tmp_path, capsys, table, year
):
    if year == 2021:
        call_command(*FILES[table].write(tmp_path))
    before = dump()
    command = FILES[table].write(tmp_path, year)
    capsys.readouterr()
    call_command(*command, "--dry-run", "--report", "json")
    tried = json.loads(capsys.readouterr().out)
    assert dump() == before
    assert tried["dry_run"]
    call_command(*command, "--report", "json")
    done = json.loads(capsys.readouterr().out)
    assert not done["dry_run"]
    assert done["counts"] == tried["counts"]
    assert [one["kind"] for one in done["rows"]] == [one["kind"] for one in tried["rows"]]
    call_command(*command, "--report", "json")
    again = json.loads(capsys.readouterr().out)
    assert again["unchanged"]


@pytest.mark.parametrize("table", TABLES)
def test_refused_file_says_so_and_ends_with_one(locality, grocery, tmp_path, capsys, table):
    path = tmp_path / "nothing.csv"
    path.write_text("")
    options = FILES[table].options
    with pytest.raises(CommandError, match="Nothing was imported") as told:
        call_command(FILES[table].command, path, *options)
    assert told.value.returncode == 1
    with pytest.raises(CommandError):
        call_command(FILES[table].command, path, *options, "--report", "json")
    told = json.loads(capsys.readouterr().out)
    assert told["file"] == "nothing.csv"
    assert "empty" in told["refused"] or "--format" in told["refused"]
    with pytest.raises(CommandError, match="There is no file"):
        call_command(FILES[table].command, tmp_path / "none.csv", *options)
