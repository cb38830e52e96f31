"""Back up the database and the uploaded files into one file, and put them back."""

import json
import os
import re
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from portal import postgres

FORMAT = 1
ABOUT, DUMP, MEDIA = "about.json", "database.dump", "media"

# Everything in the schema that no extension owns goes, so that a table which only a newer
# version knew does not stay behind. A column's own sequence (i, a) goes
# with its table.
EMPTY_SCHEMA = """
SET lock_timeout = '30s';
DO $$
DECLARE command text;
BEGIN
  FOR command IN
    SELECT format('DROP %s IF EXISTS %I.%I CASCADE', CASE c.relkind
        WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE'
        ELSE 'TABLE' END, n.nspname, c.relname)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
       AND NOT EXISTS (SELECT FROM pg_depend d
                        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                          AND (d.deptype = 'e' OR c.relkind = 'S' AND d.deptype IN ('i', 'a')))
    UNION ALL
    SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', p.oid::regprocedure)
      FROM pg_proc p
     WHERE p.pronamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_depend d
                        WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                          AND d.deptype = 'e')
    UNION ALL
    SELECT format('DROP COLLATION IF EXISTS public.%I CASCADE', collname)
      FROM pg_collation WHERE collnamespace = 'public'::regnamespace
  LOOP
    EXECUTE command;
  END LOOP;
END $$;
"""
# Extensions are the database's, made by who may make them; so is the schema itself.
NOT_OURS = re.compile(
    r"^\d+; \d+ \d+ (EXTENSION|SCHEMA|COMMENT - (EXTENSION|SCHEMA)|.* spatial_ref)"
)


class ArchiveError(Exception):
    """The archive cannot be written or used; the message says why."""


def back_up(*, file: Path, may_overwrite: bool = False) -> None:
    """Write the database and the uploaded files to one tar, whole or not at all."""
    if file.exists() and not may_overwrite:
        raise ArchiveError(f"{file} exists. Choose another name, or overwrite it with --yes.")
    if not file.parent.is_dir():
        raise ArchiveError(f"There is no directory {file.parent}.")
    draft = file.with_name(f".{file.name}.partial")
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
        dump, about = Path(folder, DUMP), Path(folder, ABOUT)
        postgres.run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={dump}")
        about.write_text(json.dumps(_about(), indent=1))
        # It holds people's addresses: for the eyes of its owner only.
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                with tarfile.open(fileobj=stream, mode="w") as tar:
                    tar.add(about, ABOUT)
                    tar.add(dump, DUMP)
                    if Path(settings.MEDIA_ROOT).is_dir():
                        tar.add(settings.MEDIA_ROOT, MEDIA)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)


def restore(*, file: Path, may_overwrite: bool = False) -> None:
    """Replace the database and the uploaded files by those of an archive.

    The database changes in one transaction: an archive that fails leaves it as it was.
    """
    if not file.is_file():
        raise ArchiveError(f"There is no file {file}.")
    if not may_overwrite and _holds_something():
        raise ArchiveError(
            "The database is not empty, and everything in it would be replaced.\n"
            f"If that is meant: script/manage restore --yes '{file}'"
        )
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".restore-") as folder:
        kept = _unpack(file, Path(folder))
        _replace_database(Path(folder))
    _remove_media_except(kept)
    call_command("migrate", interactive=False, verbosity=0)


def _about() -> dict[str, object]:
    return {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "postgres": connection.pg_version,
        "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
    }


def _holds_something() -> bool:
    tables = connection.introspection.table_names()
    models = (apps.get_model("geo", "Municipality"), apps.get_model("accounts", "User"))
    return any(m._meta.db_table in tables and m._default_manager.exists() for m in models)


def _unpack(file: Path, folder: Path) -> set[Path]:
    """Unpack dump and media after having looked at all of it; return the media files."""
    media = Path(settings.MEDIA_ROOT)
    try:
        with tarfile.open(file) as tar:
            members = tar.getmembers()
            _check(tar, {member.name for member in members}, file)
            _write_out(tar, tar.getmember(DUMP), folder / DUMP, file)
            kept = set()
            for member, path in _media_members(members):
                _write_out(tar, member, media / path, file)
                kept.add(media / path)
    except (tarfile.TarError, EOFError) as error:
        raise ArchiveError(f"{file} is not a whole archive of `manage backup`: {error}") from None
    return kept


def _write_out(tar: tarfile.TarFile, member: tarfile.TarInfo, path: Path, file: Path) -> None:
    # Only bytes are taken, never owners, modes or links: `extract` can be told so from 3.11.4 on.
    stream = tar.extractfile(member) if member.isfile() else None
    if stream is None:
        raise ArchiveError(f"{file} was not made by `manage backup`: {member.name} is no file.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as target:
        shutil.copyfileobj(stream, target)


def _check(tar: tarfile.TarFile, names: set[str], file: Path) -> None:
    if not {ABOUT, DUMP} <= names:
        raise ArchiveError(f"{file} was not made by `manage backup`.")
    stream = tar.extractfile(ABOUT)
    try:
        about = json.load(stream) if stream else {}
    except ValueError:
        about = {}
    if about.get("format") != FORMAT:
        raise ArchiveError(f"{file} is of a format that this version does not know.")
    known = set(MigrationLoader(connection).disk_migrations)
    apps_here = {app for app, _ in known}
    newer = {tuple(one) for one in about["migrations"] if one[0] in apps_here} - known
    if newer:
        raise ArchiveError(
            f"{file} was made by a newer version (it has {sorted(newer)[0]}).\n"
            "Update this checkout first, then restore."
        )


def _media_members(
    members: list[tarfile.TarInfo],
) -> Iterator[tuple[tarfile.TarInfo, PurePosixPath]]:
    for member in members:
        path = PurePosixPath(member.name)
        if member.isfile() and path.parts[0] == MEDIA and ".." not in path.parts:
            yield member, path.relative_to(MEDIA)


def _replace_database(folder: Path) -> None:
    dump = folder / DUMP
    entries = postgres.run("pg_restore", "--list", str(dump)).splitlines()
    wanted, empty, script = folder / "wanted", folder / "empty.sql", folder / "restore.sql"
    wanted.write_text("\n".join(line for line in entries if not NOT_OURS.match(line)))
    empty.write_text(EMPTY_SCHEMA)
    postgres.run(
        "pg_restore", "--no-owner", "--no-acl",
        f"--use-list={wanted}", f"--file={script}", str(dump),
    )  # fmt: skip
    connection.close()  # our own locks must not stand in the way
    postgres.run(
        "psql", "-X", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1",
        f"--file={empty}", f"--file={script}",
    )  # fmt: skip
    connection.close()


def _remove_media_except(kept: set[Path]) -> None:
    # Names are random and never reused, so what the archive does not have belongs to nothing.
    for path in Path(settings.MEDIA_ROOT).rglob("*"):
        if path.is_file() and path not in kept:
            path.unlink()
