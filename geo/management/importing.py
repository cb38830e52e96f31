"""What every import command has in common: options, progress bar, report, exit code."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.text import slugify
from django.utils.translation import override

from geo.actions.imports import AnyTable, Outcome, source_for, take_in
from geo.imports.errors import UnusableFile
from geo.imports.options import Options
from geo.imports.planning import REJECTED
from geo.imports.report import as_json, as_text

BAR = 30


class ShowsProgress(BaseCommand):
    """A command that draws a bar."""

    def show_progress(self, step: str, done: int, total: int) -> None:
        """Draw a bar where somebody looks at it."""
        if not self.stderr.isatty():
            return
        if total:
            full = BAR * min(done, total) // total
            told = f"[{'█' * full}{'·' * (BAR - full)}] {done}/{total}"
        else:
            told = f"{done}" if done else ""
        self.stderr.write(
            f"\r{step:<8} {told}\033[K", ending="\n" if total and done >= total else ""
        )


class ImportCommand(ShowsProgress):
    """Take a file into one table. Exit code 0: taken in, or nothing to change; 1: refused."""

    table: AnyTable
    # Whether there is something to import without a file.
    is_file_optional = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        count = "?" if self.is_file_optional else None
        parser.add_argument("file", type=Path, metavar="FILE", nargs=count)
        parser.add_argument("--source", help="name of the source, where the file's does not tell")
        parser.add_argument("--area", help="any: take rows outside PORTAL_AREA too")
        parser.add_argument("--crs", default="", help="coordinate system, e.g. EPSG:3006")
        parser.add_argument("--encoding", default="", help="of a text file, e.g. windows-1252")
        parser.add_argument(
            "--layer", default="", help="layer of a GeoPackage, sheet of a workbook"
        )
        parser.add_argument(
            "--map", action="append", default=[], metavar="FIELD=COLUMN", help="which column is it"
        )
        parser.add_argument("--title", default="", help="of the dataset")
        parser.add_argument(
            "--publisher", default="", help="scb, lantmateriet, trafikverket, osm, or a name"
        )
        parser.add_argument("--licence", default="", help="e.g. CC0-1.0; empty: no clear licence")
        parser.add_argument("--url", default="", help="where the file was found")
        parser.add_argument("--valid-on", default="", metavar="YYYY-MM-DD")
        parser.add_argument(
            "--prefer-file", action="store_true", help="let the file win over hand-made corrections"
        )
        parser.add_argument("--strict", action="store_true", help="refuse a file with a bad row")
        parser.add_argument("--dry-run", action="store_true", help="say what it would do, only")
        parser.add_argument("--report", choices=["text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"There is no file {path}")
        table = self.table_for(options)
        try:
            outcome = self._take_in(table, path, options)
        except UnusableFile as error:
            if options["report"] == "json":
                head = {"table": table.slug, "file": path.name, "refused": str(error)}
                self.stdout.write(json.dumps(head, ensure_ascii=False))
            raise CommandError(f"Nothing was imported. {path.name}: {error}") from error
        self._report(outcome, options["report"])

    def table_for(self, options: dict[str, Any]) -> AnyTable:
        """Choose the table by the options."""
        return self.table

    def options(self, options: dict[str, Any]) -> Options:
        """Gather what was said about the file."""
        chosen = dict(one.partition("=")[::2] for one in options["map"])
        return Options(
            name=options["file"].name,
            columns=chosen,
            crs=options["crs"],
            encoding=options["encoding"],
            layer=options["layer"],
            area=options["area"] or "",
            prefer_file=options["prefer_file"],
            year=options.get("year"),
            kind=options.get("kind") or "",
            title=options["title"],
            publisher=options["publisher"],
            licence=options["licence"],
            url=options["url"],
            valid_on=options["valid_on"],
            more=self.more(options),
        )

    def more(self, options: dict[str, Any]) -> dict[str, Any]:
        """Gather what only this table knows."""
        return {}

    def _take_in(self, table: AnyTable, path: Path, options: dict[str, Any]) -> Outcome:
        given = self.options(options)
        said = slugify(options["source"] or "")[:80]
        source = source_for(table=table, path=path, options=given, said=said)
        if options["strict"]:
            tried = take_in(table=table, path=path, source=source, options=given, dry_run=True)
            if tried.counts[REJECTED]:
                self._report(tried, options["report"])
                raise CommandError("Nothing was imported: rows were rejected (--strict).")
        return take_in(
            table=table,
            path=path,
            source=source,
            options=given,
            dry_run=options["dry_run"],
            progress=self.show_progress,
        )

    def _report(self, outcome: Outcome, kind: str) -> None:
        # The command line speaks English; only pages speak their reader's language.
        with override("en"):
            self._write(outcome, kind)

    def _write(self, outcome: Outcome, kind: str) -> None:
        notes = outcome.notes.get("read", {})
        if kind == "json":
            head = {
                "table": outcome.table,
                "source": outcome.source,
                "file": outcome.file,
                "dry_run": outcome.is_dry_run,
                "unchanged": outcome.is_unchanged,
                "import": outcome.imported.pk if outcome.imported else None,
            }
            for text in as_json(head, outcome.counts, notes, outcome.changes):
                self.stdout.write(text, ending="")
            return
        head_text = outcome.source
        if outcome.is_dry_run:
            head_text += " (dry run, nothing was written)"
        elif outcome.is_unchanged:
            head_text += " (nothing to change)"
        for line in as_text(head_text, outcome.counts, notes, outcome.changes):
            self.stdout.write(line)
