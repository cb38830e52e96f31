"""manage ask_businesses: the daily round of "still correct?" mail."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from route221.actions.yearly import ask_and_hide


class Command(BaseCommand):
    help = "Ask businesses whose year is up whether all is still correct; hide the long silent."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do today's round."""
        asked, hidden = ask_and_hide(today=timezone.localdate())
        self.stdout.write(f"Asked {asked}, hid {hidden}.")
