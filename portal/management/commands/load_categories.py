"""Load the categories of service, for a portal without the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.demo.services import load_categories


class Command(BaseCommand):
    help = "Load the categories of service with their names, icons and OpenStreetMap tags."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{len(load_categories())} categories are loaded.")
