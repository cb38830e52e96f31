"""Places and measures anyone may use."""

from django.apps import AppConfig


class GeoConfig(AppConfig):
    name = "geo"
