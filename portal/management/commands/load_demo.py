"""Load the demonstration: Flen on the map."""

from typing import Any

from django.core.management.base import BaseCommand

from portal.demo import load_demo


class Command(BaseCommand):
    help = "Load Flen's known facts, estimates and examples. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        load_demo(lambda words: self.stdout.write(f"  {words} …"))
        self.stdout.write("The demonstration is loaded.")
