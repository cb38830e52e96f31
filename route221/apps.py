"""The tourist road and what lies along it."""

from django.apps import AppConfig


class Route221Config(AppConfig):
    name = "route221"
