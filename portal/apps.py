"""The pages made of several apps."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"

    def ready(self) -> None:
        """Listen to the apps below."""
        from portal import receivers

        receivers.connect()
