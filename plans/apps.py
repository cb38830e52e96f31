"""What villages and the municipality want."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
