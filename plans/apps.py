"""What villages and the municipality want."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"

    def ready(self) -> None:
        """Listen to the apps below."""
        from plans import receivers  # noqa: F401
