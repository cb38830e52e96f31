"""Write the index of search anew."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.actions.search_index import rebuild_index


class Command(BaseCommand):
    help = "Write the index of search anew. Signals keep it; this is for after bulk imports."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rebuild_index()} entries can be found.")
