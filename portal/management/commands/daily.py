"""manage daily: the round of the day: questions, duplicates, escalation, changes, retention."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.mail import deliver_due_mail
from geo.ogcapi.noting import note
from portal.actions.retention import erase_what_is_old
from portal.api import LANGUAGES, SERVICE
from route221.actions.rounds import escalate, find_look_alikes
from route221.actions.yearly import ask_and_hide
from services.actions.register import close_due_offers


class Command(BaseCommand):
    help = "Do the day's round; safe to run again, and after days when it did not run."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each part, and say what was done."""
        today = timezone.localdate()
        asked, hidden = ask_and_hide(today=today)
        self.stdout.write(f"Businesses asked: {asked}, hidden: {hidden}")
        self.stdout.write(f"Possible duplicates found: {find_look_alikes()}")
        self.stdout.write(f"Told of what waits too long: {escalate(today=today)}")
        self.stdout.write(f"Offers closed on their last day: {close_due_offers(today=today)}")
        erased = erase_what_is_old(now=timezone.now())
        self.stdout.write(f"Erased: {sum(erased.values())}")
        for collection in SERVICE.by_id.values():
            note(collection, LANGUAGES)
        self.stdout.write(f"Changes noted: {len(SERVICE.by_id)} collections of the open API")
        deliver_due_mail()
