"""`manage backup FILE`: write the database and the uploaded files to one file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.actions.archive import ArchiveError, back_up
from portal.postgres import ProgramError


class Command(BaseCommand):
    help = "Backs up database and media into one file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="overwrite the file when it exists")

    def handle(self, *, file: Path, yes: bool, **options: object) -> None:
        try:
            back_up(file=file.absolute(), may_overwrite=yes)
        except (ArchiveError, ProgramError, OSError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"Backed up to {file}.")
