"""`manage restore FILE`: replace the database and the uploaded files by those of a backup."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.actions.archive import ArchiveError, restore
from portal.postgres import ProgramError


class Command(BaseCommand):
    help = "Replaces database and media by those of a backup."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="replace what the database holds")

    def handle(self, *, file: Path, yes: bool, **options: object) -> None:
        try:
            restore(file=file.absolute(), may_overwrite=yes)
        except (ArchiveError, ProgramError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Restored from {file}.")
