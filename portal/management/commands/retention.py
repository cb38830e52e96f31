"""manage retention: erase what has been kept long enough, as the settings say."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from portal.actions.retention import erase_what_is_old


class Command(BaseCommand):
    help = "Erase accounts never used, old drafts, letters, counts and sessions (see the settings)."

    def add_arguments(self, parser: Any) -> None:
        """Offer a look without erasing."""
        parser.add_argument("--dry-run", action="store_true", help="only count")

    def handle(self, *args: Any, dry_run: bool = False, **options: Any) -> None:
        """Erase, and say how much of each."""
        for what, count in erase_what_is_old(now=timezone.now(), dry_run=dry_run).items():
            self.stdout.write(f"{what}: {count}")
