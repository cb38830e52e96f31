"""The pages made of several apps."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
