"""A backup can be put back: the database, its geometry and the uploaded files."""

import io
import json
import stat
import tarfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from geo.models import Locality, Municipality

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "photos").mkdir(parents=True)
    (settings.MEDIA_ROOT / "photos" / "kept å.jpg").write_bytes(b"a photo")
    return settings.MEDIA_ROOT


@pytest.fixture
def archive(tmp_path, locality) -> Path:
    file = tmp_path / "a backup.tar"
    call_command("backup", str(file), verbosity=0)
    return file


def rewrite(archive: Path, target: Path, **changed: bytes) -> Path:
    """Copy an archive with some members replaced or added."""
    with tarfile.open(archive) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            if member.isfile() and member.name not in changed:
                new.addfile(member, old.extractfile(member))
        for name, content in changed.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target


def test_restore_brings_back_rows_geometry_and_media(archive, media):
    before = Locality.objects.values_list("name", "point", "municipality__boundary").get()
    Locality.objects.all().delete()
    Municipality.objects.update(name="Changed")
    (media / "photos" / "kept å.jpg").unlink()
    (media / "later.jpg").write_bytes(b"uploaded after the backup")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE left_by_a_newer_version (id int)")

    call_command("restore", str(archive), "--yes", verbosity=0)

    assert Locality.objects.values_list("name", "point", "municipality__boundary").get() == before
    assert Municipality.objects.get().name == "Flen"
    assert (media / "photos" / "kept å.jpg").read_bytes() == b"a photo"
    assert not (media / "later.jpg").exists()
    assert "left_by_a_newer_version" not in connection.introspection.table_names()


def test_restored_database_gives_new_rows_new_numbers(archive):
    call_command("restore", str(archive), "--yes", verbosity=0)
    old = Locality.objects.get()
    new = Locality.objects.get()
    new.pk, new.slug = None, "another"
    new.save()
    assert new.pk > old.pk


def test_restore_without_yes_refuses_to_replace_what_is_there(archive):
    Municipality.objects.update(name="Changed")
    with pytest.raises(CommandError, match="not empty"):
        call_command("restore", str(archive))
    assert Municipality.objects.get().name == "Changed"


def test_backup_refuses_to_overwrite_a_file_without_yes(archive):
    before = archive.read_bytes()
    with pytest.raises(CommandError, match="exists"):
        call_command("backup", str(archive))
    assert archive.read_bytes() == before


def test_backup_can_be_read_by_its_owner_alone(archive):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert [path.name for path in archive.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("member", "content", "message"),
    [
        ("database.dump", b"PGDMP cut off", "pg_restore failed"),
        ("about.json", b"no json", "format"),
        ("about.json", b'{"format": 99}', "format"),
    ],
)
def test_damaged_archive_leaves_everything_as_it_was(archive, tmp_path, member, content, message):
    damaged = rewrite(archive, tmp_path / "damaged.tar", **{member: content})
    Municipality.objects.update(name="Changed")
    with pytest.raises(CommandError, match=message):
        call_command("restore", str(damaged), "--yes")
    assert Municipality.objects.get().name == "Changed"
    assert Locality.objects.count() == 1


def test_archive_of_a_newer_version_is_refused(archive, tmp_path):
    about = {"format": 1, "migrations": [["geo", "9999_from_the_future"]]}
    newer = rewrite(archive, tmp_path / "newer.tar", **{"about.json": json.dumps(about).encode()})
    with pytest.raises(CommandError, match="newer version"):
        call_command("restore", str(newer), "--yes")


def test_archive_that_reaches_out_of_the_media_directory_writes_nothing_there(archive, tmp_path):
    escaping = rewrite(archive, tmp_path / "escaping.tar", **{"media/../../out.jpg": b"x"})
    call_command("restore", str(escaping), "--yes", verbosity=0)
    assert not (tmp_path / "out.jpg").exists()
    assert not (tmp_path.parent / "out.jpg").exists()


def test_file_that_is_no_archive_is_refused(tmp_path):
    other = tmp_path / "notes.tar"
    other.write_text("not a tar at all")
    with pytest.raises(CommandError, match="not a whole archive"):
        call_command("restore", str(other), "--yes")


def test_truncated_archive_is_refused(archive, tmp_path, locality):
    cut = tmp_path / "cut.tar"
    cut.write_bytes(archive.read_bytes()[:15_000])
    with pytest.raises(CommandError, match=r"not a whole archive|not made by"):
        call_command("restore", str(cut), "--yes")
    assert Locality.objects.count() == 1
