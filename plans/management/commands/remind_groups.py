"""manage remind_groups: the daily round of reminders about plans over a year old."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from plans.actions.reminders import remind


class Command(BaseCommand):
    help = "Remind groups whose plan is over a year old; run it once a day."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do today's round."""
        self.stdout.write(f"Reminded {remind(today=timezone.localdate())}.")
