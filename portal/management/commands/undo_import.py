"""Undo a whole import, or list those that can be undone."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from geo.actions.imports import NotUndoable, can_undo, undo
from geo.models import Import
from portal.imports import TABLES, table_of


class Command(BaseCommand):
    help = "Undo an import by its number; without one, list the imports that can be undone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, nargs="?")

    def handle(self, *args: Any, **options: Any) -> None:
        applied = Import.objects.filter(state=Import.State.APPLIED, table__in=TABLES)
        if options["number"] is None:
            for one in applied.select_related("dataset"):
                if can_undo(one):
                    self.stdout.write(f"{one.pk}: {one.source}, {one.file_name}")
            return
        one = applied.filter(pk=options["number"]).first()
        if one is None:
            raise CommandError(f"There is no import {options['number']} that was taken in.")
        try:
            done = undo(table=table_of(one.table), imported=one)
        except NotUndoable:
            raise CommandError("Only the newest import of a source can be undone.") from None
        told = ", ".join(f"{number} {what}" for what, number in done.items() if number)
        self.stdout.write(f"{one.source}: undone ({told or 'nothing to put back'})")
