"""App configuration."""

from django.apps import AppConfig


class Route221Config(AppConfig):
    name = "route221"

    def ready(self) -> None:
        """Listen to the register below."""
        from route221 import receivers  # noqa: F401
