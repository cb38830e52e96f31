"""What is offered where, and how well it covers the people."""

from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "services"

    def ready(self) -> None:
        """Listen to the app below."""
        from services import receivers

        receivers.connect()
