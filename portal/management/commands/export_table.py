"""Write a table to a file that can be edited and imported again."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from portal.exports.register import FORMATS, sources_of, write_table
from portal.imports import table_of


class Command(BaseCommand):
    help = "Write a table to a file (by its ending) that can be edited and imported again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("table", choices=sorted(FORMATS))
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--source", help="of squares, indicators and roads: whose rows")

    def handle(self, *args: Any, **options: Any) -> None:
        table, target = options["table"], options["file"]
        ending = target.suffix.lower().removeprefix(".")
        if ending not in FORMATS[table]:
            raise CommandError(f"{table} is written as: {', '.join(FORMATS[table])}")
        sources = sources_of(table_of(table))
        source = options["source"] or (sources[0] if len(sources) == 1 else "")
        if source not in (sources or [""]):
            raise CommandError(f"Say which --source: {', '.join(sources)}")
        shutil.move(write_table(table_of(table), ending, source), target)
        self.stdout.write(f"{table}: written to {target}")
