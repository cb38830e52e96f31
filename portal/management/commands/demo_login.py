"""manage demo_login ROLE: print a link that enters the demonstration in a role, once."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse
from django.utils import translation

from portal.demo.people import ROLES, DemoToken, demo_user


class Command(BaseCommand):
    help = "Print a link that enters the demonstration in a role; it works once, on this machine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role", choices=ROLES)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account if it is missing, and print its link."""
        if not settings.DEMO:
            raise CommandError("This portal is no demonstration (DEMO is off).")
        user = demo_user(options["role"])
        with translation.override(settings.LANGUAGE_CODE):
            path = reverse("demo-enter", args=[user.pk, DemoToken().make_token(user)])
        self.stdout.write(settings.SITE_URL + path)
