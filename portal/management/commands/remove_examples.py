"""Remove what is made up to show a feature."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.demo.remove import remove_examples


class Command(BaseCommand):
    help = "Remove every example business, goal and plan; real facts stay."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{remove_examples()} rows removed.")
